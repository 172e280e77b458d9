package io.leveret.jms.wire;

import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Method;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of a connection. Any thread hands work over; the loop takes what there is, writes it in order while the socket has room, and
 * flushes once. What the socket has no room for stays here, and whoever publishes waits in the {@link Room}.
 */
final class Outgoing implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Outgoing.class);

    /** After so much the loop has its turn: to read what comes, and to serve other connections. */
    private static final long TURN = 1 << 20;

    /** Acknowledgements that follow others wait so long for more: nobody waits for them, and a socket's write costs more than all of them. */
    private static final long LINGER_MILLIS = 1;

    private final Line line;
    private final Room room;
    private final HandOver handOver = new HandOver();

    /**
     * The loop comes by itself in a moment, so acknowledgements need not wake it. True only while {@link #tick} is scheduled; whoever cannot
     * wait makes it false, and so does the loop before it takes what there is.
     */
    private volatile boolean lingering;

    private boolean ticking;
    private boolean settled;

    /** Taken and not written. */
    private Work first;

    private Work last;

    /** Begun and not ended: a message too large to be written in one go. */
    private Publishing large;

    private byte[] largeBody;
    private int largeAt;

    /** Channels with acknowledgements to write before this batch ends. */
    private ChannelCore touched;

    private long freed;
    private boolean closed;

    Outgoing(Line line, Room room) {
        this.line = line;
        this.room = room;
    }

    /** On any thread; false if the connection has ended, and then the work will not be heard of again. */
    boolean add(Work work) {
        HandOver.Added added = handOver.add(work);
        if (added == HandOver.Added.FIRST) {
            wake();
        } else if (lingering) {
            // Those before may all be patient, and nobody has told the loop.
            lingering = false;
            wake();
        }
        return added != HandOver.Added.REFUSED;
    }

    /**
     * The same for what nobody waits for: where something of the kind was written a moment ago, it goes with whatever comes next, and in
     * {@value #LINGER_MILLIS} ms at the latest.
     */
    boolean addPatiently(Work work) {
        HandOver.Added added = handOver.add(work);
        if (added == HandOver.Added.FIRST && !lingering) wake();
        return added != HandOver.Added.REFUSED;
    }

    private void wake() {
        try {
            line.loop().execute(this);
        } catch (RejectedExecutionException ended) {
            // The loop closes its connections before it ends, and that tells all who wait.
        }
    }

    /** On the loop: takes what was handed over, and writes. */
    @Override
    public void run() {
        if (closed) return;
        Work more = handOver.take();
        if (more != null) append(more);
        write();
        if (settled) linger();
    }

    /** What has just acknowledged goes on, most likely. */
    private void linger() {
        settled = false;
        lingering = true;
        if (ticking) return;
        ticking = true;
        line.loop().schedule(this::tick, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        ticking = false;
        // First this, then the list: who adds something afterwards sees it, and wakes.
        lingering = false;
        run();
    }

    private void append(Work more) {
        if (first == null) first = more;
        else last.next = more;
        while (more.next != null) more = more.next;
        last = more;
    }

    /** Goes on where the room had ended. */
    void write() {
        long end = line.flushed() + TURN;
        while (line.hasRoom()) {
            if (line.flushed() > end) {
                wake();
                break;
            }
            if (large != null) {
                writePart();
                continue;
            }
            Work work = first;
            if (work == null) break;
            first = work.next;
            work.next = null;
            run(work);
        }
        settle();
        line.flush();
        tellFreed();
    }

    private void run(Work work) {
        try {
            work.run(this);
        } catch (RuntimeException mistake) {
            // Half frames are not left behind, and what others have handed over must not wait for them.
            log.error("what was handed over could not be written", mistake);
        }
    }

    /** Writes what acknowledgements this batch has brought. */
    void settle() {
        for (ChannelCore each; (each = touched) != null; ) {
            touched = each.untouch();
            each.settle(this);
            settled = true;
        }
    }

    private void tellFreed() {
        if (freed == 0) return;
        room.leave(freed);
        freed = 0;
    }

    /** So much needs no room any more; told when the batch ends. */
    void freed(long bytes) {
        freed += bytes;
    }

    ByteBuf buffer() {
        return line.buffer();
    }

    int frameMax() {
        return line.frameMax();
    }

    void method(int channel, Method method) {
        FrameWriter.method(line.buffer(), channel, method);
    }

    /** This channel's settlements are to be written when the batch ends; answers the one touched before. */
    ChannelCore touch(ChannelCore channel) {
        ChannelCore before = touched;
        touched = channel;
        return before;
    }

    /** Nothing else is written until all of this body is. */
    void goOnWith(Publishing message, byte[] body) {
        large = message;
        largeBody = body;
        largeAt = 0;
    }

    private void writePart() {
        int size = Math.min(frameMax() - FrameWriter.FRAME_OVERHEAD, largeBody.length - largeAt);
        FrameWriter.body(line.buffer(), large.channel.number(), largeBody, largeAt, size);
        largeAt += size;
        if (largeAt == largeBody.length) stopLarge();
    }

    /** The channel has ended, and the broker expects no more of it. */
    void ended(ChannelCore channel) {
        if (large != null && large.channel == channel) stopLarge();
    }

    private void stopLarge() {
        large = null;
        largeBody = null;
    }

    /** On the loop, once: takes nothing any more. */
    void close() {
        closed = true;
        Work rest = handOver.close();
        if (rest != null) append(rest);
        stopLarge();
    }

    /** After {@link #close}: what was not written is told so, in order. */
    void tellLost(WireException why) {
        while (first != null) {
            Work work = first;
            first = work.next;
            work.next = null;
            work.lost(why);
        }
        touched = null;
    }
}
