package io.leveret.tck;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.broker.Broker;
import io.leveret.broker.OperatorsHand;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;

/** The operator of an embedded Leveret. Memory runs low in earnest: a hog publishes more than the budget that was set. */
final class EmbeddedOperator implements Operator {
    /** The budget for brokers whose memory is to run low. */
    static final String SMALL_BUDGET = "8MiB";

    private static final int TOO_MUCH = 9 * 1024 * 1024;
    private static final String QUEUE = "hogged";

    private final OperatorsHand hand;
    private final int port;
    private Optional<Hog> hog = Optional.empty();

    private record Hog(Connection connection, AtomicBoolean blocked) {}

    EmbeddedOperator(Broker broker) {
        this.hand = new OperatorsHand(broker);
        this.port = broker.port();
    }

    @Override
    public void memoryAlarm(boolean raised) {
        try {
            if (raised) {
                if (hog.isEmpty()) hog = Optional.of(hog());
                hog.get().connection().createChannel().basicPublish("", QUEUE, null, new byte[TOO_MUCH]);
                Eventually.eventually("memory runs low", hog.get().blocked()::get);
            } else if (hog.isPresent()) {
                hog.get().connection().createChannel().queuePurge(QUEUE);
                AtomicBoolean blocked = hog.get().blocked();
                Eventually.eventually("memory is free again", () -> !blocked.get());
                close();
            }
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private Hog hog() throws IOException, TimeoutException {
        var factory = new ConnectionFactory();
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        var connection = factory.newConnection("hog");
        var blocked = new AtomicBoolean();
        connection.addBlockedListener(reason -> blocked.set(true), () -> blocked.set(false));
        connection.createChannel().queueDeclare(QUEUE, false, false, true, null);
        return new Hog(connection, blocked);
    }

    @Override
    public void diskAlarm(boolean raised) {
        Assumptions.assumeFalse(raised, "the disk of an embedded broker cannot be filled");
    }

    @Override
    public void tracing(boolean on) {
        hand.tracing(on);
    }

    @Override
    public void permissions(String user, String configure, String write, String read) {
        hand.permissions(user, configure, write, read);
    }

    @Override
    public void closeConnections(String user, String reason) {
        hand.closeConnections(user, reason);
    }

    @Override
    public void close() {
        hog.ifPresent(each -> each.connection().abort());
        hog = Optional.empty();
    }
}
