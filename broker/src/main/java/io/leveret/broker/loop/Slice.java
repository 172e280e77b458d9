package io.leveret.broker.loop;

/** Long work cut into turns, so that whoever shares the loop never waits for it: purging a million, giving a million back. */
@FunctionalInterface
public interface Slice {
    /**
     * Goes on with the work until it is done or {@code stopAt} (on {@link Clock#nanos}) has passed.
     *
     * @return true when nothing is left to do
     */
    boolean run(long stopAt);
}
