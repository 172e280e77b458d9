package io.leveret.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Names and values. A received map is decoded when it is asked for something. */
public final class LeveretMapMessage extends AbstractMessage implements MapMessage {
    private Map<String, Object> entries = new LinkedHashMap<>();
    private byte[] undecoded;

    public LeveretMapMessage() {}

    /** As it was received; the array is the message's from now on. */
    public LeveretMapMessage(byte[] encoded) {
        undecoded = encoded;
    }

    private Map<String, Object> entries() throws JMSException {
        if (undecoded != null) {
            entries = BodyCodec.decodeMap(undecoded);
            undecoded = null;
        }
        return entries;
    }

    private static String named(String name) {
        return "map entry '" + name + "'";
    }

    private void put(String name, Object value) throws JMSException {
        requireWritableBody();
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a map entry needs a name, not " + (name == null ? "null" : "''"));
        }
        entries().put(name, value);
    }

    @Override
    public byte[] encodeBody() {
        return undecoded != null ? undecoded : BodyCodec.encode(entries);
    }

    @Override
    void dropBody() {
        entries = new LinkedHashMap<>();
        undecoded = null;
    }

    @Override
    boolean hasBody() {
        return undecoded != null ? undecoded.length > 0 : !entries.isEmpty();
    }

    @Override
    Class<?> bodyType() {
        return Map.class;
    }

    @Override
    Object body() throws JMSException {
        Map<String, Object> copy = new LinkedHashMap<>(entries());
        copy.replaceAll((name, value) -> value instanceof byte[] bytes ? bytes.clone() : value);
        return copy;
    }

    @Override
    public Enumeration<String> getMapNames() throws JMSException {
        return Collections.enumeration(List.copyOf(entries().keySet()));
    }

    @Override
    public boolean itemExists(String name) throws JMSException {
        return entries().containsKey(name);
    }

    @Override
    public boolean getBoolean(String name) throws JMSException {
        return Conversions.toBoolean(entries().get(name), named(name));
    }

    @Override
    public byte getByte(String name) throws JMSException {
        return Conversions.toByte(entries().get(name), named(name));
    }

    @Override
    public short getShort(String name) throws JMSException {
        return Conversions.toShort(entries().get(name), named(name));
    }

    @Override
    public char getChar(String name) throws JMSException {
        return Conversions.toChar(entries().get(name), named(name));
    }

    @Override
    public int getInt(String name) throws JMSException {
        return Conversions.toInt(entries().get(name), named(name));
    }

    @Override
    public long getLong(String name) throws JMSException {
        return Conversions.toLong(entries().get(name), named(name));
    }

    @Override
    public float getFloat(String name) throws JMSException {
        return Conversions.toFloat(entries().get(name), named(name));
    }

    @Override
    public double getDouble(String name) throws JMSException {
        return Conversions.toDouble(entries().get(name), named(name));
    }

    @Override
    public String getString(String name) throws JMSException {
        return Conversions.toText(entries().get(name), named(name));
    }

    @Override
    public byte[] getBytes(String name) throws JMSException {
        return Conversions.toBytes(entries().get(name), named(name));
    }

    @Override
    public Object getObject(String name) throws JMSException {
        Object value = entries().get(name);
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    @Override
    public void setBoolean(String name, boolean value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setByte(String name, byte value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setShort(String name, short value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setChar(String name, char value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setInt(String name, int value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setLong(String name, long value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setFloat(String name, float value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setDouble(String name, double value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setString(String name, String value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setBytes(String name, byte[] value) throws JMSException {
        requireWritableBody();
        put(name, value == null ? null : value.clone());
    }

    @Override
    public void setBytes(String name, byte[] value, int offset, int length) throws JMSException {
        requireWritableBody();
        Objects.checkFromIndexSize(offset, length, value.length);
        put(name, Arrays.copyOfRange(value, offset, offset + length));
    }

    @Override
    public void setObject(String name, Object value) throws JMSException {
        requireWritableBody();
        put(name, Conversions.checkElement(value, named(name)));
    }
}
