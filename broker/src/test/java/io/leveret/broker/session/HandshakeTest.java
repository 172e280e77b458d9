package io.leveret.broker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.message.Message;
import io.leveret.broker.security.Authenticator;
import io.leveret.broker.security.Login;
import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.User;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A handshake lets go of the way out the moment it entrusts the connection: from then on another thread may write there. */
class HandshakeTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void touchesTheWayOutNoMoreOnceTheConnectionIsEntrusted() {
        Handshake handshake = new Handshake(new Door(), new Guard());
        handshake.start();
        receive(handshake, new ConnectionMethod.StartOk(Table.EMPTY, "PLAIN", login(), "en_US"));
        receive(handshake, new ConnectionMethod.TuneOk(10, 4096, 0));
        receive(handshake, new ConnectionMethod.Open("/"));
        assertEquals("entrusted", events.get(events.size() - 1), () -> "in order: " + events);
    }

    @Test
    void readsNothingWhileItIsJudgedWhoComes() {
        Handshake handshake = new Handshake(new Door(), new Guard());
        handshake.start();
        receive(handshake, new ConnectionMethod.StartOk(Table.EMPTY, "PLAIN", login(), "en_US"));
        assertEquals(List.of("Start", "flush", "pause", "judged", "Tune", "resume", "flush", "flush"), events);
    }

    private static void receive(Handshake handshake, Method method) {
        Batch batch = new Batch();
        batch.method(0, method);
        handshake.receive(batch);
    }

    private static byte[] login() {
        return "\0guest\0guest".getBytes(StandardCharsets.UTF_8);
    }

    private final class Guard implements Doorman {
        private final User guest = new User("guest", PasswordHash.hash("guest", 1_000, new SecureRandom()), Set.of());

        @Override
        public SessionSettings settings() {
            return new SessionSettings(131_072, 2_047, 60, 1 << 20, 0, -1, true);
        }

        @Override
        public Table serverProperties() {
            return Table.EMPTY;
        }

        @Override
        public void authenticate(Authenticator.Attempt attempt, Consumer<Login> answer) {
            events.add("judged");
            answer.accept(new Login.Accepted(guest));
        }

        @Override
        public Admission admit(String virtualHost, User user) {
            // Who is entrusted here is never asked anything, so there need be no virtual host behind it.
            return new Admission.Welcome(null);
        }
    }

    private final class Door implements Doorway {
        @Override
        public Outbound out() {
            return new Out();
        }

        @Override
        public Executor loop() {
            return Runnable::run;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public InetAddress address() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public Optional<X509Certificate> certificate() {
            return Optional.empty();
        }

        @Override
        public String tls() {
            return "";
        }

        @Override
        public void entrust(Connection connection, Sessions sessions, List<Batch> unread) {
            events.add("entrusted");
        }

        @Override
        public void closeAfter(long millis) {
            events.add("close later");
        }
    }

    private final class Out implements Outbound {
        @Override
        public void send(int channel, Method method) {
            events.add(method.getClass().getSimpleName());
        }

        @Override
        public void send(int channel, Method method, Properties properties, byte[] body) {
            send(channel, method);
        }

        @Override
        public void deliver(
                int channel, byte[] tag, long number, boolean redelivered, Message message, Properties properties) {
            throw new AssertionError("nothing is delivered before there is a connection");
        }

        @Override
        public void ack(int channel, long deliveryTag, boolean multiple) {
            throw new AssertionError("nothing is confirmed before there is a connection");
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void flush() {
            events.add("flush");
        }

        @Override
        public void tuned(int frameMax, int heartbeatSeconds) {
            events.add("tuned");
        }

        @Override
        public void pauseReading() {
            events.add("pause");
        }

        @Override
        public void resumeReading() {
            events.add("resume");
        }

        @Override
        public void finish() {
            events.add("finish");
        }
    }
}
