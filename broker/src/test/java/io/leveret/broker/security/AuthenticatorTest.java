package io.leveret.broker.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Table;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticatorTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ITERATIONS = 50;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final InetAddress ELSEWHERE = address(192, 0, 2, 7);
    private static final Authenticator.Settings SETTINGS = new Authenticator.Settings(
            ITERATIONS, Set.of("guest"), Duration.ofSeconds(10), 3, 4, CertificateName.COMMON_NAME);

    private final User anna = new User("anna", PasswordHash.hash("secret", ITERATIONS, RANDOM), Set.of("management"));
    private final User guest = new User("guest", PasswordHash.hash("guest", ITERATIONS, RANDOM), Set.of());
    private final User bare = new User("bare", PasswordHash.NONE, Set.of());
    private final Directory directory =
            Directory.EMPTY.withUser(anna).withUser(guest).withUser(bare);

    /** What the executor was given and has not run yet. */
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private long now = Long.MAX_VALUE - 5;
    private int verified;
    private final Authenticator authenticator = new Authenticator(SETTINGS, tasks::add, () -> now, RANDOM);

    private static InetAddress address(int... parts) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) parts[0], (byte) parts[1], (byte) parts[2], (byte) parts[3]});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<Login> begin(String mechanism, byte[] response, InetAddress peer) {
        return authenticator.authenticate(
                new Authenticator.Attempt(mechanism, response, peer, Optional.empty()), directory);
    }

    private CompletableFuture<Login> plain(String user, String password) {
        return begin("PLAIN", bytes("\0" + user + "\0" + password), HERE);
    }

    private Login run(CompletableFuture<Login> login) {
        while (!tasks.isEmpty()) {
            verified++;
            tasks.remove().run();
        }
        return login.join();
    }

    private static String reason(Login login) {
        return assertInstanceOf(Login.Refused.class, login).reason();
    }

    @Test
    void plainWithTheRightPasswordIsAccepted() {
        CompletableFuture<Login> login = plain("anna", "secret");
        assertFalse(login.isDone(), "nothing is verified on the caller's thread");
        assertEquals(new Login.Accepted(anna), run(login));
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreRefused() {
        assertTrue(reason(run(plain("anna", "wrong"))).contains("wrong password for user 'anna'"));
        assertTrue(reason(run(plain("nobody", "secret"))).contains("no user 'nobody'"));
        assertTrue(reason(run(plain("bare", "secret"))).contains("no password"));
        assertEquals(3, verified, "each took the executor's time");
    }

    @Test
    void anEmptyPasswordIsRefusedAtOnceForEveryone() {
        for (String user : new String[] {"anna", "nobody", "bare"}) {
            CompletableFuture<Login> login = plain(user, "");
            assertTrue(login.isDone());
            reason(login.join());
        }
    }

    @Test
    void anUnknownUserCostsWhatAWrongPasswordCosts() {
        int much = 60_000;
        User slow = new User("slow", PasswordHash.hash("x", much, RANDOM), Set.of());
        User quick = new User("quick", PasswordHash.of("rabbit_password_hashing_sha256", sha256()), Set.of());
        Directory both = Directory.EMPTY.withUser(slow).withUser(quick);
        assertEquals(much, both.highestCost());
        refusalTime("slow", both);
        long wrongPassword = refusalTime("slow", both);
        long quickHash = refusalTime("quick", both);
        long unknown = refusalTime("nobody", both);
        String times = wrongPassword + ", " + quickHash + ", " + unknown + " ns";
        assertTrue(quickHash * 3 > wrongPassword && wrongPassword * 3 > quickHash, times);
        assertTrue(unknown * 3 > wrongPassword && wrongPassword * 3 > unknown, times);
    }

    /** Of the processor, not of the clock: others use this machine too. */
    private long refusalTime(String user, Directory known) {
        var login = authenticator.authenticate(user, bytes("wrong" + verified), HERE, known);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        reason(run(login));
        return threads.getCurrentThreadCpuTime() - began;
    }

    private static String sha256() {
        return "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR";
    }

    @Test
    void plainActsForItselfOnly() {
        assertEquals(new Login.Accepted(anna), run(begin("PLAIN", bytes("anna\0anna\0secret"), HERE)));
        assertInstanceOf(Login.Malformed.class, run(begin("PLAIN", bytes("admin\0anna\0secret"), HERE)));
    }

    @Test
    void aResponseThatIsNotWhatItsMechanismSaysIsMalformed() {
        for (String response : new String[] {"", "\0", "anna", "\0anna", "\0anna\0secret\0", "\0\0secret"}) {
            assertInstanceOf(Login.Malformed.class, run(begin("PLAIN", bytes(response), HERE)), response);
        }
        assertInstanceOf(
                Login.Malformed.class, run(begin("PLAIN", new byte[] {0, (byte) 0xff, 0, 'x'}, HERE)), "no UTF-8");
        assertInstanceOf(Login.Malformed.class, run(begin("AMQPLAIN", bytes("garbage"), HERE)));
        assertInstanceOf(Login.Malformed.class, run(begin("AMQPLAIN", new byte[0], HERE)));
        assertInstanceOf(
                Login.Malformed.class,
                run(begin("AMQPLAIN", Table.of("LOGIN", "anna", "PASSWORD", 5).toEntries(), HERE)));
        assertInstanceOf(Login.Malformed.class, run(begin("plain", bytes("\0anna\0secret"), HERE)));
        var unknown = assertInstanceOf(Login.Malformed.class, run(begin("SCRAM\nSHA", new byte[0], HERE)));
        assertEquals("mechanism 'SCRAM?SHA' is not offered; offered are PLAIN AMQPLAIN", unknown.reason());
        assertEquals(0, verified);
    }

    @Test
    void amqPlainIsABareTable() {
        byte[] response = Table.of("LOGIN", "anna", "PASSWORD", "secret").toEntries();
        assertEquals('\5', response[0], "no length before it");
        assertEquals(new Login.Accepted(anna), run(begin("AMQPLAIN", response, HERE)));
        reason(run(begin("AMQPLAIN", Table.of("LOGIN", "anna", "PASSWORD", "no").toEntries(), HERE)));
    }

    @Test
    void loopbackUsersComeFromThisMachineOnly() {
        assertEquals(new Login.Accepted(guest), run(plain("guest", "guest")));
        byte[] response = bytes("\0guest\0guest");
        assertTrue(reason(run(begin("PLAIN", response, ELSEWHERE)))
                .contains("from this machine only, not from 192.0.2.7"));
        assertEquals(new Login.Accepted(guest), run(begin("PLAIN", response, address(127, 3, 2, 1))));
        assertEquals(new Login.Accepted(anna), run(begin("PLAIN", bytes("\0anna\0secret"), ELSEWHERE)));
    }

    @Test
    void equalAttemptsAtTheSameTimeAreVerifiedOnce() {
        var logins = new ArrayList<CompletableFuture<Login>>();
        for (int i = 0; i < 100; i++) {
            logins.add(plain("anna", "secret"));
            logins.add(plain("anna", "wrong"));
        }
        assertEquals(2, tasks.size());
        for (int i = 0; i < 200; i++) {
            Login login = run(logins.get(i));
            assertEquals(i % 2 == 0, login instanceof Login.Accepted);
        }
    }

    @Test
    void aReconnectStormIsAnsweredFromMemory() {
        run(plain("anna", "secret"));
        run(plain("anna", "wrong"));
        for (int i = 0; i < 100; i++) {
            assertInstanceOf(Login.Accepted.class, run(plain("anna", "secret")));
            assertInstanceOf(Login.Refused.class, run(plain("anna", "wrong")));
        }
        assertEquals(2, verified);
        now += Duration.ofSeconds(10).toNanos();
        run(plain("anna", "secret"));
        assertEquals(3, verified, "but not for ever, and the clock may overflow");
    }

    @Test
    void whatIsRememberedDoesNotOutliveAChangeOfPassword() {
        run(plain("anna", "secret"));
        User changed = anna.withPasswordHash(PasswordHash.hash("new", ITERATIONS, RANDOM));
        Directory later = directory.withUser(changed);
        reason(run(authenticator.authenticate("anna", bytes("secret"), HERE, later)));
        assertEquals(new Login.Accepted(changed), run(authenticator.authenticate("anna", bytes("new"), HERE, later)));
        reason(run(authenticator.authenticate("anna", bytes("secret"), HERE, directory.withoutUser("anna"))));
    }

    @Test
    void anAcceptedUserIsThatOfTheSnapshotAlsoFromMemory() {
        run(plain("anna", "secret"));
        User tagged = anna.withTags(Set.of("administrator"));
        assertEquals(
                new Login.Accepted(tagged),
                run(authenticator.authenticate("anna", bytes("secret"), HERE, directory.withUser(tagged))));
        assertEquals(1, verified);
    }

    @Test
    void guessesDoNotPushOutThoseWhoKnow() {
        run(plain("anna", "secret"));
        for (int i = 0; i < 20; i++) {
            run(plain("anna", "guess" + i));
        }
        int before = verified;
        run(plain("anna", "secret"));
        assertEquals(before, verified);
        run(plain("anna", "guess0"));
        assertEquals(before + 1, verified, "the oldest guess was dropped: memory is bounded");
    }

    @Test
    void tooManyAtOnceAreRefusedBeforeTheyTakeMemory() {
        for (int i = 0; i < SETTINGS.pendingAtMost(); i++) {
            plain("anna", "guess" + i);
        }
        CompletableFuture<Login> tooMany = plain("anna", "secret");
        assertTrue(tooMany.isDone());
        assertTrue(reason(tooMany.join()).contains("4 logins are waiting"));
        run(plain("anna", "guess0"));
        assertInstanceOf(Login.Accepted.class, run(plain("anna", "secret")), "and then it goes on");
    }

    @Test
    void anExecutorThatEndsRefuses() {
        var ended = new Authenticator(
                SETTINGS,
                task -> {
                    throw new RejectedExecutionException("ended");
                },
                () -> now,
                RANDOM);
        for (int i = 0; i < 10; i++) {
            Login login =
                    ended.authenticate("anna", bytes("secret"), HERE, directory).join();
            assertTrue(reason(login).contains("ended"));
        }
    }

    @Test
    void theCallersBytesAreItsOwn() {
        byte[] password = bytes("secret");
        byte[] response = bytes("\0anna\0secret");
        run(authenticator.authenticate("anna", password, HERE, directory));
        run(begin("PLAIN", response, HERE));
        assertEquals("secret", new String(password, StandardCharsets.UTF_8));
        assertEquals("\0anna\0secret", new String(response, StandardCharsets.UTF_8));
    }

    @Test
    void whatAStrangerSendsForgesNoLogLine() {
        String reason = reason(run(plain("eve\r\n2026 INFO all is well " + "x".repeat(500), "x")));
        assertFalse(reason.contains("\n") || reason.contains("\r"), reason);
        assertTrue(reason.length() < 200, reason);
    }

    @Test
    void manyThreadsShareOneVerification() throws Exception {
        var executed = new AtomicInteger();
        var holdBack = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            var shared = new Authenticator(
                    SETTINGS,
                    task -> pool.execute(() -> {
                        executed.incrementAndGet();
                        await(holdBack);
                        task.run();
                    }),
                    System::nanoTime,
                    RANDOM);
            var logins = new ArrayList<CompletableFuture<Login>>();
            for (int i = 0; i < 50; i++) {
                logins.add(shared.authenticate("anna", bytes("secret"), HERE, directory));
            }
            holdBack.countDown();
            for (CompletableFuture<Login> login : logins) {
                assertEquals(new Login.Accepted(anna), login.get(1, TimeUnit.MINUTES));
            }
            assertEquals(1, executed.get());
        } finally {
            pool.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Login external(Authenticator by, Optional<X509Certificate> certificate, InetAddress peer) {
        return by.authenticate(new Authenticator.Attempt("EXTERNAL", new byte[0], peer, certificate), directory)
                .join();
    }

    @Test
    void externalTakesTheNameFromTheCertificate(@TempDir Path folder) {
        var certificates = new Certificates(folder);
        var own = certificate(certificates, "own", "CN=anna, O=Example");
        var sneaky = certificate(certificates, "sneaky", "CN=otto, O=\"x,CN=anna\"");
        var two = certificate(certificates, "two", "CN=anna, CN=otto");
        var local = certificate(certificates, "local", "CN=guest");
        var nameless = certificate(certificates, "nameless", "O=anna");

        assertEquals(new Login.Accepted(anna), external(authenticator, own, ELSEWHERE));
        assertTrue(reason(external(authenticator, sneaky, HERE)).contains("names the user 'otto', who does not exist"));
        assertTrue(reason(external(authenticator, two, HERE)).contains("2 common names"));
        assertTrue(reason(external(authenticator, nameless, HERE)).contains("0 common names"));
        assertTrue(reason(external(authenticator, local, ELSEWHERE)).contains("from this machine only"));
        assertTrue(reason(external(authenticator, Optional.empty(), HERE)).contains("without a client certificate"));

        var byWholeName = new Authenticator(
                new Authenticator.Settings(
                        ITERATIONS, Set.of(), Duration.ofSeconds(1), 1, 1, CertificateName.DISTINGUISHED_NAME),
                tasks::add,
                () -> now,
                RANDOM);
        User whole = new User("CN=anna,O=Example", PasswordHash.NONE, Set.of());
        Login login = byWholeName
                .authenticate(new Authenticator.Attempt("EXTERNAL", new byte[0], HERE, own), directory.withUser(whole))
                .join();
        assertEquals(new Login.Accepted(whole), login);
    }

    private static Optional<X509Certificate> certificate(Certificates by, String alias, String subject) {
        return Optional.of(Certificates.certificate(by.make(alias, subject), alias));
    }

    @Test
    void externalIsOfferedToThoseWithACertificate() {
        assertEquals("PLAIN AMQPLAIN", Authenticator.offered(false));
        assertEquals("PLAIN AMQPLAIN EXTERNAL", Authenticator.offered(true));
    }

    @Test
    void noPasswordCanBeReadFromTheMemoryOfVerdicts() {
        var one = new Verdicts(1, 1, RANDOM);
        var other = new Verdicts(1, 1, RANDOM);
        byte[] password = bytes("secret");
        assertEquals(one.key("u", anna.passwordHash(), password), one.key("u", anna.passwordHash(), password));
        assertNotEquals(one.key("u", anna.passwordHash(), password), other.key("u", anna.passwordHash(), password));
        assertNotEquals(one.key("u", PasswordHash.NONE, password), one.key("u", anna.passwordHash(), password));
        assertNotEquals(one.key("us", PasswordHash.NONE, bytes("x")), one.key("u", PasswordHash.NONE, bytes("sx")));
    }
}
