package io.leveret.jms.wire;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Something that one thread waits for and the loop will tell: a value, or why there is none. */
final class Answer<T> {
    private final Thread asking = Thread.currentThread();
    private volatile Object told;

    private record Failure(Throwable why) {}

    void tell(T value) {
        told = value;
        LockSupport.unpark(asking);
    }

    void fail(Throwable why) {
        told = new Failure(why);
        LockSupport.unpark(asking);
    }

    /**
     * For the thread that has made this object. An interrupt does not end it, since it would leave open what became of the question; the
     * time limit does. The flag stays set.
     */
    @SuppressWarnings("unchecked")
    T await(Duration limit, String what) throws WireException {
        boolean interrupted = false;
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (told == null) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new WireException.TimedOut("no answer to " + what + " within " + limit.toMillis()
                            + " ms; whether it was done is not known");
                }
                LockSupport.parkNanos(this, left);
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
        if (!(told instanceof Failure failure)) return (T) told;
        if (failure.why instanceof WireException ours) throw ours.again();
        if (failure.why instanceof IllegalArgumentException mistake) {
            throw new IllegalArgumentException(mistake.getMessage(), mistake);
        }
        throw new WireException.Lost("the client failed over " + what, 0, failure.why);
    }
}
