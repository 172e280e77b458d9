package io.leveret.jms.session;

import io.leveret.jms.destination.LeveretDestination;
import io.leveret.jms.wire.Outcome;
import io.leveret.jms.wire.WireException;
import jakarta.jms.JMSException;
import java.util.concurrent.locks.LockSupport;

/** One message whose sender waits until the broker answers for it. */
final class Confirmation implements Outcome {
    private enum State {
        OPEN,
        CONFIRMED,
        REFUSED,
        LOST
    }

    private final Thread sender = Thread.currentThread();
    private int code;
    private String text = "";
    private WireException why;
    // Written last, read first: what the others say is seen with it.
    private volatile State state = State.OPEN;

    @Override
    public void confirmed() {
        end(State.CONFIRMED);
    }

    @Override
    public void refused(int code, String text) {
        this.code = code;
        this.text = text;
        end(State.REFUSED);
    }

    @Override
    public void lost(WireException why) {
        this.why = why;
        end(State.LOST);
    }

    private void end(State how) {
        state = how;
        LockSupport.unpark(sender);
    }

    /** @return false if the broker has no queue for it */
    boolean await(long nanos, LeveretDestination destination) throws JMSException {
        long end = System.nanoTime() + nanos;
        while (state == State.OPEN) {
            if (Thread.currentThread().isInterrupted()) {
                throw new JMSException("interrupted before the broker confirmed the message to " + destination
                        + "; it may be sent or not");
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new JMSException("the broker has not confirmed the message to " + destination + " within "
                        + nanos / 1_000_000 + " ms (sendTimeout); it may be sent or not");
            }
            LockSupport.parkNanos(this, left);
        }
        return switch (state) {
            case REFUSED -> {
                if (Route.isUnroutable(code)) yield false;
                throw Failures.refusedMessage(code, text, destination.toString());
            }
            case LOST -> throw Failures.of(why, "the message to " + destination + " may be sent or not");
            case CONFIRMED, OPEN -> true;
        };
    }
}
