package io.leveret.broker.session;

import io.leveret.amqp.AmqpError;
import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Table;
import io.leveret.broker.security.Authenticator;
import io.leveret.broker.security.Login;
import io.leveret.broker.security.User;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the protocol header to connection.open: who is it, what are the limits, which virtual host. It runs on the I/O loop and
 * touches nothing that belongs to a virtual host.
 */
public final class Handshake implements Conversation {
    private static final Logger log = LoggerFactory.getLogger(Handshake.class);

    /** Before tuning ends nobody may send more in one frame. */
    public static final int FRAME_MAX = 4096;

    /** Guessing passwords shall take its time; those who were told why are not kept waiting. */
    private static final long SILENCE_MILLIS = 3_000;

    private enum State {
        EXPECTS_START_OK,
        AUTHENTICATING,
        EXPECTS_TUNE_OK,
        EXPECTS_OPEN,
        /** Entered or refused: nothing more is heard here. */
        DONE
    }

    private final Doorway door;
    private final Doorman doorman;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>(0);
    private State state = State.EXPECTS_START_OK;
    private Table clientProperties = Table.EMPTY;
    private String mechanism = "";
    private User user;
    private boolean entrusted;
    private ConnectionMethod.TuneOk tuned;

    public Handshake(Doorway door, Doorman doorman) {
        this.door = door;
        this.doorman = doorman;
    }

    /** The protocol header was right: the broker begins. */
    public void start() {
        String mechanisms = Authenticator.offered(door.certificate().isPresent());
        send(new ConnectionMethod.Start(0, 9, doorman.serverProperties(), mechanisms, "en_US"));
        door.out().flush();
    }

    @Override
    public boolean receive(Batch batch) {
        if (state == State.DONE) return true;
        if (state == State.AUTHENTICATING || !waiting.isEmpty()) {
            waiting.addLast(batch);
            return false;
        }
        boolean done = work(batch);
        flush();
        return done;
    }

    private boolean work(Batch batch) {
        try {
            while (state != State.DONE && batch.advance()) {
                Method method = batch.method();
                try {
                    step(method, batch);
                } catch (AmqpError error) {
                    refuse(error.offendedBy(method));
                }
                if (state == State.AUTHENTICATING) {
                    waiting.addLast(batch);
                    return false;
                }
                if (state == State.DONE && user != null) return false;
            }
            if (state != State.DONE && batch.error() != null) refuse(batch.error());
        } catch (RuntimeException fault) {
            log.error("{}: a fault of the broker ends this handshake", door.name(), fault);
            refuse(ConnectionError.internalError("a fault in the broker, which its log describes"));
        }
        return true;
    }

    private void step(Method method, Batch batch) {
        if (method instanceof ConnectionMethod.Close) {
            send(new ConnectionMethod.CloseOk());
            finish();
        } else if (state == State.EXPECTS_START_OK && method instanceof ConnectionMethod.StartOk startOk) {
            authenticate(startOk);
        } else if (state == State.EXPECTS_TUNE_OK && method instanceof ConnectionMethod.TuneOk tuneOk) {
            tune(tuneOk);
        } else if (state == State.EXPECTS_OPEN && method instanceof ConnectionMethod.Open open) {
            open(open, batch);
        } else {
            throw ConnectionError.channelError(
                    "unexpected method %s in connection state %s",
                    method.protocolName(), state.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** Once the connection is entrusted, the way out is another thread's. */
    private void flush() {
        if (!entrusted) door.out().flush();
    }

    // ---- who is it

    private void authenticate(ConnectionMethod.StartOk startOk) {
        clientProperties = startOk.clientProperties();
        mechanism = startOk.mechanism();
        state = State.AUTHENTICATING;
        // Verifying takes its time, and nobody knows yet who it is: nothing more is taken in from him meanwhile.
        door.out().pauseReading();
        var attempt = new Authenticator.Attempt(mechanism, startOk.response(), door.address(), door.certificate());
        doorman.authenticate(attempt, login -> door.loop().execute(() -> authenticated(login)));
    }

    private void authenticated(Login login) {
        if (state != State.AUTHENTICATING) return;
        if (login instanceof Login.Accepted accepted) welcome(accepted.user());
        else if (login instanceof Login.Refused refused) turnAway(refused.reason());
        else if (login instanceof Login.Malformed malformed) hangUp(malformed.reason());
        door.out().resumeReading();
        for (Batch batch; state != State.DONE && (batch = waiting.pollFirst()) != null; ) work(batch);
        flush();
    }

    private void welcome(User who) {
        SessionSettings offer = doorman.settings();
        user = who;
        state = State.EXPECTS_TUNE_OK;
        send(new ConnectionMethod.Tune(offer.channelMax(), offer.frameMax(), offer.heartbeatSeconds()));
    }

    /** The same words for a wrong name and a wrong password; which it was stands in the log only. */
    private void turnAway(String reason) {
        log.warn("{}: login refused: {}", door.name(), reason);
        boolean understands = clientProperties.get("capabilities") instanceof Table capabilities
                && Boolean.TRUE.equals(capabilities.get("authentication_failure_close"));
        if (!understands) {
            state = State.DONE;
            door.closeAfter(SILENCE_MILLIS);
            return;
        }
        AmqpError error = ConnectionError.accessRefused(
                "Login was refused using authentication mechanism %s. For details see the broker logfile.", mechanism);
        send(new ConnectionMethod.Close(error.code().code(), error.text(), 0, 0));
        finish();
    }

    /** What cannot be read as a login at all is not worth an answer, nor a wait. */
    private void hangUp(String reason) {
        log.warn("{}: login not understood: {}", door.name(), reason);
        finish();
    }

    // ---- which limits

    private void tune(ConnectionMethod.TuneOk wanted) {
        SessionSettings offer = doorman.settings();
        within("frame_max", wanted.frameMax(), FRAME_MAX, offer.frameMax());
        within("channel_max", wanted.channelMax(), 1, offer.channelMax());
        tuned = wanted;
        state = State.EXPECTS_OPEN;
        door.out().tuned(wanted.frameMax(), wanted.heartbeat());
    }

    private static void within(String limit, int value, int least, int most) {
        if (value >= least && value <= most) return;
        throw ConnectionError.notAllowed(
                "negotiated %s = %d%s is outside of what this broker allows (%d to %d)",
                limit, value, value == 0 ? " (no limit)" : "", least, most);
    }

    // ---- which virtual host

    private void open(ConnectionMethod.Open open, Batch rest) {
        Doorman.Admission admission = doorman.admit(open.virtualHost(), user);
        if (admission instanceof Doorman.Admission.Refused refused) throw refused.error();
        Sessions sessions = ((Doorman.Admission.Welcome) admission).sessions();
        state = State.DONE;
        Peer peer = new Peer(
                door.name(),
                user,
                clientProperties,
                door.tls(),
                tuned.channelMax(),
                tuned.frameMax(),
                tuned.heartbeat(),
                System.currentTimeMillis());
        door.out().flush();
        entrusted = true;
        List<Batch> unread = new ArrayList<>(waiting);
        unread.add(0, rest);
        waiting.clear();
        door.entrust(new Connection(sessions, peer, door.out()), sessions, unread);
    }

    // ---- no

    private void refuse(AmqpError error) {
        if (state == State.DONE) return;
        log.warn("{}: handshake refused: {}", door.name(), error.text());
        send(new ConnectionMethod.Close(
                error.code().code(), error.text(), error.offendingClass(), error.offendingMethod()));
        finish();
    }

    private void finish() {
        user = null;
        state = State.DONE;
        door.out().finish();
    }

    private void send(Method method) {
        door.out().send(0, method);
    }

    @Override
    public void disconnected(String why) {
        if (state != State.DONE) log.info("{}: {} during the handshake", door.name(), why);
        state = State.DONE;
    }

    @Override
    public void roomAgain() {
        // A handshake never fills a socket.
    }
}
