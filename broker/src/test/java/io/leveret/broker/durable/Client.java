package io.leveret.broker.durable;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConfirmMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.ExchangeMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.TxMethod;
import io.leveret.broker.message.Message;
import io.leveret.broker.session.Connection;
import io.leveret.broker.session.Outbound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One connection: what it has asked and what it was answered. Channel 1 has confirms, 2 transactions, 3 everything else. */
final class Client implements Outbound {
    static final int CONFIRMS = 1;
    static final int TX = 2;
    static final int PLAIN = 3;

    /** A delivery to be acknowledged. */
    record Out(String queue, String id) {}

    private final Life life;
    final Connection connection;
    final Map<Integer, TreeMap<Long, Out>> unacked = new HashMap<>();
    final Map<String, String> consumed = new HashMap<>();
    final ArrayDeque<String> gets = new ArrayDeque<>();
    /** How many changes must be safe when the answer comes that the channel waits for. */
    final Map<Integer, Integer> awaited = new HashMap<>();

    private final TreeMap<Long, String> unconfirmed = new TreeMap<>();
    private long published;
    final List<String> transaction = new ArrayList<>();
    /** What the commit that is under way holds. */
    List<String> committing = List.of();

    boolean getsNoAck;
    private boolean asking;
    private int before;
    boolean ended;
    int closeCode;

    Client(Life life, String name) {
        this.life = life;
        connection = life.core.connect(name, this);
        for (int channel = CONFIRMS; channel <= PLAIN; channel++) {
            unacked.put(channel, new TreeMap<>());
            life.core.send(connection, channel, new ChannelMethod.Open());
        }
        life.core.send(connection, CONFIRMS, new ConfirmMethod.Select(false));
        life.core.send(connection, TX, new TxMethod.Select());
    }

    boolean isOwed() {
        return !unconfirmed.isEmpty() || !awaited.isEmpty();
    }

    @Override
    public String toString() {
        return "owed " + unconfirmed + " " + awaited;
    }

    /** Sends what is answered once it is safe. */
    void ask(int channel, Method method) {
        awaited.put(channel, 0);
        before = life.told.count();
        asking = true;
        life.core.send(connection, channel, method);
        asking = false;
        // What it asked for is done when this returns, unless publishers are held back.
        if (awaited.containsKey(channel) && changesSomething(channel) && life.told.count() > before)
            awaited.put(channel, life.told.countAfterTurn(before));
    }

    /** A commit may change nothing at all, so it is held to its messages one by one. */
    private static boolean changesSomething(int channel) {
        return channel != TX;
    }

    void publishing(String id) {
        unconfirmed.put(++published, id);
    }

    // ---- what it hears

    @Override
    public void send(int channel, Method method) {
        if (method instanceof ConnectionMethod.Close close) {
            closeCode = close.replyCode();
            ended = true;
        } else if (method instanceof ChannelMethod.Close close) {
            life.violation("a channel is closed: " + close);
        } else if (method instanceof BasicMethod.GetEmpty) {
            gets.pollFirst();
        } else if (method instanceof BasicMethod.Nack nack) {
            confirmed(nack.deliveryTag(), nack.multiple(), false);
        } else if (isAnswerOnceSafe(method)) {
            Integer changes = awaited.remove(channel);
            if (changes == null) life.violation("an answer that nobody waits for: " + method);
            else
                life.promised(
                        asking && changesSomething(channel) ? life.told.countAfterTurn(before) : changes,
                        method.toString());
            if (method instanceof TxMethod.CommitOk) {
                for (String id : committing) life.promised(life.told.storedBy(id), "commit of " + id);
            }
        }
    }

    private static boolean isAnswerOnceSafe(Method method) {
        return method instanceof QueueMethod.DeclareOk
                || method instanceof QueueMethod.BindOk
                || method instanceof QueueMethod.UnbindOk
                || method instanceof QueueMethod.PurgeOk
                || method instanceof QueueMethod.DeleteOk
                || method instanceof ExchangeMethod.DeclareOk
                || method instanceof ExchangeMethod.DeleteOk
                || method instanceof TxMethod.CommitOk;
    }

    @Override
    public void send(int channel, Method method, Properties properties, byte[] body) {
        if (!(method instanceof BasicMethod.GetOk got)) return;
        String queue = gets.pollFirst();
        life.delivered(queue, got.redelivered(), properties, body);
        if (!getsNoAck) unacked.get(channel).put(got.deliveryTag(), new Out(queue, properties.messageId()));
    }

    @Override
    public void deliver(
            int channel, byte[] consumerTag, long tag, boolean redelivered, Message message, Properties properties) {
        String consumer = new String(consumerTag, StandardCharsets.UTF_8);
        String queue = consumed.get(consumer);
        life.delivered(queue, redelivered, properties, message.body());
        if (!consumer.startsWith("no-ack")) unacked.get(channel).put(tag, new Out(queue, properties.messageId()));
    }

    @Override
    public void ack(int channel, long tag, boolean multiple) {
        confirmed(tag, multiple, true);
    }

    private void confirmed(long tag, boolean multiple, boolean safe) {
        for (Long seq : multiple ? List.copyOf(unconfirmed.headMap(tag, true).keySet()) : List.of(tag)) {
            String id = unconfirmed.remove(seq);
            if (id == null) life.violation("a confirm of what was not published: " + seq);
            else if (safe) life.promised(life.told.storedBy(id), "confirm of " + id);
        }
    }

    @Override
    public boolean hasRoom() {
        return true;
    }

    @Override
    public void flush() {
        // It was heard when it was said.
    }

    @Override
    public void tuned(int frameMax, int heartbeatSeconds) {
        // Nothing to agree on.
    }

    @Override
    public void pauseReading() {
        // The test sends what it likes.
    }

    @Override
    public void resumeReading() {
        // As above.
    }

    @Override
    public void finish() {
        ended = true;
    }
}
