package io.leveret.jms.wire;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel's state, which belongs to the loop; other threads may only ask whether it still is. */
final class ChannelCore {
    private static final Logger log = LoggerFactory.getLogger(ChannelCore.class);

    private final WireConnection connection;
    private final ChannelEvents events;
    private final Settlements settlements = new Settlements(this);
    private final Consumers consumers = new Consumers(this);
    /** Questions that the broker has not answered, in their order. */
    private final ArrayDeque<Call> asked = new ArrayDeque<>();

    private int number;
    private Confirms confirms;
    private ChannelCore touchedBefore;
    /** This end has said that the channel is to be closed: what comes now has nobody to go to. */
    private boolean closing;

    private volatile boolean flows = true;
    private volatile boolean leaving;
    /** Why nothing more can be had here; null while something can. */
    private volatile WireException ended;

    ChannelCore(WireConnection connection, ChannelEvents events) {
        this.connection = connection;
        this.events = events;
    }

    // ---- on any thread

    boolean onLoop() {
        return connection.onLoop();
    }

    boolean flows() {
        return flows;
    }

    boolean isOpen() {
        return ended == null && !leaving && connection.isOpen();
    }

    void requireOpen() throws WireException {
        WireException why = ended;
        if (why != null) throw why.again();
        if (leaving) throw closed();
        connection.requireOpen();
    }

    /** This end wants to close it; false if it wanted to before. */
    synchronized boolean leave() {
        if (leaving) return false;
        leaving = true;
        return true;
    }

    private static WireException closed() {
        return new WireException.Closed("this channel was closed", null);
    }

    WireConnection connection() {
        return connection;
    }

    boolean jms() {
        return connection.server().jms();
    }

    // ---- on the loop

    int number() {
        return number;
    }

    void opening(int given) {
        number = given;
    }

    Settlements settlements() {
        return settlements;
    }

    Consumers consumers() {
        return consumers;
    }

    /** Writes a question and waits for its turn to be answered. */
    void ask(Call call, Outgoing out) {
        WireException why = ended;
        if (why != null) {
            call.failed(why);
            return;
        }
        try {
            settlements.writeAcks(out);
            out.method(number, call.request);
            call.asked();
            asked.add(call);
        } catch (RuntimeException mistake) {
            call.failed(mistake);
        }
    }

    void tell(Method method, Outgoing out) {
        if (ended != null) return;
        settlements.writeAcks(out);
        out.method(number, method);
    }

    // ---- publishing

    boolean confirming() {
        return confirms != null;
    }

    void confirm() {
        if (confirms == null) confirms = new Confirms(this);
    }

    /** About to be written; false if that makes no sense any more, and then it has been told so. */
    boolean publishing(Publishing message) {
        WireException why = ended;
        if (why != null) {
            if (confirms != null) connection.room().leave(Room.PER_MESSAGE);
            message.lost(why);
            return false;
        }
        if (confirms != null) confirms.published(message);
        else settlements.published();
        return true;
    }

    void tell(Publishing decided) {
        try {
            if (decided.refusal == null) decided.outcome.confirmed();
            else decided.outcome.refused(decided.refusalCode, decided.refusal);
        } catch (RuntimeException fault) {
            log.error("the callback for a message's outcome has failed", fault);
        }
    }

    void tell(Outcome outcome, WireException why) {
        try {
            outcome.lost(why);
        } catch (RuntimeException fault) {
            log.error("the callback for a message's outcome has failed", fault);
        }
    }

    private void decided(long tag, boolean multiple, boolean yes) {
        if (confirms == null) return;
        int told = confirms.decide(tag, multiple, yes);
        if (told > 0) connection.room().leave((long) told * Room.PER_MESSAGE);
    }

    // ---- settling

    void ack(long tag, Outgoing out) {
        if (ended == null && settlements.ack(tag)) touchedBefore = out.touch(this);
    }

    void ackAll(Iterable<Delivery> deliveries, Outgoing out) {
        for (Delivery each : deliveries) ack(each.tag, out);
    }

    /** The next channel that has been touched, if there is one. */
    ChannelCore untouch() {
        ChannelCore before = touchedBefore;
        touchedBefore = null;
        return before;
    }

    /** The batch ends. */
    void settle(Outgoing out) {
        if (ended == null) settlements.writeAcks(out);
    }

    void giveBack(Iterable<Delivery> deliveries, int outcome, Table reason, Outgoing out) {
        if (ended != null) return;
        settlements.writeAcks(out);
        settlements.giveBack(deliveries, outcome, reason, out);
    }

    private void giveBack(Delivery delivery, int outcome) {
        giveBack(List.of(delivery), outcome, Table.EMPTY, connection.outgoing());
    }

    void giveBackUnseen(long tag) {
        if (tag == 0) return;
        settlements.delivered(tag);
        giveBack(new Delivery(this, "", tag, false, "", "", Properties.EMPTY, new byte[0]), LeveretMethod.UNSEEN);
    }

    void transacted() {
        settlements.transacted();
    }

    // ---- what comes

    void method(Method method) {
        switch (method.id()) {
            case BasicMethod.Ack.ID -> {
                var ack = (BasicMethod.Ack) method;
                decided(ack.deliveryTag(), ack.multiple(), true);
            }
            case BasicMethod.Nack.ID -> {
                var nack = (BasicMethod.Nack) method;
                decided(nack.deliveryTag(), nack.multiple(), false);
            }
            case LeveretMethod.Drained.ID -> {
                var drained = (LeveretMethod.Drained) method;
                consumers.find(drained.consumerTag()).ifPresent(each -> each.drained(drained.returned()));
            }
            case BasicMethod.Cancel.ID -> {
                var cancel = (BasicMethod.Cancel) method;
                if (!cancel.nowait()) connection.say(number, new BasicMethod.CancelOk(cancel.consumerTag()));
                if (!closing) consumers.cancelled(cancel.consumerTag());
            }
            case ChannelMethod.Flow.ID -> {
                flows = ((ChannelMethod.Flow) method).active();
                connection.say(number, new ChannelMethod.FlowOk(flows));
                if (flows) connection.room().wake();
            }
            case ChannelMethod.Close.ID -> closedByBroker((ChannelMethod.Close) method);
            default -> answer(method).answered(method);
        }
    }

    void content(Method method, Properties properties, byte[] body) {
        if (method instanceof BasicMethod.Deliver deliver) {
            if (!closing) consumers.delivered(deliver, properties, body);
        } else if (method instanceof BasicMethod.Return returned) {
            returned(returned, properties);
        } else {
            answer(method).answered(method, properties, body);
        }
    }

    private void returned(BasicMethod.Return method, Properties properties) {
        if (confirms != null) {
            confirms.returned(method, properties);
            return;
        }
        try {
            events.returned(method.replyCode(), method.replyText(), method.exchange(), method.routingKey());
        } catch (RuntimeException fault) {
            log.error("the callback for a returned message has failed", fault);
        }
    }

    /** Answers come in the order of the questions: any other is the end of understanding each other. */
    private Call answer(Method method) {
        Call call = asked.poll();
        if (call == null || !call.isAnsweredBy(method)) {
            throw new IllegalStateException("the broker has sent " + method.protocolName() + " on channel " + number
                    + (call == null
                            ? ", which answers nothing"
                            : " where it should have answered " + call.request.protocolName()));
        }
        return call;
    }

    /** The body is gone. */
    void tooLarge(Method method, long size) {
        if (method instanceof BasicMethod.Return returned) {
            returned(returned, Properties.EMPTY);
        } else if (method instanceof BasicMethod.Deliver deliver) {
            if (closing) return;
            log.error("consumer {}: {}; it is given back", deliver.consumerTag(), noRoom(size));
            if (consumers.tooLarge(deliver, size)) giveBackFailed(deliver.deliveryTag(), size);
            else giveBackUnseen(deliver.deliveryTag());
        } else if (method instanceof BasicMethod.GetOk got) {
            answer(method).failed(new IllegalArgumentException(noRoom(size)));
            settlements.delivered(got.deliveryTag());
            giveBackFailed(got.deliveryTag(), size);
        }
    }

    private static String noRoom(long size) {
        return "a message of " + size + " bytes is too large for this JVM's heap of "
                + Runtime.getRuntime().maxMemory() + " bytes";
    }

    private void giveBackFailed(long tag, long size) {
        Delivery gone = new Delivery(this, "", tag, false, "", "", Properties.EMPTY, new byte[0]);
        Table reason = Table.of("exception", OutOfMemoryError.class.getName(), "message", noRoom(size));
        giveBack(List.of(gone), LeveretMethod.FAILED, reason, connection.outgoing());
    }

    /** Something was delivered: told when the read has ended. */
    void fed() {
        connection.incoming().fed(this);
    }

    void batchEnded() {
        consumers.batchEnded();
    }

    // ---- the end

    private void closedByBroker(ChannelMethod.Close close) {
        connection.outgoing().ended(this);
        connection.say(number, new ChannelMethod.CloseOk());
        if (closing) {
            // Both ends wanted it at once: that is an answer, too.
            endClosing();
            return;
        }
        WireException why = new WireException.Refused(
                close.replyCode(), close.replyText(), close.offendingClass(), close.offendingMethod(), null);
        connection.channelEnded(this);
        end(why);
        tellClosed(why);
    }

    void tellClosed(WireException why) {
        if (closing) return;
        try {
            events.closed(why);
        } catch (RuntimeException fault) {
            log.error("the callback for the end of a channel has failed", fault);
        }
    }

    /** This end says good-bye: from now on nothing else is asked, and nothing delivered. */
    void closing() {
        closing = true;
    }

    /** The good-bye was answered. */
    void endClosing() {
        connection.channelEnded(this);
        end(closed());
    }

    /** Whoever waits for something on this channel is told that it will not come. */
    void end(WireException why) {
        if (ended != null) return;
        ended = why;
        connection.room().wake();
        if (confirms != null) connection.room().leave((long) confirms.end(why) * Room.PER_MESSAGE);
        for (Call each; (each = asked.poll()) != null; ) each.failed(why);
        consumers.end();
    }
}
