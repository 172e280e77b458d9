package io.leveret.amqp;

/**
 * An unsigned integer of a field table. The type letter is kept, since clients see it: B has 8 bits, u 16, i 32, and L 64, whose upper
 * half is negative here as it is in any {@code long}.
 */
public record Unsigned(char type, long value) {
    public Unsigned {
        long max = switch (type) {
            case 'B' -> 0xffL;
            case 'u' -> 0xffffL;
            case 'i' -> 0xffffffffL;
            case 'L' -> Long.MAX_VALUE;
            default ->
                throw new IllegalArgumentException(
                        "'" + type + "' is no unsigned type of a field table: use B, u, i or L");
        };
        if (type != 'L' && (value < 0 || value > max)) {
            throw new IllegalArgumentException(
                    value + " does not fit type '" + type + "', which goes from 0 to " + max);
        }
    }
}
