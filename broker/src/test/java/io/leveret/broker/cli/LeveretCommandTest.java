package io.leveret.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.config.BrokerConfig;
import io.leveret.broker.config.ConfigError;
import io.leveret.broker.config.Setting;
import io.leveret.broker.config.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeveretCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<BrokerConfig> started = new ArrayList<>();
    private final List<FakeBroker> brokers = new ArrayList<>();

    /** Runs the command in a process that is told to end as soon as somebody listens for that. */
    private int run(Map<String, String> environment, String... args) {
        return run(environment, this::start, args);
    }

    private int run(Map<String, String> environment, Function<BrokerConfig, RunningBroker> start, String... args) {
        var line = LeveretCommand.create(start, new Surroundings(environment, Map.of(), Runnable::run));
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private RunningBroker start(BrokerConfig config) {
        started.add(config);
        brokers.add(new FakeBroker(config));
        return brokers.get(0);
    }

    private String[] freely(String... more) {
        var args = new ArrayList<>(List.of(
                "start", "--host", "127.0.0.1", "--port", "0", "--management-port", "0", "--data", folder.toString()));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    @Test
    void startPrintsWhatItReallyListensOnAndWhatToDoNextAndEndsInOrder() {
        assertEquals(0, run(Map.of(), freely()), err::toString);
        String text = out.toString();
        assertTrue(text.startsWith("Leveret " + Version.current() + " is ready."), text);
        assertTrue(text.contains("port 40001 on 127.0.0.1"), text);
        assertTrue(text.contains("http://127.0.0.1:40003/"), text);
        assertTrue(text.contains(folder.toString()), text);
        assertTrue(text.contains("pika.ConnectionParameters('127.0.0.1', 40001)"), text);
        assertTrue(text.contains("kill " + ProcessHandle.current().pid()), text);
        assertEquals(0, brokers.get(0).closed.getCount());
        assertEquals("", err.toString());
    }

    @Test
    void everyAddressIsCalledThatAndReachedAsLocalhost() {
        var config = BrokerConfig.builder().build();
        String text = Banner.text(config, new FakeBroker(config), 7);
        assertTrue(text.contains("port 5672 on every address"), text);
        assertTrue(text.contains("http://localhost:15672/"), text);
        assertTrue(text.contains("ConnectionParameters('localhost', 5672)"), text);
    }

    @Test
    void theBannerNamesNoPasswordButGuests() {
        var config = BrokerConfig.builder()
                .user("ann")
                .password("s3cret")
                .virtualHost("it's")
                .build();
        String text = Banner.text(config, new FakeBroker(config), 7);
        assertFalse(text.contains("s3cret"), text);
        assertTrue(text.contains("'localhost', 5672, 'VHOST', pika.PlainCredentials('USER', 'PASSWORD')"), text);
    }

    @Test
    void theBannerOfATlsDoorAloneOffersNoPlainConnection() {
        var config = BrokerConfig.builder()
                .noPort()
                .noManagement()
                .tlsCertificate(folder)
                .tlsKey(folder)
                .build();
        String text = Banner.text(config, new FakeBroker(config), 7);
        assertTrue(text.contains("port 5671 on every address"), text);
        assertFalse(text.contains("pika"), text);
        assertFalse(text.contains("http:"), text);
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironment() {
        assertEquals(
                0, run(Map.of("LEVERET_CHANNEL_MAX", "5", "LEVERET_FRAME_MAX", "8KiB"), freely("--channel-max=6")));
        assertEquals(6, started.get(0).limits().channelMax());
        assertEquals(8192, started.get(0).limits().frameMax());
    }

    @Test
    void theConfigurationFileIsNamedByOptionOrVariable() throws IOException {
        Path file = Files.writeString(folder.resolve("c.properties"), "leveret.channel-max = 9\n");
        assertEquals(0, run(Map.of(), freely("--config", file.toString())));
        assertEquals(0, run(Map.of("LEVERET_CONFIG", file.toString()), freely()));
        assertEquals(
                List.of(9, 9),
                started.stream().map(c -> c.limits().channelMax()).toList());
        assertEquals("", err.toString());
    }

    @Test
    void wrongSettingsExitWith2AndStartNothing() {
        assertEquals(2, run(Map.of("LEVERET_HEARBEAT", "1"), freely("--frame-max", "1", "--channel-max", "x")));
        assertEquals(List.of(), started);
        assertTrue(err.toString().contains("frame-max is 1: allowed are 4096"), err::toString);
        assertTrue(err.toString().contains("channel-max: 'x' is no whole number"), err::toString);
        assertTrue(err.toString().contains("warning: environment variable LEVERET_HEARBEAT"), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void missingFilesExitWith2AndAreToldTogether() {
        String no = folder.resolve("no").toString();
        assertEquals(
                2,
                run(
                        Map.of(),
                        freely("--definitions", no, "--tls-certificate", no, "--tls-key", no, "--tls-port", "0")));
        assertTrue(err.toString().contains("definitions: the file " + no + " is not there"), err::toString);
        assertTrue(err.toString().contains("tls-certificate: the file"), err::toString);
        assertTrue(err.toString().contains("tls-key: the file"), err::toString);
    }

    @Test
    void aDataFolderThatIsAFileExitsWith2() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "");
        assertEquals(2, run(Map.of(), "start", "--port=0", "--management-port=0", "--data", file + "/below"));
        assertTrue(err.toString().contains("data: " + file + " is a file"), err::toString);
    }

    @Test
    void aPortInUseExitsWith1AndNamesTheOptionThatChangesIt() throws IOException {
        try (var busy = new ServerSocket(0)) {
            String port = String.valueOf(busy.getLocalPort());
            assertEquals(1, run(Map.of(), "start", "--port", port, "--management-port=0", "--data", folder.toString()));
            assertTrue(err.toString().contains("port: " + port + " is in use by another program"), err::toString);
            assertTrue(err.toString().contains("--port"), err::toString);
        }
        assertEquals(List.of(), started);
    }

    @Test
    void aHostThatNobodyKnowsExitsWith2() {
        assertEquals(2, run(Map.of(), "start", "--host", "no.such.host.invalid", "--data", folder.toString()));
        assertTrue(err.toString().contains("host: nobody knows the name no.such.host.invalid"), err::toString);
    }

    @Test
    void whatTheBrokerRefusesIsToldInOneLineAndExitsWith1() {
        Function<BrokerConfig, RunningBroker> refusing = c -> {
            throw new IllegalStateException("the journal is locked", new IOException("by process 5"));
        };
        assertEquals(1, run(Map.of(), refusing, freely()));
        assertTrue(err.toString().contains("could not start:"), err::toString);
        assertTrue(err.toString().contains("the journal is locked: by process 5"), err::toString);
        assertFalse(err.toString().contains("\tat "), err::toString);
    }

    @Test
    void settingsThatOnlyTheBrokerCanJudgeExitWith2Too() {
        Function<BrokerConfig, RunningBroker> refusing = c -> {
            throw new ConfigError(List.of(new ConfigError.Problem("definitions", "definitions: line 3 has no name")));
        };
        assertEquals(2, run(Map.of(), refusing, freely()));
        assertTrue(err.toString().contains("definitions: line 3 has no name"), err::toString);
    }

    @Test
    void anUnknownOptionExitsWith2AndIsAnsweredWithTheNearest() {
        assertEquals(2, run(Map.of(), "start", "--prot", "1"));
        assertTrue(err.toString().contains("did you mean --port?"), err::toString);
        assertTrue(err.toString().contains("leveret start --help"), err::toString);
    }

    @Test
    void anUnknownCommandExitsWith2() {
        assertEquals(2, run(Map.of(), "starts"));
        assertTrue(err.toString().contains("start"), err::toString);
    }

    @Test
    void passwordsAreNoOptions() {
        assertEquals(2, run(Map.of(), "start", "--default-password", "x"));
    }

    @Test
    void helpNamesEverySettingWithItsDefault() {
        assertEquals(0, run(Map.of(), "start", "--help"));
        for (Setting setting : Setting.values()) {
            assertEquals(
                    !setting.secret(), out.toString().contains("--" + setting.settingName() + "="), setting.name());
        }
        String text = out.toString().replaceAll("\\s+", " ");
        assertTrue(text.contains("share of the heap or a size. Default: 40%."), text);
        assertTrue(text.contains("leveret start --port 5673"), text);
    }

    @Test
    void aloneItSaysWhatItCanDo() {
        assertEquals(0, run(Map.of()));
        assertTrue(out.toString().contains("start"), out::toString);
        assertEquals(0, run(Map.of(), "--help"));
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertEquals(0, run(Map.of(), "--version"));
        assertTrue(out.toString().startsWith("leveret " + Version.current()), out::toString);
    }

    @Test
    void anEndThatHangsIsLeftBehindAfterAWhile() throws InterruptedException {
        var never = new CountDownLatch(1);
        var config = BrokerConfig.builder().build();
        var hanging = new FakeBroker(config, () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        var end = new OrderlyEnd(hanging, Duration.ofMillis(20), new PrintWriter(err, true));
        end.run();
        end.await();
        assertTrue(err.toString().contains("leaving all the same"), err::toString);
        never.countDown();
    }

    @Test
    void anEndThatFailsSaysWhy() throws InterruptedException {
        var config = BrokerConfig.builder().build();
        var failing = new FakeBroker(config, () -> {
            throw new IllegalStateException("disk full");
        });
        new OrderlyEnd(failing, Duration.ofSeconds(10), new PrintWriter(err, true)).run();
        assertTrue(err.toString().contains("not in order: disk full"), err::toString);
    }

    @Test
    void aReasonIsSaidOnceThoughItsWrappersRepeatIt() {
        var cause = new IOException("no space");
        assertEquals("java.io.IOException: no space", Reasons.of(new RuntimeException(cause)));
        assertEquals("cannot write: no space", Reasons.of(new RuntimeException("cannot write", cause)));
        assertEquals("NullPointerException", Reasons.of(new NullPointerException()));
    }
}
