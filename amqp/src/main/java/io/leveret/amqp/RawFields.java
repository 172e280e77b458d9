package io.leveret.amqp;

import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Walks over the bytes of properties and of field tables without making anything of them: to check them once when they come in, and to
 * find one field later. Whatever {@link #skipTable} has let pass can be read.
 */
final class RawFields {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private RawFields() {}

    static int shortAt(byte[] raw, int at) {
        return (short) SHORT.get(raw, at) & 0xffff;
    }

    static int intAt(byte[] raw, int at) {
        return (int) INT.get(raw, at);
    }

    static long longAt(byte[] raw, int at) {
        return (long) LONG.get(raw, at);
    }

    static void putShort(byte[] raw, int at, int value) {
        SHORT.set(raw, at, (short) value);
    }

    /** The place after a field of that fixed size; none if it ends too early. */
    static int skip(byte[] raw, int at, int size, int end) {
        if (size < 0 || size > end - at) {
            throw endsEarly(raw, end);
        }
        return at + size;
    }

    static int skipShortString(byte[] raw, int at, int end) {
        int from = skip(raw, at, 1, end);
        return skip(raw, from, raw[at] & 0xff, end);
    }

    static int skipLongString(byte[] raw, int at, int end) {
        int from = skip(raw, at, 4, end);
        return skip(raw, from, intAt(raw, at), end);
    }

    static int skipTable(byte[] raw, int at, int end, int depth) {
        int tableEnd = skipLongString(raw, at, end);
        if (tableEnd > at + 4) {
            TableCodec.checkDepth(depth);
        }
        for (int i = at + 4; i < tableEnd; ) {
            i = skipValue(raw, skipShortString(raw, i, tableEnd), tableEnd, depth);
        }
        return tableEnd;
    }

    private static int skipList(byte[] raw, int at, int end, int depth) {
        TableCodec.checkDepth(depth);
        int listEnd = skipLongString(raw, at, end);
        for (int i = at + 4; i < listEnd; ) {
            i = skipValue(raw, i, listEnd, depth);
        }
        return listEnd;
    }

    private static int skipValue(byte[] raw, int at, int end, int depth) {
        int from = skip(raw, at, 1, end);
        return switch (raw[at]) {
            case 'S', 'x' -> skipLongString(raw, from, end);
            case 'I', 'i', 'f' -> skip(raw, from, 4, end);
            case 'l', 'L', 'd', 'T' -> skip(raw, from, 8, end);
            case 't', 'b', 'B' -> skip(raw, from, 1, end);
            case 's', 'u' -> skip(raw, from, 2, end);
            case 'D' -> skip(raw, from, 5, end);
            case 'V' -> from;
            case 'F' -> skipTable(raw, from, end, depth + 1);
            case 'A' -> skipList(raw, from, end, depth + 1);
            default -> throw TableCodec.unknownType(raw[at] & 0xff);
        };
    }

    /** Where the value (its type octet) of that ASCII name is in the checked table whose length is at that place; -1 if it has none. */
    static int find(byte[] raw, int at, String name) {
        int tableEnd = at + 4 + intAt(raw, at);
        for (int i = at + 4; i < tableEnd; ) {
            int value = i + 1 + (raw[i] & 0xff);
            if (isName(raw, i, name)) {
                return value;
            }
            i = skipValue(raw, value, tableEnd, 1);
        }
        return -1;
    }

    /** Which of these ASCII names the checked table has: a bit for each. */
    static int which(byte[] raw, int at, String[] names) {
        int found = 0;
        int tableEnd = at + 4 + intAt(raw, at);
        for (int i = at + 4; i < tableEnd; ) {
            for (int n = 0; n < names.length; n++) {
                if (isName(raw, i, names[n])) {
                    found |= 1 << n;
                }
            }
            i = skipValue(raw, i + 1 + (raw[i] & 0xff), tableEnd, 1);
        }
        return found;
    }

    /** The same for a name in UTF-8. */
    static int find(byte[] raw, int at, byte[] name) {
        int tableEnd = at + 4 + intAt(raw, at);
        for (int i = at + 4; i < tableEnd; ) {
            int value = i + 1 + (raw[i] & 0xff);
            if (value - i - 1 == name.length && Arrays.equals(raw, i + 1, value, name, 0, name.length)) {
                return value;
            }
            i = skipValue(raw, value, tableEnd, 1);
        }
        return -1;
    }

    private static boolean isName(byte[] raw, int at, String name) {
        int length = raw[at] & 0xff;
        if (length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (raw[at + 1 + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static ConnectionError endsEarly(byte[] raw, int end) {
        String shown = Octets.show(Unpooled.wrappedBuffer(raw), 0, end);
        return ConnectionError.frameError("cannot decode %s", shown);
    }
}
