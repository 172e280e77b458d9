package io.leveret.broker.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes that is written and read as people write it: {@code 128MiB}, {@code 10MB}, {@code 4096}. */
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final String[] BINARY = {"", "KiB", "MiB", "GiB", "TiB"};
    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,19})\\s*(|b|kb|mb|gb|tb|kib|mib|gib|tib)", Pattern.CASE_INSENSITIVE);

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is never negative, and this one is " + bytes);
        }
    }

    public static DataSize ofKiB(long n) {
        return new DataSize(Math.multiplyExact(n, 1L << 10));
    }

    public static DataSize ofMiB(long n) {
        return new DataSize(Math.multiplyExact(n, 1L << 20));
    }

    public static DataSize ofGiB(long n) {
        return new DataSize(Math.multiplyExact(n, 1L << 30));
    }

    /** Reads a size; without a unit the number counts bytes. */
    public static DataSize parse(String text) {
        Matcher m = TEXT.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no size: write bytes (4096) or a unit (64KiB, 128MiB, 1GiB, 10MB)".formatted(text));
        }
        String unit = m.group(2).toLowerCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : "bkmgt".indexOf(unit.charAt(0));
        long factor = 1;
        for (int i = 0; i < power; i++) {
            factor *= unit.length() == 3 ? 1024 : 1000;
        }
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(m.group(1)), factor));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new IllegalArgumentException("'%s' is more bytes than can be counted".formatted(text), tooLarge);
        }
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The largest unit that keeps the number whole, so that what is printed can be read back without loss. */
    @Override
    public String toString() {
        long n = bytes;
        int unit = 0;
        while (unit < BINARY.length - 1 && n != 0 && n % 1024 == 0) {
            n /= 1024;
            unit++;
        }
        return n + BINARY[unit];
    }
}
