package io.leveret.tck;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.broker.Broker;
import io.leveret.broker.admin.Admin;
import io.leveret.broker.insight.Alarm;
import io.leveret.broker.security.Permission;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** The operator of an embedded Leveret. Memory runs low in earnest: a hog publishes more than the budget that was set. */
final class EmbeddedOperator implements Operator {
    /** The budget for brokers whose memory is to run low. */
    static final String SMALL_BUDGET = "8MiB";

    private static final int TOO_MUCH = 9 * 1024 * 1024;
    private static final String HOST = "/";
    private static final String QUEUE = "hogged";

    private final Admin admin;
    private final int port;
    private Optional<Connection> hog = Optional.empty();

    EmbeddedOperator(Broker broker) {
        this.admin = broker.admin();
        this.port = broker.port();
    }

    @Override
    public void memoryAlarm(boolean raised) {
        try {
            if (raised) {
                if (hog.isEmpty()) hog = Optional.of(hog());
                hog.get().createChannel().basicPublish("", QUEUE, null, new byte[TOO_MUCH]);
                Eventually.eventually("memory runs low", () -> admin.alarms().contains(Alarm.MEMORY));
            } else if (hog.isPresent()) {
                close();
                Eventually.eventually(
                        "memory is free again", () -> !admin.alarms().contains(Alarm.MEMORY));
            }
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it hogs is gone with it, for the queue is its own. */
    private Connection hog() throws IOException, TimeoutException {
        var factory = new ConnectionFactory();
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        var connection = factory.newConnection("hog");
        connection.createChannel().queueDeclare(QUEUE, false, true, true, null);
        return connection;
    }

    @Override
    public void diskAlarm(boolean raised) {
        admin.rehearse(Alarm.DISK, raised).join();
    }

    @Override
    public void tracing(boolean on) {
        admin.trace(HOST, on).join();
    }

    @Override
    public void permissions(String user, String configure, String write, String read) {
        admin.putPermission(new Permission(user, HOST, configure, write, read)).join();
    }

    @Override
    public void closeConnections(String user, String reason) {
        admin.closeConnectionsOf(user, reason).join();
    }

    @Override
    public void close() {
        hog.ifPresent(Connection::abort);
        hog = Optional.empty();
    }
}
