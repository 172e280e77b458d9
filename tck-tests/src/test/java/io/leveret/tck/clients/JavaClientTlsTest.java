package io.leveret.tck.clients;

import static io.leveret.tck.clients.JavaClient.bytes;
import static io.leveret.tck.clients.JavaClient.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import io.leveret.tck.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisabledIfSystemProperty(named = "leveret.test.target", matches = ".+", disabledReason = "TLS is set up by settings")
class JavaClientTlsTest {
    private Certificate broker;
    private Certificate client;
    private Certificate stranger;

    @BeforeAll
    void makeCertificates(@TempDir Path folder) throws Exception {
        broker = Certificate.make(folder, "broker", "CN=localhost");
        client = Certificate.make(folder, "client", "CN=guest");
        stranger = Certificate.make(folder, "stranger", "CN=guest");
    }

    private Map<String, String> settings() {
        return Map.of(
                "tls-port",
                "0",
                "tls-keystore",
                broker.keystore().toString(),
                "tls-keystore-password",
                Certificate.PASSWORD);
    }

    private Map<String, String> settingsForClientsWithCertificates() {
        return Map.of(
                "tls-port", "0",
                "tls-certificate", broker.certificate().toString(),
                "tls-key", broker.key().toString(),
                "tls-truststore", client.certificate().toString(),
                "tls-client-auth", "required");
    }

    private static ConnectionFactory factory(Server server, Certificate trusted, Optional<Certificate> own)
            throws Exception {
        var factory = JavaClient.factory(server);
        factory.setPort(server.tlsPort());
        factory.useSslProtocol(Certificate.context("TLS", trusted, own));
        factory.enableHostnameVerification();
        return factory;
    }

    private static void roundTrip(ConnectionFactory factory) throws Exception {
        byte[] large = new byte[1_000_000];
        new Random(1).nextBytes(large);
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            String queue = channel.queueDeclare().getQueue();
            channel.confirmSelect();
            channel.basicPublish("", queue, null, bytes("small"));
            channel.basicPublish("", queue, null, large);
            channel.waitForConfirmsOrDie(15_000);
            assertEquals("small", text(channel.basicGet(queue, true).getBody()));
            assertArrayEquals(large, channel.basicGet(queue, true).getBody());
        }
    }

    @Test
    void messagesPassEncryptedWithAKeystore() throws Exception {
        try (var server = Server.start(settings())) {
            roundTrip(factory(server, broker, Optional.empty()));
        }
    }

    /**
     * With TLS 1.3 the client's NIO reads once more when a server's whole answer came in one record, as Java's own TLS sends
     * it, and waits for ever; so it is asked for 1.2 here.
     */
    @Test
    @SuppressWarnings("deprecation") // Many programs still use it, and so it has to work.
    void messagesPassEncryptedWithNio() throws Exception {
        try (var server = Server.start(settings())) {
            var factory = factory(server, broker, Optional.empty());
            factory.useSslProtocol(Certificate.context("TLSv1.2", broker, Optional.empty()));
            factory.useNio();
            roundTrip(factory);
        }
    }

    @Test
    void messagesPassEncryptedWithNetty() throws Exception {
        try (var server = Server.start(settings())) {
            var factory = factory(server, broker, Optional.empty());
            factory.netty().sslContext(Certificate.nettyContext(broker));
            roundTrip(factory);
        }
    }

    @Test
    void aClientThatDoesNotTrustTheBrokerTurnsAway() throws Exception {
        try (var server = Server.start(settings())) {
            var doubting = factory(server, stranger, Optional.empty());
            assertThrows(SSLException.class, doubting::newConnection);
            roundTrip(factory(server, broker, Optional.empty()));
        }
    }

    @Test
    void aClientThatDoesNotSpeakTlsIsCutOff() throws Exception {
        try (var server = Server.start(settings())) {
            var plain = JavaClient.factory(server);
            plain.setPort(server.tlsPort());
            assertThrows(IOException.class, plain::newConnection);
            roundTrip(factory(server, broker, Optional.empty()));
            roundTrip(JavaClient.factory(server));
        }
    }

    @Test
    void aClientWithACertificateLogsInByIt() throws Exception {
        try (var server = Server.start(settingsForClientsWithCertificates())) {
            var factory = factory(server, broker, Optional.of(client));
            factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
            factory.setUsername("nobody");
            roundTrip(factory);
            var byPassword = factory(server, broker, Optional.of(client));
            roundTrip(byPassword);
        }
    }

    @Test
    void aClientWithoutACertificateOrWithAStrangersIsRefused() throws Exception {
        try (var server = Server.start(settingsForClientsWithCertificates())) {
            var none = factory(server, broker, Optional.empty());
            assertThrows(IOException.class, none::newConnection);
            var strange = factory(server, broker, Optional.of(stranger));
            assertThrows(IOException.class, strange::newConnection);
            roundTrip(factory(server, broker, Optional.of(client)));
        }
    }
}
