package io.leveret.broker;

import static io.leveret.broker.Clients.connect;
import static io.leveret.broker.Clients.eventually;
import static io.leveret.broker.Clients.factory;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.broker.security.Certificates;
import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.Permission;
import io.leveret.broker.security.User;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, who is not waited for, and who is cut. */
class DoorTest {
    private static Broker.Builder builder(int ioThreads) {
        return Broker.builder().port(0).inMemory().set("io-threads", Integer.toString(ioThreads));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aClientCertificateIsALogin(int ioThreads, @TempDir Path folder) throws Exception {
        Certificates make = new Certificates(folder);
        Path server = make.make("server", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1");
        Path client = make.make("client", "CN=carla");
        try (Broker broker = builder(ioThreads)
                .set("tls-port", "0")
                .set("tls-keystore", server.toString())
                .set("tls-keystore-password", Certificates.PASSWORD)
                .set("tls-truststore", make.certificatePem(client, "client").toString())
                .set("tls-client-auth", "optional")
                .start()) {
            broker.registry()
                    .change(before -> before.withUser(new User(
                                    "carla", PasswordHash.hash("nobody uses it", 1_000, new SecureRandom()), Set.of()))
                            .withPermission(Permission.all("carla", "/")));
            ConnectionFactory factory = factory(broker.tlsPort(), "/");
            factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
            factory.useSslProtocol(tls(client, server));
            try (Connection connection = factory.newConnection()) {
                Channel channel = connection.createChannel();
                String queue = channel.queueDeclare().getQueue();
                channel.basicPublish("", queue, null, new byte[200_000]);
                eventually("it came", () -> channel.messageCount(queue) == 1);
                assertEquals(200_000, channel.basicGet(queue, true).getBody().length);
            }
            // The same certificate proves nothing to a user that does not exist any more.
            broker.registry().change(before -> before.withoutUser("carla"));
            assertThrows(IOException.class, factory::newConnection);
        }
    }

    private static SSLContext tls(Path own, Path trusted) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(Certificates.load(own), Certificates.PASSWORD.toCharArray());
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("server", Certificates.certificate(trusted, "server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whoDoesNotGetOnWithTheHandshakeIsCut(int ioThreads) throws Exception {
        try (Broker broker =
                builder(ioThreads).set("handshake-timeout", "300ms").start()) {
            try (RawClient silent = new RawClient(broker.port());
                    RawClient stuck = new RawClient(broker.port());
                    RawClient trickling = new RawClient(broker.port())) {
                stuck.greet();
                trickling.write(Unpooled.wrappedBuffer(new byte[] {'A', 'M'}));
                silent.expectEnd();
                stuck.expectEnd();
                trickling.expectEnd();
            }
            try (Connection proper = connect(broker)) {
                assertTrue(proper.isOpen());
            }
        }
    }

    @Test
    void nothingIsReadFromWhoIsNotKnownYet() throws Exception {
        try (Broker broker = builder(0).start();
                RawClient client = new RawClient(broker.port()).greet()) {
            client.send(0, RawClient.login("guest"));
            // What was sent ahead waits until the login is judged, and counts then.
            client.send(0, new ConnectionMethod.TuneOk(2047, RawClient.FRAME_MAX, 0));
            client.send(0, new ConnectionMethod.Open("/"));
            client.expect(ConnectionMethod.Tune.class);
            client.expect(ConnectionMethod.OpenOk.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void pastTheLimitOfConnectionsANewcomerIsClosedUntilOneLeaves(int ioThreads) throws Exception {
        try (Broker broker = builder(ioThreads).set("max-connections", "5").start()) {
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) all.add(connect(broker));
            assertThrows(Exception.class, () -> connect(broker));
            assertTrue(all.stream().allMatch(Connection::isOpen), "who was in stays in");
            all.get(0).close();
            eventually("there is room again", () -> {
                try (Connection late = connect(broker)) {
                    return late.isOpen();
                } catch (IOException stillFull) {
                    return false;
                }
            });
            for (Connection each : all.subList(1, 5)) each.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whoIsSilentForTwoHeartbeatsIsCutAndGivesBackWhatItHad(int ioThreads) throws Exception {
        try (Broker broker = builder(ioThreads).start();
                Connection other = connect(broker);
                RawClient silent = new RawClient(broker.port()).enter(1)) {
            Channel channel = other.createChannel();
            channel.queueDeclare("q", false, false, false, null);
            channel.basicPublish("", "q", null, new byte[1]);
            eventually("it is there", () -> channel.messageCount("q") == 1);
            silent.send(1, new io.leveret.amqp.BasicMethod.Get("q", false));
            silent.expect(io.leveret.amqp.BasicMethod.GetOk.class);
            silent.expectEnd();
            eventually("the message is back", () -> channel.messageCount("q") == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void whoDoesNotAnswerTheFarewellIsClosedWithoutIt(int ioThreads) throws Exception {
        try (Broker broker = builder(ioThreads).start();
                RawClient stubborn = new RawClient(broker.port()).enter(0)) {
            broker.registry().removeVirtualHost("/");
            stubborn.expect(ConnectionMethod.Close.class);
            stubborn.expectEnd();
        }
    }

    @Test
    void aWrongPasswordIsRefusedWithoutSayingWhatWasWrong() throws Exception {
        try (Broker broker = builder(0).start()) {
            ConnectionFactory wrong = factory(broker.port(), "/");
            wrong.setPassword("wrong");
            var first = assertThrows(PossibleAuthenticationFailureException.class, wrong::newConnection);
            wrong.setUsername("nobody");
            var second = assertThrows(PossibleAuthenticationFailureException.class, wrong::newConnection);
            assertEquals(first.getMessage(), second.getMessage());
        }
    }
}
