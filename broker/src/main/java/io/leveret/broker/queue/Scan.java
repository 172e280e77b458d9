package io.leveret.broker.queue;

import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;
import io.leveret.broker.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a consumer goes by that does not take whatever is next: it has a cursor in each lane, so that nothing is judged twice, and finds
 * what its selector selects, in order. Cold messages are judged by their properties, which are read ahead; only those that match are
 * read whole. A browser is shown what it finds, and leaves it where it is.
 */
final class Scan {
    enum Step {
        /** {@link #chunk()}, {@link #index()} and {@link #message()} say what. */
        FOUND,
        /** Nothing that is here now is for this consumer. */
        NOTHING,
        /** Something must be read first. */
        WAITS,
        /** There is more to look through than one turn may take. */
        TIRED
    }

    /** How many matches are read at once, and of what size together: they come one after the other. */
    private static final int READ_AT_ONCE = 32;

    private static final long BYTES_AT_ONCE = 4 << 20;

    private final MessageQueue queue;
    private final Consumer consumer;
    private final Optional<Selector> selector;
    private final boolean browses;
    private final List<Cursor> cursors = new ArrayList<>(1);
    private boolean exhausted;

    private Chunk chunk;
    private int index;
    private Message message;

    Scan(MessageQueue queue, Consumer consumer, Optional<Selector> selector, boolean browses) {
        this.queue = queue;
        this.consumer = consumer;
        this.selector = selector;
        this.browses = browses;
        if (!browses) return;
        for (Lane lane : queue.lanes.all()) {
            if (lane != null) cursors.add(new Cursor(lane, this, lane.end()));
        }
    }

    void close() {
        cursors.forEach(Cursor::close);
    }

    boolean browses() {
        return browses;
    }

    boolean selects(Properties properties) {
        return selector.isEmpty() || selector.get().matches(properties);
    }

    /** Something has come, come back or been read: there may be something for this consumer again. */
    void wake() {
        exhausted = false;
        consumer.wake();
    }

    /** Whether it has seen all that is here. */
    boolean isExhausted() {
        return exhausted;
    }

    // ---- what was found

    Chunk chunk() {
        return chunk;
    }

    int index() {
        return index;
    }

    Message message() {
        return message;
    }

    private Step found(Chunk in, int slot, Message hot) {
        chunk = in;
        index = slot;
        message = hot;
        return Step.FOUND;
    }

    // ---- looking

    Step next(Effort effort) {
        Lane[] lanes = queue.lanes.all();
        for (int p = lanes.length - 1; p >= 0; p--) {
            if (lanes[p] == null || lanes[p].ready == 0) continue;
            Cursor cursor = cursor(lanes[p]);
            Step step = cursor == null ? Step.NOTHING : next(cursor, effort);
            if (step != Step.NOTHING) return step;
        }
        exhausted = true;
        return Step.NOTHING;
    }

    /** Null for a lane that came into being after a browser asked. */
    private Cursor cursor(Lane lane) {
        for (int i = 0; i < cursors.size(); i++) {
            if (cursors.get(i).lane == lane) return cursors.get(i);
        }
        if (browses) return null;
        Cursor cursor = new Cursor(lane, this, Long.MAX_VALUE);
        cursors.add(cursor);
        return cursor;
    }

    private Step next(Cursor cursor, Effort effort) {
        for (Cursor.Candidate first; (first = cursor.firstBehind()) != null; ) {
            if (effort.isSpent()) return Step.TIRED;
            Chunk in = first.chunk();
            int slot = first.index();
            Message hot = in.hot(slot);
            boolean wanted = !isNotForIt(in, slot);
            if (wanted && hot == null) {
                queue.readAhead.ask(in, slot);
                break;
            }
            cursor.passBehind();
            if (wanted && (first.judged() || selects(hot.properties()))) return found(in, slot, hot);
        }
        return lookAhead(cursor, effort);
    }

    private Step lookAhead(Cursor cursor, Effort effort) {
        while (cursor.listed() < READ_AT_ONCE && cursor.listedBytes() < BYTES_AT_ONCE && cursor.findReady()) {
            if (effort.isSpent()) return Step.TIRED;
            Chunk in = cursor.chunk();
            int slot = cursor.index();
            if (isNotForIt(in, slot)) {
                cursor.pass();
                continue;
            }
            Message hot = in.hot(slot);
            Properties seen = hot != null ? hot.properties() : glimpse(in, slot);
            if (seen == null) return Step.WAITS;
            cursor.pass();
            // What cannot be read in part is read whole, which shows whether it is lost.
            boolean judged = seen != Glimpses.UNREADABLE;
            if (judged && !selects(seen)) continue;
            if (hot != null && cursor.listed() == 0) return found(in, slot, hot);
            cursor.remember(in, slot, judged);
            if (hot == null) queue.readAhead.ask(in, slot);
        }
        return cursor.firstBehind() == null && !cursor.findReady() ? Step.NOTHING : Step.WAITS;
    }

    /** Null when the properties must be read first, which is asked for. Who takes everything need not see them. */
    private Properties glimpse(Chunk in, int slot) {
        return selector.isEmpty()
                ? Properties.EMPTY
                : queue.consumers.glimpses().of(in, slot);
    }

    /**
     * What has no time left is for nobody, wherever in the order it stands (it leaves when it is at the head); and what belongs to
     * another consumer's group is for that one.
     */
    private boolean isNotForIt(Chunk in, int slot) {
        return in.expiry(slot) < queue.house.clock().millis() || isAnothers(in, slot);
    }

    boolean isAnothers(Chunk in, int slot) {
        return !browses && !queue.consumers.mayHave(consumer, in, slot);
    }

    /** What was another's is anybody's again. */
    void lookAgain() {
        if (browses) return;
        cursors.forEach(Cursor::close);
        cursors.clear();
        wake();
    }
}
