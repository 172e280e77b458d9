package io.leveret.broker.journal;

import io.leveret.amqp.Properties;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;

/** Reads records back, in runs: what stands side by side is read at once. It belongs to the reader's thread. */
final class LogReader {
    /** As much is read at once when more than one wanted record is in it. */
    private static final int WINDOW = 512 * 1024;

    private static final int ALONE = 4 * 1024;

    /** A record's properties are small beside most bodies: records closer than this are still read together. */
    private static final int CLOSE = 16 * 1024;

    /** Hardly any message has properties that do not end within so much of its record. */
    private static final int HEAD = 256 * 1024;

    /** A record that is wanted, and who wants it. */
    abstract static sealed class Wanted {
        final long place;
        String failure = "";
        /** The disk did not give it this time; it may yet. */
        boolean again;

        private Wanted(long place) {
            this.place = place;
        }

        /** Up to which distance the next wanted record is worth reading in the same go. */
        abstract int reach();

        abstract void readWith(LogReader reader, int length) throws IOException;

        abstract void arrive();

        void fail(String why) {
            failure = why;
            arrive();
        }
    }

    static final class WantedMessage extends Wanted {
        private final Journal.Arrival arrival;
        LogRecord.Stored found;

        WantedMessage(long place, Journal.Arrival arrival) {
            super(place);
            this.arrival = arrival;
        }

        @Override
        int reach() {
            return WINDOW;
        }

        @Override
        void readWith(LogReader reader, int length) throws IOException {
            found = reader.message(place, length);
        }

        @Override
        void arrive() {
            if (found == null) arrival.lost(failure);
            else arrival.arrived(found.message());
        }
    }

    static final class WantedProperties extends Wanted {
        private final Journal.Glimpse glimpse;
        private Properties found;

        WantedProperties(long place, Journal.Glimpse glimpse) {
            super(place);
            this.glimpse = glimpse;
        }

        @Override
        int reach() {
            return CLOSE;
        }

        @Override
        void readWith(LogReader reader, int length) throws IOException {
            found = reader.properties(place, length);
        }

        @Override
        void arrive() {
            if (found == null) glimpse.lost(failure);
            else glimpse.arrived(found);
        }
    }

    private final SegmentFiles files;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;

    LogReader(SegmentFiles files) {
        this.files = files;
    }

    /** @param end of what is written: no record reaches over it */
    void read(List<Wanted> wanted, long end) {
        wanted.sort(Comparator.comparingLong(each -> each.place));
        for (int i = 0; i < wanted.size(); i++) {
            Wanted one = wanted.get(i);
            try {
                read(one, i + 1 < wanted.size() ? wanted.get(i + 1).place : Long.MAX_VALUE, end);
            } catch (Damaged | EOFException | RuntimeException damage) {
                one.failure = "journal place " + one.place + ": " + damage.getMessage();
            } catch (IOException | OutOfMemoryError failure) {
                one.failure = "journal place " + one.place + ": " + failure;
                one.again = true;
            }
        }
        // What was read once is not wanted again soon.
        window = ByteBuffer.allocate(0);
    }

    /** What stands there is not what was written. */
    private static final class Damaged extends IOException {
        private static final long serialVersionUID = 1;

        Damaged(String why) {
            super(why);
        }
    }

    private void read(Wanted one, long nextPlace, long end) throws IOException {
        long place = one.place;
        if (!covers(place, LogFormat.RECORD_HEADER)) {
            windowAt = place;
            window = files.readSome(place, nextPlace - place < one.reach() ? WINDOW : ALONE);
        }
        if (!covers(place, LogFormat.RECORD_HEADER)) load(place, LogFormat.RECORD_HEADER);
        int length = window.getInt((int) (place - windowAt));
        if (length < 1 || length > end - place - 8) throw new Damaged("no record there");
        one.readWith(this, length);
    }

    private LogRecord.Stored message(long place, int length) throws IOException {
        if (!covers(place, 8 + length)) load(place, 8 + length);
        return parse((int) (place - windowAt), length);
    }

    /** As much of the record as it takes. What a part says no checksum proves: nothing is handed out by it, only looked for. */
    private Properties properties(long place, int length) throws IOException {
        for (int head : new int[] {0, Math.min(length, HEAD), length}) {
            if (head > 0 && !covers(place, 8 + head)) load(place, 8 + head);
            int at = (int) (place - windowAt);
            if (window.get(at + 8) != LogRecord.STORED) throw new Damaged("a record of another type stands there");
            int there = Math.min(length - 1, window.limit() - at - LogFormat.RECORD_HEADER);
            try {
                return LogRecord.properties(window.slice(at + LogFormat.RECORD_HEADER, there));
            } catch (BufferUnderflowException | IllegalArgumentException tooShort) {
                if (there == length - 1) throw tooShort;
            }
        }
        throw new Damaged("its properties do not end");
    }

    private boolean covers(long place, int bytes) {
        return place >= windowAt && place + bytes <= windowAt + window.limit();
    }

    private void load(long place, int bytes) throws IOException {
        windowAt = place;
        window = files.read(place, bytes);
    }

    private LogRecord.Stored parse(int at, int length) throws IOException {
        if (window.getInt(at + 4) != LogFormat.crc(window, at + 8, length, 0)) {
            throw new Damaged("the checksum is wrong: the disk has damaged it");
        }
        byte type = window.get(at + 8);
        if (type != LogRecord.STORED) throw new Damaged("a record of type " + type + " stands there");
        return (LogRecord.Stored) LogRecord.read(type, window.slice(at + LogFormat.RECORD_HEADER, length - 1));
    }
}
