package io.leveret.amqp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Anything that may be said in AMQP 0-9-1, at random: methods with random arguments, values, properties, whole conversations. */
final class RandomProtocol {
    static final List<Class<?>> METHODS = leaves(Method.class);

    private static final Set<String> OCTETS = Set.of("versionMajor", "versionMinor", "outcome", "status");
    private static final Set<String> LONGS = Set.of("frameMax", "messageCount", "consumerCount", "credit", "returned");
    private static final int[] LETTERS = {0x20, 0x7f, 0xe9, 0x20ac, 0x1f407};

    private final RandomGenerator random;
    private final boolean common;

    RandomProtocol(RandomGenerator random) {
        this(random, false);
    }

    /** With common set, only what the other implementations know too: the type L is known to few. */
    RandomProtocol(RandomGenerator random, boolean common) {
        this.random = random;
        this.common = common;
    }

    private static List<Class<?>> leaves(Class<?> type) {
        if (type.isRecord()) {
            return List.of(type);
        }
        return Arrays.stream(type.getPermittedSubclasses())
                .flatMap(c -> leaves(c).stream())
                .toList();
    }

    Method method() {
        return method(METHODS.get(random.nextInt(METHODS.size())));
    }

    Method method(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] args = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            args[i] = component(components[i]);
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            return (Method) constructor.newInstance(args);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private Object component(RecordComponent component) {
        Class<?> type = component.getType();
        String name = component.getName();
        if (type == int.class) {
            return OCTETS.contains(name)
                    ? random.nextInt(0x100)
                    : LONGS.contains(name) ? random.nextInt() & Integer.MAX_VALUE : random.nextInt(0x10000);
        } else if (type == long.class) {
            return name.equals("prefetchSize") ? random.nextLong() & 0xffffffffL : random.nextLong();
        } else if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == String.class) {
            return shortString();
        } else if (type == byte[].class) {
            return bytes(40);
        } else if (type == Table.class) {
            return table(3);
        }
        throw new AssertionError("no random " + type);
    }

    /** Up to 255 bytes: mostly short and ASCII, sometimes of all lengths of UTF-8, sometimes no UTF-8 at all. */
    String shortString() {
        return random.nextInt(20) == 0 ? Utf8.decode(bytes(255)) : text();
    }

    private String text() {
        int kind = random.nextInt(20);
        StringBuilder text = new StringBuilder();
        int length = kind == 1 ? 51 : random.nextInt(20);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(kind == 2 ? LETTERS[random.nextInt(LETTERS.length)] : 'a' + random.nextInt(26));
        }
        return text.toString();
    }

    byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }

    Table table(int depth) {
        Table.Builder builder = Table.builder();
        int size = random.nextInt(16) == 0 ? 20 : random.nextInt(5);
        for (int i = 0; i < size; i++) {
            builder.put(shortString(), value(depth));
        }
        return builder.build();
    }

    Object value(int depth) {
        return switch (random.nextInt(depth > 0 ? 21 : 19)) {
            case 0 -> random.nextBoolean();
            case 1 -> (byte) random.nextInt();
            case 2 -> (short) random.nextInt();
            case 3 -> random.nextInt();
            case 4 -> random.nextLong();
            case 5 -> Float.intBitsToFloat(random.nextInt() & 0x7f7fffff);
            case 6 -> random.nextDouble();
            case 7 -> new BigDecimal(BigInteger.valueOf(random.nextInt()), random.nextInt(256));
            case 8, 9, 10 -> text();
            case 11 -> new LongString(new byte[] {(byte) 0xff, (byte) random.nextInt()});
            case 12 -> new Unsigned('B', random.nextInt(0x100));
            case 13 -> new Unsigned('u', random.nextInt(0x10000));
            case 14 -> new Unsigned('i', random.nextInt() & 0xffffffffL);
            case 15 -> common ? Table.VOID : new Unsigned('L', random.nextLong());
            case 16 -> new Timestamp(random.nextLong());
            case 17 -> Table.VOID;
            case 18 -> new Binary(bytes(20));
            case 19 -> table(depth - 1);
            default -> list(depth - 1);
        };
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(value(depth));
        }
        return list;
    }

    Properties properties() {
        Properties.Builder builder = Properties.builder();
        int flags = random.nextInt(0x4000);
        for (Properties.Field field : Properties.Field.values()) {
            if ((flags >> field.ordinal() & 1) != 0) {
                put(builder, field);
            }
        }
        return builder.build();
    }

    void put(Properties.Builder builder, Properties.Field field) {
        switch (field) {
            case CONTENT_TYPE -> builder.contentType(shortString());
            case CONTENT_ENCODING -> builder.contentEncoding(shortString());
            case HEADERS -> builder.headers(table(2));
            case DELIVERY_MODE -> builder.deliveryMode(random.nextInt(0x100));
            case PRIORITY -> builder.priority(random.nextInt(0x100));
            case CORRELATION_ID -> builder.correlationId(shortString());
            case REPLY_TO -> builder.replyTo(shortString());
            case EXPIRATION -> builder.expiration(shortString());
            case MESSAGE_ID -> builder.messageId(shortString());
            case TIMESTAMP -> builder.timestamp(random.nextLong());
            case TYPE -> builder.type(shortString());
            case USER_ID -> builder.userId(shortString());
            case APP_ID -> builder.appId(shortString());
            case CLUSTER_ID -> builder.clusterId(shortString());
        }
    }

    /** What one end may send: channels are opened, then methods, contents and heartbeats come, the frames of different channels mixed. */
    byte[] conversation(int steps) {
        int channels = 1 + random.nextInt(3);
        List<Deque<byte[]>> frames = new ArrayList<>();
        for (int c = 1; c <= channels; c++) {
            Deque<byte[]> mine = new ArrayDeque<>();
            mine.add(frame(c, new ChannelMethod.Open()));
            frames.add(mine);
        }
        for (int i = 0; i < steps; i++) {
            int channel = 1 + random.nextInt(channels);
            step(channel, frames.get(channel - 1));
        }
        ByteBuf out = Unpooled.buffer(1024);
        while (frames.stream().anyMatch(f -> !f.isEmpty())) {
            byte[] next = frames.get(random.nextInt(channels)).poll();
            if (next != null) {
                out.writeBytes(next);
            }
            if (random.nextInt(10) == 0) {
                FrameWriter.heartbeat(out);
            }
        }
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private void step(int channel, Deque<byte[]> frames) {
        Method method = random.nextInt(2) == 0 ? method(BasicMethod.Publish.class) : method();
        if (!method.hasContent()) {
            // Opening and closing would end what the other steps rely on.
            frames.add(frame(channel, method instanceof ChannelMethod ? new ConfirmMethod.Select(false) : method));
            return;
        }
        frames.add(frame(channel, method));
        byte[] body = random.nextInt(4) == 0 ? new byte[0] : bytes(200);
        Properties properties = random.nextInt(3) == 0 ? Properties.EMPTY : properties();
        ByteBuf rest = Unpooled.buffer(256);
        // Any split of the body is legal, not only the one that the frame's limit asks for.
        FrameWriter.headerAndBody(rest, channel, properties, body, 9 + random.nextInt(300));
        while (rest.isReadable()) {
            byte[] one = new byte[rest.getInt(rest.readerIndex() + 3) + FrameWriter.FRAME_OVERHEAD];
            rest.readBytes(one);
            frames.add(one);
        }
    }

    private static byte[] frame(int channel, Method method) {
        ByteBuf out = Unpooled.buffer(64);
        FrameWriter.method(out, channel, method);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    /** The bytes of a method's arguments. */
    static byte[] args(Method method) {
        ByteBuf out = Unpooled.buffer(64);
        method.write(new ArgWriter(out));
        return Arrays.copyOf(out.array(), out.writerIndex());
    }
}
