package io.leveret.jms.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.broker.Broker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TlsWireTest {
    private static final String PASSWORD = "changeit";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static Broker broker;

    private final Told told = new Told();

    @BeforeAll
    static void start() throws Exception {
        key("server", "CN=localhost", "san=dns:localhost");
        key("client", "CN=guest", "san=dns:guest");
        trust("client", "ours");
        trust("server", "theirs");
        broker = Broker.builder()
                .port(0)
                .inMemory()
                .set("tls-port", "0")
                .set("tls-keystore", folder.resolve("server.p12").toString())
                .set("tls-keystore-password", PASSWORD)
                .set("tls-truststore", folder.resolve("ours.p12").toString())
                .set("tls-truststore-password", PASSWORD)
                .set("tls-client-auth", "optional")
                .start();
    }

    @AfterAll
    static void stop() {
        if (broker != null) broker.close();
    }

    private static void key(String name, String subject, String extension) throws Exception {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                subject,
                "-ext",
                extension,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file(name),
                "-storepass",
                PASSWORD);
    }

    /** A store that trusts this certificate. */
    private static void trust(String certificate, String store) throws Exception {
        String exported = folder.resolve(certificate + ".crt").toString();
        keytool(
                "-exportcert",
                "-alias",
                certificate,
                "-keystore",
                file(certificate),
                "-storepass",
                PASSWORD,
                "-file",
                exported);
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                certificate,
                "-file",
                exported,
                "-storetype",
                "PKCS12",
                "-keystore",
                file(store),
                "-storepass",
                PASSWORD);
    }

    private static String file(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private static void keytool(String... arguments) throws Exception {
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of(tool), Stream.of(arguments)).toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    private static WireOptions.Builder options(String host, TlsOptions tls) {
        return WireOptions.builder()
                .endpoint(Endpoint.amqps(host, broker.tlsPort()))
                .tls(tls);
    }

    private static TlsOptions trusting(String keyStore, boolean verifyHost) {
        return new TlsOptions(file("theirs"), PASSWORD, keyStore, keyStore.isEmpty() ? "" : PASSWORD, verifyHost);
    }

    private void works(WireOptions options) throws Exception {
        WireConnection connection = WireConnection.open(options, told);
        WireChannel channel = connection.openChannel(told);
        var declare = new QueueMethod.Declare("", false, false, true, false, false, Table.EMPTY);
        String queue = channel.call(declare, QueueMethod.DeclareOk.class).queue();
        channel.confirmSelect();
        byte[] body = new byte[3 << 20];
        channel.publish("", queue, false, Properties.EMPTY, body, told.outcome("it"));
        Eventually.eventually("it is confirmed", () -> told.events.equals(List.of("it confirmed")));
        assertEquals(body.length, channel.get(queue, true).orElseThrow().body().length);
        connection.close(SOON);
    }

    @Test
    void aTrustedServerIsSpokenTo() throws Exception {
        works(options("localhost", trusting("", true)).build());
    }

    @Test
    void aClientCertificateWithoutAPasswordSaysWhoItIs() throws Exception {
        works(options("localhost", trusting(file("client"), true))
                .user("")
                .password("")
                .build());
    }

    @Test
    void aServerThatNobodyTrustsIsNotSpokenTo() {
        assertThrows(
                WireException.Lost.class,
                () -> WireConnection.open(
                        options("localhost", TlsOptions.DEFAULT).build(), told));
    }

    @Test
    void aServerOfAnotherNameIsNotSpokenTo() throws Exception {
        var refused = assertThrows(
                WireException.Lost.class,
                () -> WireConnection.open(
                        options("127.0.0.1", trusting("", true)).build(), told));
        assertTrue(refused.getMessage().contains("127.0.0.1"), refused.getMessage());
        works(options("127.0.0.1", trusting("", false)).build());
    }

    @Test
    void aStoreThatCannotBeReadIsNamed() {
        var unreadable = assertThrows(
                WireException.AccessRefused.class,
                () -> WireConnection.open(
                        options("localhost", new TlsOptions("/no/such/store", "", "", "", true))
                                .build(),
                        told));
        assertTrue(unreadable.getMessage().contains("/no/such/store"), unreadable.getMessage());
    }
}
