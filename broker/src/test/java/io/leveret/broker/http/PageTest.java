package io.leveret.broker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a person meets it, in a browser. Where there is none the tests are left out, but never where all must be proven. */
class PageTest {
    private static final String EVIL = "<img src=x onerror=\"document.title='evil'\">";

    @TempDir
    static Path folder;

    private Managed managed;
    private Connection connection;
    private Channel channel;
    private Browser browser;

    @BeforeEach
    void open() throws Exception {
        Optional<Path> executable = Browser.executable();
        if (executable.isEmpty() && "true".equals(System.getenv("CI"))) {
            fail("there is no chromium on the path, and where CI=true all must be proven: install it");
        }
        assumeTrue(executable.isPresent(), "no chromium on the path");
        managed = new Managed();
        connection = managed.connect();
        channel = connection.createChannel();
        browser = new Browser(executable.get(), Files.createTempDirectory(folder, "profile"), 1280, 900, false);
        browser.open("http://127.0.0.1:" + managed.port() + "/");
        browser.until("document.getElementById('login') && !document.getElementById('login').hidden");
    }

    @AfterEach
    void close() throws Exception {
        if (browser == null) return;
        browser.close();
        connection.abort();
        managed.close();
        assertEquals(List.of(), browser.errors());
    }

    private void logIn(String user, String password) {
        browser.run("(() => { const f = document.getElementById('login'); f.user.value = '%s';".formatted(user)
                + " f.password.value = '%s'; f.requestSubmit(); })()".formatted(password));
    }

    private void show(String page, String text) {
        browser.run("location.hash = '#/" + page + "'");
        browser.until("document.getElementById('view').innerText.includes(" + quoted(text) + ")");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "\\'") + "'";
    }

    @Test
    void aWrongPasswordIsTold() {
        logIn("guest", "wrong");
        browser.until("document.getElementById('wrong').innerText.includes('password is wrong')");
        assertEquals("true", browser.run("document.getElementById('top').hidden"));
    }

    @Test
    void theOverviewShowsWhatIsThere() throws Exception {
        channel.queueDeclare("q", false, false, false, null);
        for (int i = 0; i < 1234; i++) channel.basicPublish("", "q", null, new byte[1]);
        channel.queueDeclarePassive("q");
        logIn("guest", "guest");
        browser.until("document.querySelector('.tiles')?.innerText.replace(/\\s/g, '').includes('Ready1234')");
        // A second look, a moment later, makes a rate.
        browser.until("document.querySelector('.rate path.line')");
        assertEquals("Overview – Leveret", browser.run("document.title"));
        assertTrue(browser.run("document.getElementById('view').innerText").contains("port " + managed.broker.port()));
    }

    @Test
    void aNameIsTextWhateverItIs() throws Exception {
        channel.queueDeclare(EVIL, false, false, false, Map.of("x-dead-letter-exchange", EVIL));
        channel.exchangeDeclare(EVIL, "direct");
        channel.queueBind(EVIL, EVIL, EVIL);
        logIn("guest", "guest");
        show("queues", EVIL);
        show("exchanges", EVIL);
        browser.run(
                "[...document.querySelectorAll('td.name button')].find(b => b.innerText.startsWith('<img')).click()");
        browser.until("document.querySelector('code')?.innerText === " + quoted(EVIL));
        assertEquals("0", browser.run("document.querySelectorAll('main td img').length"));
    }

    @Test
    void aConnectionIsClosedWithAReason() throws Exception {
        var told = new CompletableFuture<ShutdownSignalException>();
        connection.addShutdownListener(told::complete);
        logIn("guest", "guest");
        show("connections", "RabbitMQ");
        browser.run("document.querySelector('td.acts button').click()");
        browser.until("document.getElementById('dialog').open");
        browser.run("document.querySelector('#dialog form').reason.value = 'spring cleaning'");
        browser.run("document.getElementById('dialog-yes').click()");
        assertTrue(told.get(10, TimeUnit.SECONDS).getMessage().contains("spring cleaning"));
        browser.until("document.getElementById('view').innerText.includes('Nobody is connected')");
    }

    @Test
    void queuesAreFoundSortedAndDeleted() throws Exception {
        for (int i = 0; i < 120; i++) channel.queueDeclare("q" + i, false, false, false, null);
        channel.basicPublish("", "q77", null, new byte[1]);
        logIn("guest", "guest");
        show("queues", "1 to 50 of 120");
        browser.run("[...document.querySelectorAll('.pager button')].pop().click()");
        browser.until("document.getElementById('view').innerText.includes('51 to 100 of 120')");
        browser.run("document.querySelector('[data-key=\"sort messages_ready\"]').click()");
        browser.until("document.querySelector('[data-key=\"sort messages_ready\"]').innerText.includes('↑')");
        browser.run("document.querySelector('[data-key=\"sort messages_ready\"]').click()");
        browser.until("document.querySelector('td.name').innerText === 'q77'");
        browser.run("(() => { const s = document.querySelector('[type=search]'); s.value = 'Q11';"
                + " s.dispatchEvent(new Event('input')); })()");
        browser.until("document.getElementById('view').innerText.includes('11 in all')");
        browser.run("document.querySelector('td.acts .danger').click()");
        browser.until("document.getElementById('dialog').open");
        browser.run("document.getElementById('dialog-yes').click()");
        browser.until("document.getElementById('view').innerText.includes('10 in all')");
    }

    @Test
    void usersAreForAdministratorsOnly() {
        managed.user("watcher", "monitoring");
        logIn("watcher", "watcher");
        browser.until("document.querySelector('.tiles')");
        assertEquals("true", browser.run("document.getElementById('users-page').hidden"));
        browser.run("document.getElementById('leave').click()");
        browser.until("!document.getElementById('login').hidden");
        logIn("guest", "guest");
        browser.until("!document.getElementById('users-page').hidden");
        show("users", "watcher");
    }
}
