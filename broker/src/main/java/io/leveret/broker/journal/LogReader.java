package io.leveret.broker.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.List;

/** Reads records back, in runs: what stands side by side is read at once. It belongs to the reader's thread. */
final class LogReader {
    /** As much is read at once when more than one wanted record is in it. */
    private static final int WINDOW = 512 * 1024;

    private static final int ALONE = 4 * 1024;

    /** A record that is wanted, and who wants it. */
    static final class Wanted {
        final long place;
        final Journal.Arrival arrival;
        LogRecord.Stored found;
        String failure = "";
        /** The disk did not give it this time; it may yet. */
        boolean again;

        int tries;

        Wanted(long place, Journal.Arrival arrival) {
            this.place = place;
            this.arrival = arrival;
        }

        void arrive() {
            if (found == null) arrival.lost(failure);
            else arrival.arrived(found.message());
        }

        void fail(String why) {
            failure = why;
            arrive();
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
                one.found = read(one.place, i + 1 < wanted.size() ? wanted.get(i + 1).place : Long.MAX_VALUE, end);
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

    private LogRecord.Stored read(long place, long nextPlace, long end) throws IOException {
        if (!covers(place, LogFormat.RECORD_HEADER)) {
            windowAt = place;
            window = files.readSome(place, nextPlace - place < WINDOW ? WINDOW : ALONE);
        }
        if (!covers(place, LogFormat.RECORD_HEADER)) load(place, LogFormat.RECORD_HEADER);
        int length = LogFormat.recordLength(window, (int) (place - windowAt), files.logId(), place);
        if (length < 0 || length > end - place - LogFormat.RECORD_HEADER) throw new Damaged("no record stands there");
        int whole = LogFormat.RECORD_HEADER + length;
        if (!covers(place, whole)) load(place, whole);
        return parse(window.slice((int) (place - windowAt), whole));
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
