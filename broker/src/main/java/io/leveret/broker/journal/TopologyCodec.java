package io.leveret.broker.journal;

import io.leveret.amqp.Table;
import io.leveret.amqp.Utf8;
import io.leveret.broker.journal.TopologyRecord.Bound;
import io.leveret.broker.journal.TopologyRecord.ExchangeDeclared;
import io.leveret.broker.journal.TopologyRecord.ExchangeDeleted;
import io.leveret.broker.journal.TopologyRecord.QueueDeclared;
import io.leveret.broker.journal.TopologyRecord.QueueDeleted;
import io.leveret.broker.journal.TopologyRecord.QueuePurged;
import io.leveret.broker.journal.TopologyRecord.Unbound;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Names and routes as bytes: a letter for what happened, then its fields. */
final class TopologyCodec {
    private TopologyCodec() {}

    static byte[] write(TopologyRecord change) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            write(change, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(TopologyRecord change, DataOutputStream out) throws IOException {
        if (change instanceof ExchangeDeclared it) {
            out.writeByte('X');
            text(out, it.name());
            text(out, it.type());
            out.writeBoolean(it.autoDelete());
            out.writeBoolean(it.internal());
            table(out, it.arguments());
        } else if (change instanceof ExchangeDeleted it) {
            out.writeByte('x');
            text(out, it.name());
        } else if (change instanceof QueueDeclared it) {
            out.writeByte('Q');
            out.writeLong(it.id());
            text(out, it.name());
            out.writeBoolean(it.autoDelete());
            out.writeBoolean(it.exclusive());
            table(out, it.arguments());
        } else if (change instanceof QueueDeleted it) {
            out.writeByte('q');
            out.writeLong(it.id());
        } else if (change instanceof QueuePurged it) {
            out.writeByte('P');
            out.writeLong(it.id());
            out.writeInt(it.kept().length);
            for (long place : it.kept()) out.writeLong(place);
        } else if (change instanceof Bound it) {
            out.writeByte('B');
            binding(out, it.source(), it.destination(), it.toQueue(), it.routingKey(), it.arguments());
        } else if (change instanceof Unbound it) {
            out.writeByte('b');
            binding(out, it.source(), it.destination(), it.toQueue(), it.routingKey(), it.arguments());
        }
    }

    private static void binding(
            DataOutputStream out, String source, String destination, boolean toQueue, String key, Table arguments)
            throws IOException {
        text(out, source);
        text(out, destination);
        out.writeBoolean(toQueue);
        text(out, key);
        table(out, arguments);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = Utf8.encode(text);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static void table(DataOutputStream out, Table table) throws IOException {
        byte[] bytes = table.toEntries();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static TopologyRecord read(ByteBuffer in) {
        byte kind = in.get();
        return switch (kind) {
            case 'X' ->
                new ExchangeDeclared(
                        LogRecord.text(in), LogRecord.text(in), in.get() != 0, in.get() != 0, LogRecord.table(in));
            case 'x' -> new ExchangeDeleted(LogRecord.text(in));
            case 'Q' ->
                new QueueDeclared(in.getLong(), LogRecord.text(in), in.get() != 0, in.get() != 0, LogRecord.table(in));
            case 'q' -> new QueueDeleted(in.getLong());
            case 'P' -> new QueuePurged(in.getLong(), places(in));
            case 'B' ->
                new Bound(
                        LogRecord.text(in), LogRecord.text(in), in.get() != 0, LogRecord.text(in), LogRecord.table(in));
            case 'b' ->
                new Unbound(
                        LogRecord.text(in), LogRecord.text(in), in.get() != 0, LogRecord.text(in), LogRecord.table(in));
            default -> throw new IllegalArgumentException("topology record '" + (char) kind + "' is unknown");
        };
    }

    private static long[] places(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / 8) throw new IllegalArgumentException(count + " places");
        long[] places = new long[count];
        for (int i = 0; i < count; i++) places[i] = in.getLong();
        return places;
    }
}
