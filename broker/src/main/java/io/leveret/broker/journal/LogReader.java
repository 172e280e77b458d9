package io.leveret.broker.journal;

import io.leveret.amqp.Properties;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
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

        int tries;

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
            } catch (Damaged | EOFException | NoSuchFileException | RuntimeException damage) {
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
        int length = LogFormat.recordLength(window, (int) (place - windowAt), files.logId(), place);
        if (length < 0 || length > end - place - LogFormat.RECORD_HEADER) throw new Damaged("no record stands there");
        one.readWith(this, length);
    }

    private LogRecord.Stored message(long place, int length) throws IOException {
        int whole = LogFormat.RECORD_HEADER + length;
        if (!covers(place, whole)) load(place, whole);
        return parse(window.slice((int) (place - windowAt), whole));
    }

    /** As much of the record as it takes. What a part says no checksum proves: nothing is handed out by it, only looked for. */
    private Properties properties(long place, int length) throws IOException {
        for (int head : new int[] {0, Math.min(length, HEAD), length}) {
            int wanted = LogFormat.RECORD_HEADER + Math.max(head, 1);
            if (!covers(place, wanted)) load(place, wanted);
            // The type comes first.
            int at = (int) (place - windowAt) + LogFormat.RECORD_HEADER;
            if (window.get(at) != LogRecord.STORED) throw new Damaged("a record of another type stands there");
            int there = Math.min(length, window.limit() - at) - 1;
            try {
                return LogRecord.properties(window.slice(at + 1, there));
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

    private static LogRecord.Stored parse(ByteBuffer record) throws IOException {
        int from = LogFormat.RECORD_HEADER;
        if (record.getInt(8) != LogFormat.crc(record, from, record.limit() - from, 0)) {
            throw new Damaged("the checksum is wrong: the disk has damaged it");
        }
        if (LogRecord.read(record) instanceof LogRecord.Stored stored) return stored;
        throw new Damaged("a record of type " + record.get(from) + " stands there");
    }
}
