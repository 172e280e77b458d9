package io.leveret.broker.journal;

import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
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

        Wanted(long place, Journal.Arrival arrival) {
            this.place = place;
            this.arrival = arrival;
        }

        void arrive() {
            if (found == null) arrival.lost(failure);
            else arrival.arrived(found.message());
        }

        Message message() {
            return found.message();
        }
    }

    private final SegmentFiles files;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowAt;

    LogReader(SegmentFiles files) {
        this.files = files;
    }

    void read(List<Wanted> wanted) {
        wanted.sort(Comparator.comparingLong(each -> each.place));
        for (int i = 0; i < wanted.size(); i++) {
            Wanted one = wanted.get(i);
            try {
                one.found = read(one.place, i + 1 < wanted.size() ? wanted.get(i + 1).place : Long.MAX_VALUE);
            } catch (IOException | RuntimeException failure) {
                one.failure = "journal place " + one.place + ": " + failure;
            }
        }
        // What was read once is not wanted again soon.
        window = ByteBuffer.allocate(0);
    }

    private LogRecord.Stored read(long place, long nextPlace) throws IOException {
        if (!covers(place, LogFormat.RECORD_HEADER)) {
            windowAt = place;
            window = files.readSome(place, nextPlace - place < WINDOW ? WINDOW : ALONE);
        }
        if (!covers(place, LogFormat.RECORD_HEADER)) load(place, LogFormat.RECORD_HEADER);
        int length = window.getInt((int) (place - windowAt));
        if (length < 1) throw new IOException("no record there");
        if (!covers(place, 8 + length)) load(place, 8 + length);
        return parse((int) (place - windowAt), length);
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
            throw new IOException("the checksum is wrong: the disk has damaged it");
        }
        byte type = window.get(at + 8);
        if (type != LogRecord.STORED) throw new IOException("a record of type " + type + " stands there");
        return (LogRecord.Stored) LogRecord.read(type, window.slice(at + LogFormat.RECORD_HEADER, length - 1));
    }
}
