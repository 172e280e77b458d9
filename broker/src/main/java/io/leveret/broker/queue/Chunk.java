package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import java.util.Arrays;

/**
 * A run of slots in the order of a lane. Seventeen bytes a message when cold; what few messages have (an expiry, a count of
 * attempts) stands in arrays that exist only where it is used.
 * <p>
 * From outside it is opaque: a chunk and an index together say which message of which queue is meant, without an object for it.
 */
public final class Chunk {
    static final int SMALLEST = 8;
    static final int LARGEST = 512;

    static final byte GONE = 0;
    static final byte READY = 1;
    static final byte OUT = 2;
    /** It comes again after a while; until then it is nobody's. */
    static final byte HELD = 3;

    private static final byte STATE = 3;
    private static final byte REDELIVERED = 4;
    private static final byte FETCHING = 8;

    final Lane lane;
    /** The place in the order of slot 0: chunks of a lane compare by it. */
    long first;

    final long[] place;
    final int[] size;
    private final byte[] flags;
    private Message[] hot;
    private int hotCount;
    private long[] expiry;
    private short[] attempts;
    private short[] failures;
    private short[] groups;

    int filled;
    int live;
    int ready;
    /** Slots that are ready and cold: while there are none, nobody looks for something to read ahead. */
    int cold;

    /** Between these lie all places in the journal that its slots have had; a hint for whoever looks for some. */
    private long lowest = Long.MAX_VALUE;

    private long highest = -1;

    /** Taken out of its lane: what still arrives for it is not wanted any more. */
    boolean detached;

    Chunk next;
    Chunk previous;

    Chunk(Lane lane, long first, int capacity) {
        this.lane = lane;
        this.first = first;
        place = new long[capacity];
        size = new int[capacity];
        flags = new byte[capacity];
    }

    public MessageQueue queue() {
        return lane.queue;
    }

    /** The length of the body in that slot, hot or cold. */
    public int size(int index) {
        return size[index];
    }

    public boolean redelivered(int index) {
        return (flags[index] & REDELIVERED) != 0;
    }

    /** How often the message was handed out and came back. */
    public int attempts(int index) {
        return attempts == null ? 0 : attempts[index];
    }

    boolean full() {
        return filled == place.length;
    }

    int state(int index) {
        return flags[index] & STATE;
    }

    void state(int index, byte state) {
        flags[index] = (byte) (flags[index] & ~STATE | state);
    }

    void markRedelivered(int index) {
        flags[index] |= REDELIVERED;
    }

    boolean fetching(int index) {
        return (flags[index] & FETCHING) != 0;
    }

    void fetching(int index, boolean on) {
        flags[index] = (byte) (on ? flags[index] | FETCHING : flags[index] & ~FETCHING);
    }

    /** The message itself, or null while it is cold. */
    Message hot(int index) {
        return hot == null ? null : hot[index];
    }

    void hot(int index, Message message) {
        if (hot == null) {
            if (message == null) return;
            hot = new Message[place.length];
        }
        if (hot[index] == null && message != null) hotCount++;
        else if (hot[index] != null && message == null) hotCount--;
        hot[index] = message;
    }

    /** A backlog that is cold takes no room for messages it does not have. */
    void cooledDown() {
        if (hotCount == 0) hot = null;
    }

    long expiry(int index) {
        return expiry == null ? MessageQueue.NEVER : expiry[index];
    }

    private void expiry(int index, long at) {
        if (expiry == null) {
            if (at == MessageQueue.NEVER) return;
            expiry = new long[place.length];
            Arrays.fill(expiry, MessageQueue.NEVER);
        }
        expiry[index] = at;
    }

    void place(int index, long at) {
        place[index] = at;
        if (at < 0) return;
        lowest = Math.min(lowest, at);
        highest = Math.max(highest, at);
    }

    boolean mayHave(long from, long upTo) {
        return highest >= from && lowest < upTo;
    }

    int failures(int index) {
        return failures == null ? 0 : failures[index];
    }

    /** What was counted before a restart. */
    void counted(int index, int attemptsThen, int failuresThen) {
        if (attemptsThen > 0) {
            if (attempts == null) attempts = new short[place.length];
            attempts[index] = (short) attemptsThen;
        }
        if (failuresThen > 0) {
            if (failures == null) failures = new short[place.length];
            failures[index] = (short) failuresThen;
        }
    }

    void addAttempt(int index) {
        if (attempts == null) attempts = new short[place.length];
        if (attempts[index] < Short.MAX_VALUE) attempts[index]++;
    }

    /** @return how many failures the message has now */
    int addFailure(int index) {
        if (failures == null) failures = new short[place.length];
        if (failures[index] < Short.MAX_VALUE) failures[index]++;
        return failures[index];
    }

    /** As {@link Message#group}. */
    int group(int index) {
        return groups == null ? 0 : groups[index];
    }

    void group(int index, int group) {
        if (groups == null) {
            if (group == 0) return;
            groups = new short[place.length];
        }
        groups[index] = (short) group;
    }

    int add(long at, Message message, int bytes, long expiresAt) {
        int index = filled++;
        place(index, at);
        size[index] = bytes;
        flags[index] = READY;
        hot(index, message);
        expiry(index, expiresAt);
        live++;
        ready++;
        if (message == null) cold++;
        return index;
    }

    /** Begins anew behind its last slot, once nothing lives in it: a queue that is mostly empty never allocates. */
    void reuse() {
        assert live == 0;
        first += filled;
        filled = 0;
        lowest = Long.MAX_VALUE;
        highest = -1;
        expiry = null;
        attempts = null;
        failures = null;
        groups = null;
    }
}
