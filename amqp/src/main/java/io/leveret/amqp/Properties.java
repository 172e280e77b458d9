package io.leveret.amqp;

import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * The properties of a message, as the raw bytes that came in: two octets of flags, then the values that they announce, in order. They
 * are checked once, and parsed only where somebody asks; what nobody changes leaves as it came, byte for byte. Immutable.
 */
public final class Properties {
    /** In wire order; the first one has the highest flag. */
    public enum Field {
        CONTENT_TYPE,
        CONTENT_ENCODING,
        HEADERS,
        DELIVERY_MODE,
        PRIORITY,
        CORRELATION_ID,
        REPLY_TO,
        EXPIRATION,
        MESSAGE_ID,
        TIMESTAMP,
        TYPE,
        USER_ID,
        APP_ID,
        CLUSTER_ID;

        private static final Field[] ALL = values();

        int flag() {
            return 0x8000 >> ordinal();
        }
    }

    public static final Properties EMPTY = of(new byte[2]);

    private static final int KNOWN_FLAGS = 0xfffc;

    private final byte[] raw;
    private final short flags;
    private final byte deliveryMode;
    private final byte priority;
    // Parsed at the first question. Threads may race to do it; a Table is immutable, so either result will do.
    private Table headers;

    private Properties(byte[] raw) {
        if (raw.length < 2) {
            throw RawFields.endsEarly(raw, raw.length);
        }
        int flags = RawFields.shortAt(raw, 0);
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw ConnectionError.syntaxError(
                    "the property flags 0x%04x announce properties that basic does not have; check the client's encoder",
                    flags);
        }
        int mode = 0;
        int level = 0;
        int at = 2;
        for (int rest = flags; rest != 0; ) {
            int highest = Integer.highestOneBit(rest);
            rest ^= highest;
            int next = skipField(raw, at, raw.length, highest);
            if (highest == 0x1000) {
                mode = raw[at];
            } else if (highest == 0x0800) {
                level = raw[at];
            }
            at = next;
        }
        if (at != raw.length) {
            throw RawFields.endsEarly(raw, raw.length);
        }
        this.raw = raw;
        this.flags = (short) flags;
        this.deliveryMode = (byte) mode;
        this.priority = (byte) level;
    }

    /** Takes the array as it is (nobody may change it afterwards); a ConnectionError if it is no properties. */
    public static Properties of(byte[] raw) {
        return new Properties(raw);
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The bytes themselves, not a copy: for writing, not for changing. */
    public byte[] raw() {
        return raw;
    }

    /** Bytes on the wire. */
    public int size() {
        return raw.length;
    }

    public boolean has(Field field) {
        return (flags & field.flag()) != 0;
    }

    public String contentType() {
        return text(Field.CONTENT_TYPE);
    }

    public String contentEncoding() {
        return text(Field.CONTENT_ENCODING);
    }

    public Table headers() {
        Table found = headers;
        if (found == null) {
            found = has(Field.HEADERS) ? parseHeaders() : Table.EMPTY;
            headers = found;
        }
        return found;
    }

    /** Keeps the bytes and lets go of the headers as objects, which take several times as much: for who waits. */
    public void forgetParsed() {
        headers = null;
    }

    /**
     * One header, or null when there is none (asked for every message, so no Optional). The name is ASCII. The other headers are
     * stepped over and not parsed.
     */
    public Object header(String name) {
        if (headers != null || !has(Field.HEADERS)) {
            return headers().get(name);
        }
        int value = RawFields.find(raw, start(Field.HEADERS), name);
        if (value < 0) {
            return null;
        }
        return TableCodec.readValue(new ArgReader(Unpooled.wrappedBuffer(raw, value, raw.length - value)), 1);
    }

    /** Which headers of these ASCII names there are, by one walk over the bytes: bit n for names[n]. */
    public int whichHeaders(String... names) {
        if (!has(Field.HEADERS)) {
            return 0;
        }
        if (headers == null) {
            return RawFields.which(raw, start(Field.HEADERS), names);
        }
        int found = 0;
        for (int n = 0; n < names.length; n++) {
            if (headers.contains(names[n])) {
                found |= 1 << n;
            }
        }
        return found;
    }

    /** Points the view at the header of that name (in UTF-8); nothing is parsed and nothing allocated. */
    public void view(byte[] headerName, FieldView view) {
        int value = has(Field.HEADERS) ? RawFields.find(raw, start(Field.HEADERS), headerName) : -1;
        if (value < 0) {
            view.absent();
        } else {
            view.value(raw, value);
        }
    }

    /** Points the view at a property that is a text or a number; headers are looked at one by one. */
    public void view(Field field, FieldView view) {
        if (!has(field)) {
            view.absent();
            return;
        }
        int at = start(field);
        switch (field) {
            case HEADERS -> throw new IllegalArgumentException("headers are viewed by name");
            case DELIVERY_MODE, PRIORITY -> view.integer(raw[at] & 0xff);
            case TIMESTAMP -> view.integer(RawFields.longAt(raw, at));
            default -> view.text(raw, at + 1, raw[at] & 0xff);
        }
    }

    /** 0 when absent, 1 transient, 2 persistent. */
    public int deliveryMode() {
        return deliveryMode & 0xff;
    }

    public int priority() {
        return priority & 0xff;
    }

    public String correlationId() {
        return text(Field.CORRELATION_ID);
    }

    public String replyTo() {
        return text(Field.REPLY_TO);
    }

    public String expiration() {
        return text(Field.EXPIRATION);
    }

    public String messageId() {
        return text(Field.MESSAGE_ID);
    }

    /** Seconds since 1970. */
    public long timestamp() {
        return has(Field.TIMESTAMP) ? RawFields.longAt(raw, start(Field.TIMESTAMP)) : 0;
    }

    public String type() {
        return text(Field.TYPE);
    }

    public String userId() {
        return text(Field.USER_ID);
    }

    public String appId() {
        return text(Field.APP_ID);
    }

    public String clusterId() {
        return text(Field.CLUSTER_ID);
    }

    public Properties withHeaders(Table headers) {
        return with(Field.HEADERS, Builder.table(headers));
    }

    public Properties withReplyTo(String replyTo) {
        return with(Field.REPLY_TO, Builder.shortString(replyTo));
    }

    public Properties without(Field field) {
        return has(field) ? splice(field, new byte[0], flags & ~field.flag()) : this;
    }

    Properties with(Field field, byte[] value) {
        return splice(field, value, flags | field.flag());
    }

    private Properties splice(Field field, byte[] value, int newFlags) {
        int from = start(field);
        int to = has(field) ? skipField(raw, from, raw.length, field.flag()) : from;
        byte[] changed = new byte[raw.length - (to - from) + value.length];
        System.arraycopy(raw, 0, changed, 0, from);
        System.arraycopy(value, 0, changed, from, value.length);
        System.arraycopy(raw, to, changed, from + value.length, raw.length - to);
        RawFields.putShort(changed, 0, newFlags);
        return new Properties(changed);
    }

    byte[] value(Field field) {
        int from = start(field);
        return Arrays.copyOfRange(raw, from, skipField(raw, from, raw.length, field.flag()));
    }

    private String text(Field field) {
        if (!has(field)) {
            return "";
        }
        int at = start(field);
        return Utf8.decode(raw, at + 1, raw[at] & 0xff);
    }

    private Table parseHeaders() {
        int at = start(Field.HEADERS);
        return TableCodec.readEntries(raw, at + 4, RawFields.intAt(raw, at));
    }

    /** Where this field is, or would be. */
    private int start(Field field) {
        int at = 2;
        // The flags of the fields before this one.
        int rest = flags & -(field.flag() << 1) & 0xffff;
        while (rest != 0) {
            int highest = Integer.highestOneBit(rest);
            rest ^= highest;
            at = skipField(raw, at, raw.length, highest);
        }
        return at;
    }

    private static int skipField(byte[] raw, int at, int end, int flag) {
        return switch (flag) {
            case 0x2000 -> RawFields.skipTable(raw, at, end, 1);
            case 0x1000, 0x0800 -> RawFields.skip(raw, at, 1, end);
            case 0x0040 -> RawFields.skip(raw, at, 8, end);
            default -> RawFields.skipShortString(raw, at, end);
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Properties that && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Properties[");
        for (Field field : Field.ALL) {
            if (has(field)) {
                text.append(text.length() > 11 ? ", " : "")
                        .append(field)
                        .append('=')
                        .append(show(field));
            }
        }
        return text.append(']').toString();
    }

    private Object show(Field field) {
        return switch (field) {
            case HEADERS -> headers();
            case DELIVERY_MODE -> deliveryMode();
            case PRIORITY -> priority();
            case TIMESTAMP -> timestamp();
            default -> text(field);
        };
    }

    /** Puts properties together; what was there and is not touched stays byte for byte. */
    public static final class Builder {
        private final byte[][] values = new byte[Field.ALL.length][];

        private Builder() {}

        private Builder(Properties from) {
            for (Field field : Field.ALL) {
                if (from.has(field)) {
                    values[field.ordinal()] = from.value(field);
                }
            }
        }

        public Builder contentType(String value) {
            return put(Field.CONTENT_TYPE, shortString(value));
        }

        public Builder contentEncoding(String value) {
            return put(Field.CONTENT_ENCODING, shortString(value));
        }

        public Builder headers(Table value) {
            return put(Field.HEADERS, table(value));
        }

        public Builder deliveryMode(int value) {
            return put(Field.DELIVERY_MODE, new byte[] {(byte) value});
        }

        public Builder priority(int value) {
            return put(Field.PRIORITY, new byte[] {(byte) value});
        }

        public Builder correlationId(String value) {
            return put(Field.CORRELATION_ID, shortString(value));
        }

        public Builder replyTo(String value) {
            return put(Field.REPLY_TO, shortString(value));
        }

        public Builder expiration(String value) {
            return put(Field.EXPIRATION, shortString(value));
        }

        public Builder messageId(String value) {
            return put(Field.MESSAGE_ID, shortString(value));
        }

        /** Seconds since 1970. */
        public Builder timestamp(long seconds) {
            byte[] value = new byte[8];
            for (int i = 0; i < 8; i++) {
                value[i] = (byte) (seconds >> 56 - 8 * i);
            }
            return put(Field.TIMESTAMP, value);
        }

        public Builder type(String value) {
            return put(Field.TYPE, shortString(value));
        }

        public Builder userId(String value) {
            return put(Field.USER_ID, shortString(value));
        }

        public Builder appId(String value) {
            return put(Field.APP_ID, shortString(value));
        }

        public Builder clusterId(String value) {
            return put(Field.CLUSTER_ID, shortString(value));
        }

        public Builder without(Field field) {
            values[field.ordinal()] = null;
            return this;
        }

        public Properties build() {
            int flags = 0;
            int size = 2;
            for (Field field : Field.ALL) {
                byte[] value = values[field.ordinal()];
                if (value != null) {
                    flags |= field.flag();
                    size += value.length;
                }
            }
            if (flags == 0) {
                return EMPTY;
            }
            byte[] raw = new byte[size];
            RawFields.putShort(raw, 0, flags);
            int at = 2;
            for (byte[] value : values) {
                if (value != null) {
                    System.arraycopy(value, 0, raw, at, value.length);
                    at += value.length;
                }
            }
            return new Properties(raw);
        }

        private Builder put(Field field, byte[] value) {
            values[field.ordinal()] = value;
            return this;
        }

        private static byte[] table(Table table) {
            var bytes = Unpooled.buffer(128);
            new ArgWriter(bytes).table(table);
            return Arrays.copyOf(bytes.array(), bytes.writerIndex());
        }

        private static byte[] shortString(String text) {
            byte[] bytes = Utf8.encode(text);
            if (bytes.length > 255) {
                throw new IllegalArgumentException(
                        "a property has at most 255 bytes of UTF-8, this one has " + bytes.length);
            }
            byte[] value = new byte[bytes.length + 1];
            value[0] = (byte) bytes.length;
            System.arraycopy(bytes, 0, value, 1, bytes.length);
            return value;
        }
    }
}
