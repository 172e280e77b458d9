package io.leveret.jms.session;

import io.leveret.amqp.BasicMethod;
import io.leveret.jms.wire.ConsumeSpec;
import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.WireChannel;
import io.leveret.jms.wire.WireException;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An inbox at a broker that knows no credit: it consumes while messages flow and somebody wants them, with a set prefetch, and cancels to
 * hold nothing. Beginning and cancelling wait for the broker, so they are done aside, one after the other.
 */
final class PlainInbox extends Inbox {
    private static final Logger log = LoggerFactory.getLogger(PlainInbox.class);

    /** So many wait here, where each is settled before the next is handed over. */
    private static final int AHEAD = 200;

    /** What AMQP can say. A session that settles later must not run dry before it does. */
    private static final int MOST = 65_535;

    private final Executor aside;
    private final int prefetch;
    private boolean consuming;
    private boolean recalling;
    private int looks;
    private int answers;

    /** @param settledLater whether many messages may be handed over before any is settled */
    PlainInbox(Inflow flow, Opening opening, Window window, Listening listening, Executor aside, boolean settledLater) {
        super(flow, opening, window, listening);
        this.aside = aside;
        this.prefetch = settledLater ? MOST : window.isFixed() ? window.size() : AHEAD;
    }

    @Override
    void begin(WireChannel on, ConsumeSpec from) {
        if (spec != null && !spec.queue().equals(from.queue())) left();
        flow.run(() -> {
            attached(on, from, "");
            consuming = false;
            recalling = false;
        });
    }

    @Override
    void ask(int wanted) {
        if (consuming) return;
        consuming = true;
        aside.execute(this::consume);
    }

    private void consume() {
        try {
            channel.prefetch(prefetch);
            String given = channel.consume(spec, this);
            flow.run(() -> tag = given);
        } catch (WireException e) {
            failed(e);
        }
    }

    /** A refusal has closed the channel, and its session, which has been told, gets another one: but not to be refused again. */
    private void failed(WireException why) {
        log.debug("cannot consume from queue '{}'", spec.queue(), why);
        if (why instanceof WireException.Refused refused
                && (refused.methodId() == (BasicMethod.Consume.ID & 0xffff)
                        || refused.methodId() == (BasicMethod.Get.ID & 0xffff))) {
            flow.drop(this, Failures.of(why, "cannot consume from queue '" + spec.queue() + "'"));
        }
    }

    @Override
    int outstanding() {
        return consuming ? window.size() : 0;
    }

    @Override
    void counted() {}

    @Override
    boolean isRecalling() {
        return recalling;
    }

    @Override
    void recall() {
        if (recalling || (!consuming && waiting.isEmpty())) return;
        recalling = true;
        giveBackWaiting();
        aside.execute(this::stop);
    }

    private void stop() {
        try {
            if (!tag.isEmpty()) channel.cancel(tag);
        } catch (WireException e) {
            log.debug("cannot cancel the consumer of queue '{}'", spec.queue(), e);
        }
        flow.run(() -> {
            tag = "";
            consuming = false;
            recalling = false;
            replenish();
            changed();
            flow.quieter();
        });
    }

    @Override
    void look(int wanted) {
        looks++;
        aside.execute(() -> {
            try {
                look();
            } catch (WireException e) {
                failed(e);
            }
            flow.run(this::looked);
        });
    }

    /** Where it consumes, all that the queue has is on its way already. */
    private void look() throws WireException {
        if (tag.isEmpty()) {
            Optional<Delivery> found = channel.get(spec.queue(), false);
            found.ifPresent(each -> flow.run(() -> fetched(each)));
        } else {
            channel.drain(tag, 0);
        }
    }

    private void looked() {
        answers++;
        changed();
    }

    @Override
    boolean hasLooked() {
        return looks == answers;
    }

    @Override
    void end() {
        left();
    }

    @Override
    void left() {
        opening.left(spec.queue());
    }
}
