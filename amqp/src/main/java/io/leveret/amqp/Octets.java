package io.leveret.amqp;

import io.netty.buffer.ByteBuf;

/** Bytes in a reply text, written as RabbitMQ writes them: {@code <<"abc">>} or {@code <<0,0>>}. */
final class Octets {
    private static final int SHOWN = 24;

    private Octets() {}

    static String show(ByteBuf in, int from, int to) {
        int shown = Math.min(to, from + SHOWN);
        boolean printable = true;
        for (int i = from; i < shown; i++) {
            int c = in.getUnsignedByte(i);
            printable &= c >= 32 && c < 127 && c != '"' && c != '\\';
        }
        StringBuilder text = new StringBuilder("<<");
        if (printable && to > from) {
            text.append('"');
            for (int i = from; i < shown; i++) {
                text.append((char) in.getUnsignedByte(i));
            }
            text.append(shown < to ? "\"..." : "\"");
        } else {
            for (int i = from; i < shown; i++) {
                text.append(i == from ? "" : ",").append(in.getUnsignedByte(i));
            }
            text.append(shown < to ? ",..." : "");
        }
        return text.append(">>").toString();
    }
}
