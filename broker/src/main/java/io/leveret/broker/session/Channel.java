package io.leveret.broker.session;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelError;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.ConnectionError;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.TxMethod;
import io.leveret.broker.insight.ChannelInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel: the switchboard from methods to those who know what to do, and the order of its answers. */
final class Channel {
    private static final Logger log = LoggerFactory.getLogger(Channel.class);

    /** With so many methods, or bytes of them, that wait behind an answer, no more are taken from the client. */
    private static final int MANY_LATER = 1_024;

    private static final long MANY_BYTES_LATER = 8 << 20;

    private enum State {
        OPEN,
        /** The broker has sent channel.close: until the answer nothing on this channel has an effect. */
        CLOSING,
        CLOSED
    }

    /** A method that came while an earlier one had no answer yet. */
    private record Later(Method method, Properties content, byte[] body, long tooLarge) {
        int bytes() {
            return body == null ? 0 : body.length;
        }
    }

    private final int number;
    private final Connection connection;
    private final Sessions sessions;
    private final Declaring declaring;
    private final Publishing publishing;
    private final Consuming consuming;
    private final ArrayDeque<Later> later = new ArrayDeque<>(0);
    private final List<Method> notices = new ArrayList<>(0);
    private long bytesLater;
    private boolean crowded;

    private State state = State.OPEN;
    /** An answer is being waited for: from the journal, or a cold message. What comes meanwhile waits its turn. */
    private boolean busy;

    Channel(int number, Connection connection, Sessions sessions) {
        this.number = number;
        this.connection = connection;
        this.sessions = sessions;
        declaring = new Declaring(this, connection, sessions);
        publishing = new Publishing(this, connection, sessions);
        consuming = new Consuming(this, connection, sessions);
    }

    int number() {
        return number;
    }

    Publishing publishing() {
        return publishing;
    }

    Consuming consuming() {
        return consuming;
    }

    Declaring declaring() {
        return declaring;
    }

    void receive(Method method, Properties content, byte[] body, long tooLarge) {
        if (state == State.CLOSING) {
            onClosing(method);
        } else if (state == State.CLOSED) {
            log.debug("{} channel {}: {} follows a close", connection.name(), number, method.protocolName());
        } else if (busy) {
            postpone(new Later(method, content, body, tooLarge));
        } else {
            handle(method, content, body, tooLarge);
        }
    }

    private void postpone(Later one) {
        later.addLast(one);
        bytesLater += one.bytes();
        if (crowded || later.size() < MANY_LATER && bytesLater < MANY_BYTES_LATER) return;
        crowded = true;
        connection.crowded();
    }

    /** @return null when nothing is left */
    private Later nextLater() {
        Later next = later.pollFirst();
        if (next != null) bytesLater -= next.bytes();
        if (crowded && later.size() <= MANY_LATER / 2 && bytesLater <= MANY_BYTES_LATER / 2) notCrowded();
        return next;
    }

    private void dropLater() {
        later.clear();
        bytesLater = 0;
        if (crowded) notCrowded();
    }

    private void notCrowded() {
        crowded = false;
        connection.lessCrowded();
    }

    private void onClosing(Method method) {
        if (method instanceof ChannelMethod.CloseOk) {
            state = State.CLOSED;
            connection.forget(this);
        } else if (method instanceof ChannelMethod.Close) {
            send(new ChannelMethod.CloseOk());
        }
    }

    private void handle(Method method, Properties content, byte[] body, long tooLarge) {
        try {
            if (sessions.isSealed() && changesSomething(method)) throw sessions.sealedError();
            if (tooLarge > 0) publishing.refuse(tooLarge);
            else if (method.id() == BasicMethod.Publish.ID)
                publishing.publish((BasicMethod.Publish) method, content, body);
            else dispatch(method);
        } catch (ChannelError error) {
            fail(error.offendingClass() == 0 ? error.offendedBy(method) : error);
        }
    }

    /** What a sealed journal refuses: everything that would have to be remembered. */
    private static boolean changesSomething(Method method) {
        return method.classId() == 40
                || method.classId() == 50
                || method.classId() == 90
                || method instanceof BasicMethod.Publish
                || method instanceof BasicMethod.Ack
                || method instanceof BasicMethod.Nack
                || method instanceof BasicMethod.Reject;
    }

    /** One line a method; a test visits all methods there are, so that none is forgotten. */
    private void dispatch(Method method) {
        switch (method.id()) {
            case BasicMethod.Ack.ID -> consuming.ack((BasicMethod.Ack) method);
            case BasicMethod.Nack.ID -> consuming.nack((BasicMethod.Nack) method);
            case BasicMethod.Reject.ID -> consuming.reject((BasicMethod.Reject) method);
            case BasicMethod.Get.ID -> consuming.get((BasicMethod.Get) method);
            case BasicMethod.Consume.ID -> consuming.consume((BasicMethod.Consume) method);
            case BasicMethod.Cancel.ID -> consuming.cancel((BasicMethod.Cancel) method);
            case BasicMethod.Qos.ID -> consuming.qos((BasicMethod.Qos) method);
            case BasicMethod.Recover.ID -> consuming.recover(((BasicMethod.Recover) method).requeue(), true);
            case BasicMethod.RecoverAsync.ID -> consuming.recover(((BasicMethod.RecoverAsync) method).requeue(), false);
            case ConfirmMethod.Select.ID -> publishing.select((ConfirmMethod.Select) method);
            case TxMethod.Select.ID -> publishing.selectTx();
            case TxMethod.Commit.ID -> publishing.commit();
            case TxMethod.Rollback.ID -> publishing.rollback();
            case QueueMethod.Declare.ID -> declaring.declare((QueueMethod.Declare) method);
            case QueueMethod.Bind.ID -> declaring.bind((QueueMethod.Bind) method);
            case QueueMethod.Unbind.ID -> declaring.unbind((QueueMethod.Unbind) method);
            case QueueMethod.Purge.ID -> declaring.purge((QueueMethod.Purge) method);
            case QueueMethod.Delete.ID -> declaring.delete((QueueMethod.Delete) method);
            case ExchangeMethod.Declare.ID -> declaring.declare((ExchangeMethod.Declare) method);
            case ExchangeMethod.Delete.ID -> declaring.delete((ExchangeMethod.Delete) method);
            case ExchangeMethod.Bind.ID -> declaring.bind((ExchangeMethod.Bind) method);
            case ExchangeMethod.Unbind.ID -> declaring.unbind((ExchangeMethod.Unbind) method);
            case ChannelMethod.Close.ID -> close();
            case ChannelMethod.Flow.ID -> flow(((ChannelMethod.Flow) method).active());
            case ChannelMethod.FlowOk.ID, ChannelMethod.CloseOk.ID, BasicMethod.CancelOk.ID -> {
                // Answers to what the broker has asked, or to nothing: nothing follows from them.
            }
            default -> throw refuse(method);
        }
    }

    /** Methods of the connection, and those that only a broker sends. */
    private static ConnectionError refuse(Method method) {
        if (method instanceof ConnectionMethod) {
            return ConnectionError.commandInvalid("%s belongs on channel 0", method.protocolName());
        }
        return ConnectionError.commandInvalid("%s is for a broker to send, not for a client", method.protocolName());
    }

    private void flow(boolean active) {
        if (!active) throw ConnectionError.notImplemented("active=false");
        send(new ChannelMethod.FlowOk(true));
    }

    // ---- answers

    void send(Method method) {
        connection.touch();
        connection.out().send(number, method);
    }

    /** Said at the end of the turn, after the answers to what caused it. */
    void noticeLater(Method method) {
        connection.touch();
        notices.add(method);
    }

    /** The answer to something that must survive: it leaves when the journal has it, and what comes next waits for it. */
    void answerOnceDurable(Method answer) {
        once(() -> send(answer));
    }

    void once(Runnable durable) {
        busy = true;
        sessions.onceDurable(() -> {
            if (state == State.OPEN) durable.run();
            resume();
        });
    }

    boolean isWaiting() {
        return busy;
    }

    /** From now on until {@link #resume} what comes waits. */
    void suspend() {
        busy = true;
    }

    void resume() {
        // Nobody is there any more to whom it could matter, and what he declared or consumed would never go.
        if (state == State.CLOSED) dropLater();
        else if (later.isEmpty()) notBusy();
        // Not in here: the answer may come from the midst of a delivery, and what follows may end its queue.
        else sessions.turns().serveThisTurn(this::workOffLater);
    }

    private void notBusy() {
        busy = false;
        if (!notices.isEmpty()) connection.touch();
    }

    private void workOffLater() {
        if (state == State.CLOSED) return;
        notBusy();
        for (Later next; !busy && (next = nextLater()) != null; ) {
            if (state == State.CLOSING) {
                onClosing(next.method);
                continue;
            }
            try {
                handle(next.method, next.content, next.body, next.tooLarge);
            } catch (ConnectionError error) {
                connection.fail(error.offendingClass() == 0 ? error.offendedBy(next.method) : error);
            } catch (RuntimeException | AssertionError fault) {
                connection.fault(fault);
            }
            if (state == State.CLOSED) return;
        }
    }

    void endTurn(long durable) {
        if (state != State.OPEN) return;
        publishing.sendConfirms(durable);
        // An answer that still waits for the journal comes first, or a client hears of the effect before the deed.
        if (busy) return;
        for (int i = 0; i < notices.size(); i++) connection.out().send(number, notices.get(i));
        notices.clear();
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean hasRoom() {
        return state == State.OPEN && connection.hasRoom();
    }

    // ---- the end

    void fail(ChannelError error) {
        if (state != State.OPEN) return;
        log.warn(
                "{} user '{}' channel {}: {}",
                connection.name(),
                connection.peer().user().name(),
                number,
                error.text());
        publishing.sendConfirms(sessions.journal().durable());
        state = State.CLOSING;
        release(() -> {});
        send(new ChannelMethod.Close(
                error.code().code(), error.text(), error.offendingClass(), error.offendingMethod()));
        while (busy && !later.isEmpty()) onClosing(nextLater().method);
        busy = false;
    }

    private void close() {
        publishing.sendConfirms(sessions.journal().durable());
        state = State.CLOSED;
        // What still follows on this number follows a close: it means nothing.
        busy = true;
        dropLater();
        // The number is free when close-ok is written, and what was unacknowledged is back in its queues by then.
        release(() -> {
            send(new ChannelMethod.CloseOk());
            connection.forget(this);
        });
    }

    /** The connection is gone: nobody is answered. */
    void abandon() {
        state = State.CLOSED;
        release(() -> {});
    }

    private void release(Runnable then) {
        publishing.abandon();
        consuming.abandon(then);
    }

    void lookForSilence() {
        if (state == State.OPEN) consuming.lookForSilence();
    }

    ChannelInfo info() {
        return new ChannelInfo(
                connection.name(),
                sessions.host().name(),
                connection.peer().user().name(),
                number,
                consuming.count(),
                consuming.unacked(),
                consuming.prefetch(),
                publishing.confirming(),
                publishing.transactional(),
                publishing.owed());
    }
}
