package io.leveret.jms.wire;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Remembers all that is told. */
final class Told implements ConnectionEvents, ChannelEvents, Deliveries {
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<WireException> reasons = new CopyOnWriteArrayList<>();
    final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

    Delivery next() throws InterruptedException {
        return there(deliveries.poll(30, TimeUnit.SECONDS));
    }

    private static Delivery there(Delivery delivery) {
        assertNotNull(delivery, "no message came");
        return delivery;
    }

    String nextBody() throws InterruptedException {
        return new String(next().body());
    }

    List<Delivery> next(int count) throws InterruptedException {
        List<Delivery> all = new java.util.ArrayList<>();
        while (all.size() < count) all.add(next());
        return all;
    }

    /** An outcome that goes by a name. */
    Outcome outcome(Object name) {
        return new Outcome() {
            @Override
            public void confirmed() {
                events.add(name + " confirmed");
            }

            @Override
            public void refused(int code, String text) {
                events.add(name + " refused " + code);
            }

            @Override
            public void lost(WireException why) {
                reasons.add(why);
                events.add(name + " lost");
            }
        };
    }

    @Override
    public void lost(WireException why) {
        reasons.add(why);
        events.add("connection lost");
    }

    @Override
    public void blocked(String reason) {
        events.add("blocked");
    }

    @Override
    public void unblocked() {
        events.add("unblocked");
    }

    @Override
    public void closed(WireException why) {
        reasons.add(why);
        events.add("channel closed");
    }

    @Override
    public void returned(int code, String text, String exchange, String key) {
        events.add("returned " + code + " " + key);
    }

    @Override
    public void delivered(Delivery delivery) {
        deliveries.add(delivery);
    }

    @Override
    public void cancelled(WireException why) {
        reasons.add(why);
        events.add("cancelled");
    }

    @Override
    public void tooLarge(Delivery withoutBody, long size) {
        events.add("too large " + size);
    }
}
