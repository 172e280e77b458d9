package io.leveret.broker.session;

import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.Table;
import io.leveret.broker.security.Authenticator;
import io.leveret.broker.security.Login;
import io.leveret.broker.security.User;
import java.util.function.Consumer;

/** What a handshake asks of the broker as a whole. Any thread may ask. */
public interface Doorman {
    SessionSettings settings();

    /** What the broker says of itself in connection.start. */
    Table serverProperties();

    /** Judges a login; the answer may come on any thread. */
    void authenticate(Authenticator.Attempt attempt, Consumer<Login> answer);

    Admission admit(String virtualHost, User user);

    /** Whether a user may enter a virtual host. */
    sealed interface Admission {
        record Welcome(Sessions sessions) implements Admission {}

        record Refused(ConnectionError error) implements Admission {}
    }
}
