package io.leveret.broker.core;

/**
 * A fault to plant: in one production source one piece of text, which must be there exactly once, is replaced by another.
 *
 * @param what is wrong then
 * @param source the class, relative to the broker's package: {@code queue.Lane}
 */
public record Fault(String what, String source, String right, String wrong) {
    @Override
    public String toString() {
        return what;
    }
}
