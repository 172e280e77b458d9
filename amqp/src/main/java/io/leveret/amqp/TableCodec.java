package io.leveret.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Field tables to bytes and back. */
final class TableCodec {
    private TableCodec() {}

    static Table readEntries(byte[] bytes, int from, int length) {
        ArgReader in = new ArgReader(Unpooled.wrappedBuffer(bytes, from, length));
        return read(in, in.end(), 1);
    }

    /** Reads entries up to that place, which is known to lie inside of what the reader may read. */
    static Table read(ArgReader in, int tableEnd, int depth) {
        if (in.at() == tableEnd) {
            return Table.EMPTY;
        }
        checkDepth(depth);
        int outerEnd = in.narrow(tableEnd);
        String[] names = new String[4];
        Object[] values = new Object[4];
        int size = 0;
        while (in.at() < tableEnd) {
            if (size == names.length) {
                names = Arrays.copyOf(names, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            names[size] = in.shortString();
            values[size++] = readValue(in, depth);
        }
        in.narrow(outerEnd);
        return new Table(names, values, size);
    }

    static Object readValue(ArgReader in, int depth) {
        int type = in.octet();
        return switch (type) {
            case 'S' -> readText(in);
            case 't' -> in.octet() != 0;
            case 'I' -> in.longInt();
            case 'l' -> in.longLong();
            case 'F' -> read(in, in.enter(), depth + 1);
            case 'A' -> readList(in, in.enter(), depth + 1);
            case 'T' -> new Timestamp(in.longLong());
            case 'V' -> Table.VOID;
            case 'b' -> (byte) in.octet();
            case 's' -> (short) in.shortInt();
            case 'f' -> Float.intBitsToFloat(in.longInt());
            case 'd' -> Double.longBitsToDouble(in.longLong());
            case 'x' -> new Binary(in.longString());
            case 'D' -> readDecimal(in);
            case 'B' -> new Unsigned('B', in.octet());
            case 'u' -> new Unsigned('u', in.shortInt());
            case 'i' -> new Unsigned('i', in.longUnsigned());
            case 'L' -> new Unsigned('L', in.longLong());
            default -> throw unknownType(type);
        };
    }

    private static Object readText(ArgReader in) {
        byte[] bytes = in.longString();
        String text = Utf8.decode(bytes);
        return Utf8.isValid(text) ? text : new LongString(bytes);
    }

    private static BigDecimal readDecimal(ArgReader in) {
        int scale = in.octet();
        return new BigDecimal(BigInteger.valueOf(in.longInt()), scale);
    }

    private static List<Object> readList(ArgReader in, int listEnd, int depth) {
        checkDepth(depth);
        int outerEnd = in.narrow(listEnd);
        List<Object> list = new ArrayList<>(4);
        while (in.at() < listEnd) {
            list.add(readValue(in, depth));
        }
        in.narrow(outerEnd);
        return Collections.unmodifiableList(list);
    }

    static ConnectionError unknownType(int type) {
        return ConnectionError.syntaxError(
                "a field table holds the type octet %d ('%s'), which is none of tbBsuIilLfdDSAFTVx; check the client's encoder",
                type, type > 32 && type < 127 ? (char) type : "?");
    }

    static void checkDepth(int depth) {
        if (depth > Table.MAX_DEPTH) {
            throw ConnectionError.syntaxError(
                    "a field table nests deeper than %d levels; send deep structures in the body", Table.MAX_DEPTH);
        }
    }

    static byte[] toBytes(Table table) {
        ByteBuf out = Unpooled.buffer(256);
        writeEntries(new ArgWriter(out), table);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    static void writeEntries(ArgWriter out, Table table) {
        for (int i = 0; i < table.size(); i++) {
            out.shortString(table.name(i));
            writeValue(out, table.value(i));
        }
    }

    private static void writeValue(ArgWriter out, Object value) {
        if (value instanceof String s) {
            out.octet('S').longString(s);
        } else if (value instanceof Long l) {
            out.octet('l').longLong(l);
        } else if (value instanceof Integer i) {
            out.octet('I').longInt(i);
        } else if (value instanceof Boolean t) {
            out.octet('t').octet(t ? 1 : 0);
        } else if (value instanceof Table table) {
            out.octet('F').table(table);
        } else if (value instanceof List<?> list) {
            writeList(out.octet('A'), list);
        } else if (value instanceof Timestamp time) {
            out.octet('T').longLong(time.seconds());
        } else {
            writeRareValue(out, value);
        }
    }

    private static void writeRareValue(ArgWriter out, Object value) {
        if (value == Table.VOID) {
            out.octet('V');
        } else if (value instanceof Byte b) {
            out.octet('b').octet(b);
        } else if (value instanceof Short s) {
            out.octet('s').shortInt(s);
        } else if (value instanceof Float f) {
            out.octet('f').longInt(Float.floatToRawIntBits(f));
        } else if (value instanceof Double d) {
            out.octet('d').longLong(Double.doubleToRawLongBits(d));
        } else if (value instanceof BigDecimal d) {
            out.octet('D').octet(d.scale()).longInt(d.unscaledValue().intValue());
        } else if (value instanceof LongString s) {
            out.octet('S').longString(s.bytes());
        } else if (value instanceof Binary x) {
            out.octet('x').longString(x.bytes());
        } else if (value instanceof Unsigned u) {
            writeUnsigned(out, u);
        } else {
            throw new IllegalStateException("a table let in a value of " + value.getClass());
        }
    }

    private static void writeUnsigned(ArgWriter out, Unsigned u) {
        out.octet(u.type());
        switch (u.type()) {
            case 'B' -> out.octet((int) u.value());
            case 'u' -> out.shortInt((int) u.value());
            case 'i' -> out.longInt(u.value());
            default -> out.longLong(u.value());
        }
    }

    private static void writeList(ArgWriter out, List<?> list) {
        int lengthAt = out.beginLength();
        for (Object value : list) {
            writeValue(out, value);
        }
        out.endLength(lengthAt);
    }
}
