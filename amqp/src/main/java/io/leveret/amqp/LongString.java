package io.leveret.amqp;

import java.util.Arrays;

/** A long string of a field table that is no UTF-8; one that is comes as a {@link String}. */
public record LongString(byte[] bytes) {

    @Override
    public boolean equals(Object other) {
        return other instanceof LongString that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "LongString[" + bytes.length + " bytes]";
    }
}
