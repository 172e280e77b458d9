package io.leveret.broker;

import io.leveret.broker.security.Permission;
import io.leveret.broker.session.Sessions;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What an operator does to a running broker, done directly: the tests need it without a management door. */
public final class OperatorsHand {
    private static final String HOST = "/";

    private final Broker broker;

    public OperatorsHand(Broker broker) {
        this.broker = broker;
    }

    public void tracing(boolean on) {
        ask(sessions -> {
            sessions.trace().on(on);
            return on;
        });
    }

    public void permissions(String user, String configure, String write, String read) {
        broker.registry().change(all -> all.withPermission(new Permission(user, HOST, configure, write, read)));
    }

    public void closeConnections(String user, String reason) {
        ask(sessions -> sessions.connectionInfos().stream()
                .filter(connection -> connection.user().equals(user))
                .map(connection -> sessions.close(connection.name(), reason))
                .toList());
    }

    private <T> T ask(Function<Sessions, T> question) {
        try {
            return broker.registry()
                    .virtualHost(HOST)
                    .orElseThrow()
                    .ask(question)
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
