package io.leveret.jms.wire;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/** Hands what comes to the channel it is for. It knows which numbers are in use. */
final class Incoming implements Line.Voice {
    private final WireConnection connection;
    private final ChannelCore zero;
    private final IntObjectHashMap<ChannelCore> channels = new IntObjectHashMap<>(8);
    private final BitSet used = new BitSet();
    private final List<ChannelCore> fed = new ArrayList<>();
    private int channelMax;
    private boolean ended;
    /** What comes is mostly for the same channel as what came before. */
    private ChannelCore last;

    private int lastNumber = -1;

    Incoming(WireConnection connection, ChannelCore zero) {
        this.connection = connection;
        this.zero = zero;
        used.set(0);
    }

    void channelMax(int agreed) {
        channelMax = agreed;
    }

    // ---- numbers

    /** A number for a new channel, if there is one left. */
    OptionalInt assign(ChannelCore channel) {
        int number = used.nextClearBit(1);
        if (number > channelMax) return OptionalInt.empty();
        used.set(number);
        channels.put(number, channel);
        lastNumber = -1;
        return OptionalInt.of(number);
    }

    void free(int number) {
        used.clear(number);
        channels.remove(number);
        lastNumber = -1;
    }

    /** Nothing that comes from now on is for anybody; answers the channels that there were. */
    List<ChannelCore> end() {
        ended = true;
        List<ChannelCore> all = List.copyOf(channels.values());
        channels.clear();
        lastNumber = -1;
        return all;
    }

    /** Null for a number that is not in use: asked for every frame. */
    private ChannelCore at(int number) {
        if (number != lastNumber) {
            last = channels.get(number);
            lastNumber = number;
        }
        return last;
    }

    // ---- what comes

    @Override
    public void method(int number, Method method) {
        // The read that brought the end may have brought more.
        if (ended) return;
        if (number == 0) {
            connectionMethod(method);
            return;
        }
        ChannelCore channel = at(number);
        // What the broker sent before it knew that a channel is closed has nobody to go to.
        if (channel != null) channel.method(method);
    }

    private void connectionMethod(Method method) {
        switch (method.id()) {
            case ConnectionMethod.Blocked.ID -> connection.blocked(((ConnectionMethod.Blocked) method).reason());
            case ConnectionMethod.Unblocked.ID -> connection.unblocked();
            case ConnectionMethod.Close.ID -> connection.closedByBroker((ConnectionMethod.Close) method);
            default -> zero.method(method);
        }
    }

    @Override
    public void content(int number, Method method, Properties properties, byte[] body) {
        ChannelCore channel = at(number);
        if (channel != null) channel.content(method, properties, body);
    }

    @Override
    public void tooLarge(int number, Method method, long size) {
        ChannelCore channel = at(number);
        if (channel != null) channel.tooLarge(method, size);
    }

    @Override
    public void heartbeat() {
        // That something came is all it says.
    }

    /** A channel has been delivered something in this read. */
    void fed(ChannelCore channel) {
        fed.add(channel);
    }

    @Override
    public void readComplete() {
        for (int i = 0; i < fed.size(); i++) fed.get(i).batchEnded();
        fed.clear();
        // What the callbacks have handed over, and what the wire itself has answered.
        connection.outgoing().run();
    }

    @Override
    public void writable() {
        connection.outgoing().write();
    }

    @Override
    public void ended(WireException why) {
        connection.ended(why);
    }
}
