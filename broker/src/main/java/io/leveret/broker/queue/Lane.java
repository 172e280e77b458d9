package io.leveret.broker.queue;

import io.leveret.broker.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of the messages of one priority: chunks in a list, and a cursor before which nothing is ready. Taking moves the
 * cursor on, giving back moves it back; both find their slot without searching.
 */
final class Lane {
    final MessageQueue queue;

    private Chunk head;
    private Chunk tail;
    /** Nothing before this slot is ready. */
    private Chunk cursor;

    private int cursorIndex;
    /** Positions below this have been given out, by chunks that are gone: none is given out twice. */
    private long floor;

    /** Those who look through the lane instead of taking what is first. */
    private List<Cursor> cursors = List.of();

    int ready;
    int cold;

    Lane(MessageQueue queue) {
        this.queue = queue;
    }

    /** @return the chunk that it is the last of */
    Chunk add(long place, Message message, int bytes, long expiresAt) {
        Chunk chunk = tail;
        if (chunk == null || chunk.full()) chunk = grow();
        chunk.add(place, message, bytes, expiresAt);
        ready++;
        if (message == null) cold++;
        return chunk;
    }

    private Chunk grow() {
        Chunk last = tail;
        if (last != null && last.live == 0) {
            // It stayed when it emptied because it was the last one. The cursor follows it, unless something before it
            // came back.
            last.reuse();
            for (int i = 0; i < cursors.size(); i++) cursors.get(i).leaves(last, last, 0);
            if (ready == 0) {
                cursor = last;
                cursorIndex = 0;
            }
            return last;
        }
        int capacity = last == null ? Chunk.SMALLEST : Math.min(last.place.length * 2, Chunk.LARGEST);
        Chunk chunk = new Chunk(this, end(), capacity);
        chunk.previous = last;
        if (last == null) {
            head = chunk;
            cursor = chunk;
            cursorIndex = 0;
        } else {
            last.next = chunk;
        }
        tail = chunk;
        return chunk;
    }

    /** Moves the cursor to the first ready slot. @return the chunk it is in, or null; the slot is {@link #cursorIndex()} */
    Chunk firstReady() {
        if (ready == 0) return null;
        Chunk chunk = cursor;
        int index = cursorIndex;
        while (true) {
            if (chunk.ready == 0) index = chunk.filled;
            while (index < chunk.filled && chunk.state(index) != Chunk.READY) index++;
            if (index < chunk.filled) {
                cursor = chunk;
                cursorIndex = index;
                return chunk;
            }
            chunk = chunk.next;
            index = 0;
            assert chunk != null : ready + " ready but none found";
        }
    }

    /** The position behind the last one. */
    long end() {
        return tail == null ? floor : Math.max(floor, tail.first + tail.filled);
    }

    void add(Cursor cursor) {
        if (cursors.isEmpty()) cursors = new ArrayList<>(1);
        cursors.add(cursor);
    }

    void remove(Cursor cursor) {
        cursors.remove(cursor);
    }

    int cursorIndex() {
        return cursorIndex;
    }

    Chunk head() {
        return head;
    }

    Chunk tail() {
        return tail;
    }

    /** A ready slot goes out for delivery. */
    void take(Chunk chunk, int index) {
        assert chunk.state(index) == Chunk.READY;
        chunk.state(index, Chunk.OUT);
        chunk.ready--;
        ready--;
        if (chunk.hot(index) == null) warmed(chunk);
    }

    /** A slot that was out is ready again, in its old position. */
    void giveBack(Chunk chunk, int index) {
        assert chunk.state(index) == Chunk.OUT;
        chunk.state(index, Chunk.READY);
        chunk.ready++;
        ready++;
        if (chunk.hot(index) == null) cooled(chunk);
        if (chunk.first < cursor.first || chunk == cursor && index < cursorIndex) {
            cursor = chunk;
            cursorIndex = index;
        }
        for (int i = 0; i < cursors.size(); i++) cursors.get(i).cameBack(chunk, index);
    }

    void cooled(Chunk chunk) {
        chunk.cold++;
        cold++;
    }

    void warmed(Chunk chunk) {
        chunk.cold--;
        cold--;
    }

    /** The message of a slot that was out is settled; its chunk goes with the last of them. */
    void free(Chunk chunk, int index) {
        assert chunk.state(index) == Chunk.OUT;
        chunk.state(index, Chunk.GONE);
        if (--chunk.live == 0) dropIfDone(chunk);
    }

    private void dropIfDone(Chunk chunk) {
        if (chunk != tail) unlink(chunk);
        // The last one is kept for the next message, unless it grew with a backlog that is gone now.
        else if (head == chunk && chunk.place.length > Chunk.SMALLEST * 4) forgetAll();
    }

    /** The slots before the cursor's are never looked at again, so a chunk that leaves hands the cursor to its successor. */
    private void unlink(Chunk chunk) {
        if (cursor == chunk) {
            cursor = chunk.next;
            cursorIndex = 0;
        }
        for (int i = 0; i < cursors.size(); i++) cursors.get(i).leaves(chunk, chunk.next, 0);
        if (chunk.previous == null) head = chunk.next;
        else chunk.previous.next = chunk.next;
        chunk.next.previous = chunk.previous;
    }

    private void forgetAll() {
        floor = end();
        for (int i = 0; i < cursors.size(); i++) cursors.get(i).moveTo(null, 0);
        head = null;
        tail = null;
        cursor = null;
        cursorIndex = 0;
    }

    /**
     * Takes everything that is ready out of the lane at once.
     *
     * @return the first of the chunks that hold it, linked by {@link Chunk#next}, for someone to settle in his own time: chunks
     *     without a message out for delivery leave as they are, the ready slots of the others move into chunks of their own
     */
    Chunk detachReady() {
        Chunk detached = null;
        for (Chunk chunk = head; chunk != null; ) {
            Chunk following = chunk.next;
            if (chunk.ready > 0) {
                Chunk part = chunk.ready == chunk.live ? leaveWhole(chunk) : copyReady(chunk);
                part.detached = true;
                part.next = detached;
                detached = part;
            }
            chunk = following;
        }
        ready = 0;
        cold = 0;
        return detached;
    }

    private Chunk leaveWhole(Chunk chunk) {
        if (chunk == tail) {
            Chunk before = chunk.previous;
            if (before == null) {
                forgetAll();
            } else {
                floor = end();
                for (int i = 0; i < cursors.size(); i++) cursors.get(i).leaves(chunk, before, before.filled);
                before.next = null;
                tail = before;
                if (cursor == chunk) {
                    cursor = before;
                    cursorIndex = before.filled;
                }
            }
        } else {
            unlink(chunk);
        }
        return chunk;
    }

    private Chunk copyReady(Chunk chunk) {
        Chunk part = new Chunk(this, chunk.first, chunk.ready);
        for (int i = 0; i < chunk.filled; i++) {
            if (chunk.state(i) != Chunk.READY) continue;
            part.add(chunk.place[i], chunk.hot(i), chunk.size[i], MessageQueue.NEVER);
            chunk.hot(i, null);
            chunk.state(i, Chunk.GONE);
            chunk.live--;
        }
        chunk.ready = 0;
        chunk.cold = 0;
        return part;
    }
}
