package io.leveret.jms.session;

import io.leveret.jms.wire.ConsumeSpec;
import io.leveret.jms.wire.WireChannel;
import io.leveret.jms.wire.WireException;

/**
 * An inbox at a broker that gives credit. What is on its way is always what was granted, less what came, less what the broker has said it took
 * back: so any number of grants and drains may cross.
 */
final class CreditInbox extends Inbox {
    private int outstanding;
    private boolean recalling;
    private boolean strayed;
    private int looks;
    private int answers;

    CreditInbox(Inflow flow, Opening opening, Window window, Listening listening) {
        super(flow, opening, window, listening);
    }

    @Override
    void begin(WireChannel on, ConsumeSpec from) throws WireException {
        // Nothing comes before the first credit, so the fields may be set afterwards.
        String given = on.consume(from, this);
        flow.run(() -> {
            attached(on, from, given);
            outstanding = 0;
            recalling = false;
            looks = answers;
        });
    }

    @Override
    void ask(int wanted) {
        outstanding += wanted;
        channel.credit(tag, wanted);
    }

    @Override
    int outstanding() {
        return outstanding;
    }

    @Override
    void counted() {
        outstanding--;
    }

    @Override
    boolean isRecalling() {
        return recalling;
    }

    @Override
    void recall() {
        if (recalling || (waiting.isEmpty() && outstanding == 0)) return;
        recalling = true;
        giveBackWaiting();
        channel.drainThen(tag, 0, this::recalled);
    }

    @Override
    void strayed() {
        strayed = true;
    }

    private void recalled(int returned) {
        flow.lock.lock();
        try {
            tookBack(returned);
            if (strayed && returned >= 0) {
                // What strayed in was given back after the broker had been asked: once more, so that "recalled" means
                // that it is back.
                strayed = false;
                channel.drainThen(tag, 0, this::recalled);
                return;
            }
            strayed = false;
            recalling = false;
            replenish();
            changed();
            flow.quieter();
        } finally {
            flow.lock.unlock();
        }
    }

    @Override
    void look(int wanted) {
        looks++;
        outstanding += wanted;
        channel.drainThen(tag, wanted, this::looked);
    }

    @Override
    boolean hasLooked() {
        return looks == answers;
    }

    private void looked(int returned) {
        flow.lock.lock();
        try {
            answers++;
            tookBack(returned);
            changed();
        } finally {
            flow.lock.unlock();
        }
    }

    private void tookBack(int returned) {
        outstanding = returned < 0 ? 0 : outstanding - returned;
    }

    @Override
    void end() throws WireException {
        channel.cancel(tag);
    }
}
