package io.leveret.broker.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.disk.ForgetfulDisk;
import io.leveret.broker.message.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is damaged: the log starts, only what stood in the damage is missing, and the damage is told. */
class DamageTest {
    private static final int HEADER = LogFormat.FILE_HEADER;

    private SmallLog log;

    private static SmallLog.Opened open(ForgetfulDisk disk, String what) {
        try {
            return new SmallLog.Opened(disk);
        } catch (IOException | RuntimeException | AssertionError fault) {
            throw new AssertionError(what + " prevents the start", fault);
        }
    }

    private static void assertTold(boolean told, SmallLog.Opened opened, String what) {
        assertEquals(told, !opened.damage.isEmpty(), () -> what + ": " + opened.damage);
    }

    /** What holds the byte: the record, or the batch of whose header it is a part; neither at the end. */
    private Optional<SmallLog.Known> recordAt(long place) {
        return log.records().stream()
                .filter(each -> each.place() <= place && place < each.end())
                .findFirst();
    }

    private Optional<SmallLog.Batch> headerAt(long place) {
        return log.batches().stream()
                .filter(each -> each.position() <= place && place < each.position() + LogFormat.BATCH_HEADER)
                .findFirst();
    }

    // ---- bits

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlippedBitLosesTheRecordItIsIn(boolean withIndexes) throws IOException {
        log = new SmallLog(withIndexes);
        String whole = log.without(each -> false);
        for (Long segment : log.segments()) {
            String file = SegmentFiles.logName(segment);
            int size = log.copy().bytes(file).length;
            for (int at = 0; at < size; at++) {
                // Where an index tells what was there, one bit of each byte is as good as any.
                for (int bit = 0; bit < (withIndexes ? 1 : bits(segment, at)); bit++) {
                    String what = "bit " + bit + " of byte " + at + " in " + file;
                    ForgetfulDisk disk = log.copy();
                    disk.flip(file, at * 8L + bit);
                    if (bit == 0) walk(disk, segment, at, what);
                    SmallLog.Opened opened = open(disk, what);
                    String words = SmallLog.words(opened.restored);
                    if (at < HEADER) {
                        assertTold(true, opened, what);
                        assertEquals(whole, words, what);
                    } else {
                        long place = segment * SmallLog.CAPACITY + at - HEADER;
                        flipped(place, opened, words, whole, what);
                        if (bit == 0) read(place, opened, what);
                    }
                }
            }
        }
    }

    /** All headers are alike, and what stands between their copies is made of zeros. */
    private static int bits(long segment, int at) {
        if (at >= HEADER) return 8;
        boolean isUsed = at % 512 < 36;
        return segment == 0 && isUsed ? 8 : isUsed || at % 64 == 40 ? 1 : 0;
    }

    private void flipped(long place, SmallLog.Opened opened, String words, String whole, String what) {
        var record = recordAt(place);
        var header = headerAt(place);
        assertEquals(0, opened.cut, what);
        if (record.isPresent()) {
            SmallLog.Known lost = record.get();
            boolean matters = log.isScanned(lost.place()) || lost.record() instanceof LogRecord.Snapshot;
            assertTold(matters, opened, what);
            assertEquals(matters ? log.without(lost::equals) : whole, words, what);
        } else {
            // The very last batch holds nothing, and no other one tells of it.
            boolean matters = header.isPresent()
                    && log.isScanned(header.get().position())
                    && !header.get().equals(log.lastBatch());
            assertTold(matters, opened, what);
            assertEquals(whole, words, what);
        }
    }

    /** Who looks without starting finds it too, in segments with an index as in those without. */
    private void walk(ForgetfulDisk disk, long segment, int at, String what) throws IOException {
        LogWalk.Findings found = LogWalk.walk(disk, line -> {});
        long place = segment * SmallLog.CAPACITY + at - HEADER;
        boolean used = at < HEADER
                || recordAt(place).isPresent()
                || headerAt(place).isPresent() && !headerAt(place).get().equals(log.lastBatch());
        assertEquals(used, !found.damage().isEmpty(), () -> what + ": " + found.damage());
    }

    private void read(long flipped, SmallLog.Opened opened, String what) {
        List<Long> lost = new ArrayList<>();
        int asked = 0;
        int[] arrived = {0};
        for (SmallLog.Known each : log.records()) {
            if (!(each.record() instanceof LogRecord.Stored)) continue;
            asked++;
            opened.journal.read(each.place(), new Journal.Arrival() {
                @Override
                public void arrived(Message message) {
                    arrived[0]++;
                }

                @Override
                public void lost(String why) {
                    lost.add(each.place());
                }
            });
        }
        opened.turn();
        List<Long> expected = recordAt(flipped)
                .filter(each -> each.record() instanceof LogRecord.Stored)
                .map(each -> List.of(each.place()))
                .orElse(List.of());
        assertEquals(expected, lost, what);
        assertEquals(asked - expected.size(), arrived[0], what);
    }

    @Test
    void aDamagedIndexChangesNothing() throws IOException {
        log = new SmallLog(true);
        String whole = log.without(each -> false);
        for (Long segment : log.segments()) {
            String index = SegmentFiles.indexName(segment);
            if (!log.copy().exists(index)) continue;
            int size = log.copy().bytes(index).length;
            for (int bit = 0; bit < 8 * size; bit++) {
                ForgetfulDisk disk = log.copy();
                disk.flip(index, bit);
                assertWhole(whole, disk, "bit " + bit + " of " + index);
            }
            for (int length = 0; length < size; length++) {
                ForgetfulDisk disk = log.copy();
                disk.put(index, Arrays.copyOf(disk.bytes(index), length));
                assertWhole(whole, disk, length + " bytes of " + index);
            }
        }
    }

    private static void assertWhole(String whole, ForgetfulDisk disk, String what) {
        SmallLog.Opened opened = open(disk, what);
        assertTold(false, opened, what);
        assertEquals(0, opened.cut, what);
        assertEquals(whole, SmallLog.words(opened.restored), what);
    }

    @Test
    void whatIsSetAsideIsSetAsideOnce() throws IOException {
        log = new SmallLog(false);
        for (Long segment : log.segments()) {
            String file = SegmentFiles.logName(segment);
            int size = log.copy().bytes(file).length;
            for (int at = 0; at < size; at += at < HEADER ? 64 : 5) {
                String what = "byte " + at + " in " + file;
                ForgetfulDisk disk = log.copy();
                disk.flip(file, at * 8L);
                SmallLog.Opened first = open(disk, what);
                String words = SmallLog.words(first.restored);
                first.close();
                SmallLog.Opened second = open(disk, what);
                assertTold(false, second, what);
                assertEquals(words.replace("cut short", "in order"), SmallLog.words(second.restored), what);
            }
        }
    }

    // ---- cuts

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatWasCutLosesWhatWasBehindTheCut(boolean withIndexes) throws IOException {
        log = new SmallLog(withIndexes);
        for (Long segment : log.segments()) {
            String file = SegmentFiles.logName(segment);
            byte[] bytes = log.copy().bytes(file);
            // Without its header a file is without all the rest, too.
            for (int length = 0; length < bytes.length; length += length < HEADER - 64 ? 64 : 1) {
                String what = length + " of " + bytes.length + " bytes of " + file;
                ForgetfulDisk disk = log.copy();
                disk.put(file, Arrays.copyOf(bytes, length));
                SmallLog.Opened opened = open(disk, what);
                cut(segment, length, opened, what);
            }
        }
    }

    private void cut(long segment, int length, SmallLog.Opened opened, String what) {
        long from = segment * SmallLog.CAPACITY + Math.max(0, length - HEADER);
        long upTo = (segment + 1) * SmallLog.CAPACITY;
        List<SmallLog.Batch> torn = log.batches().stream()
                .filter(each -> each.end() > from && each.position() < upTo && isUnproven(each, upTo))
                .toList();
        String expected = log.without(each -> isHit(each, from, upTo) || torn.contains(batchOf(each)));
        assertEquals(expected, SmallLog.words(opened.restored), what);
        boolean hits = log.batches().stream()
                        .anyMatch(each -> each.position() < upTo
                                && each.position() + LogFormat.BATCH_HEADER > from
                                && log.isScanned(each.position())
                                && !isUnproven(each, upTo))
                || log.records().stream().anyMatch(each -> isHit(each, from, upTo) && !isUnproven(batchOf(each), upTo));
        assertTold(length < HEADER || hits, opened, what);
        // What is left of half a header in the file before cannot be known.
        boolean halfAHeader = torn.stream()
                .anyMatch(each ->
                        each.position() < upTo - SmallLog.CAPACITY && each.position() + LogFormat.BATCH_HEADER > from);
        if (halfAHeader) return;
        boolean isInside = torn.stream().anyMatch(each -> each.position() < from);
        assertEquals(isInside, opened.cut > 0, () -> what + ": " + opened.cut);
    }

    /** No later batch and no index tells that it was forced. */
    private boolean isUnproven(SmallLog.Batch batch, long upTo) {
        return log.lastBatch().position() < upTo && log.isScanned(batch.position());
    }

    private SmallLog.Batch batchOf(SmallLog.Known record) {
        return log.batches().stream()
                .filter(each -> each.position() < record.place() && record.end() <= each.end())
                .findFirst()
                .orElseThrow();
    }

    private boolean isHit(SmallLog.Known each, long from, long upTo) {
        return each.place() < upTo
                && each.end() > from
                && (log.isScanned(each.place()) || each.record() instanceof LogRecord.Snapshot);
    }

    @Test
    void aFileThatIsMissingIsTold() throws IOException {
        log = new SmallLog(false);
        List<Long> segments = log.segments();
        for (Long segment : segments.subList(1, segments.size() - 1)) {
            ForgetfulDisk disk = log.copy();
            disk.delete(SegmentFiles.logName(segment));
            SmallLog.Opened opened = open(disk, "segment " + segment + " that is missing");
            long from = segment * SmallLog.CAPACITY;
            long upTo = from + SmallLog.CAPACITY;
            assertTold(true, opened, "segment " + segment);
            assertEquals(
                    log.without(each -> each.place() < upTo && each.end() > from), SmallLog.words(opened.restored));
        }
    }

    // ---- headers

    @Test
    void aFileWithoutAHeaderIsWrittenAFreshOneIfAnotherKnows() throws IOException {
        log = new SmallLog(false);
        String whole = log.without(each -> false);
        for (Long segment : log.segments()) {
            ForgetfulDisk disk = log.copy();
            byte[] bytes = disk.bytes(SegmentFiles.logName(segment));
            Arrays.fill(bytes, 0, HEADER, (byte) 7);
            disk.put(SegmentFiles.logName(segment), bytes);
            SmallLog.Opened opened = open(disk, "a header that is gone");
            assertEquals(1, opened.damage.size());
            assertEquals(whole, SmallLog.words(opened.restored));
        }
    }

    @Test
    void aLogThatNothingSaysAnythingOfIsSetAsideAndAnotherBegins() throws IOException {
        log = new SmallLog(true);
        ForgetfulDisk disk = log.copy();
        for (Long segment : log.segments()) {
            byte[] bytes = disk.bytes(SegmentFiles.logName(segment));
            Arrays.fill(bytes, 0, HEADER, (byte) 7);
            disk.put(SegmentFiles.logName(segment), bytes);
        }
        assertEquals(
                log.segments().size(), LogWalk.walk(disk, line -> {}).damage().size());
        SmallLog.Opened opened = open(disk, "a log without any header");
        assertEquals(log.segments().size(), opened.damage.size());
        assertTrue(disk.exists("damaged-" + SegmentFiles.logName(0)));
        opened.journal.append(new TopologyRecord.QueueDeleted(77));
        opened.close();
        SmallLog.Opened again = open(disk, "a log that began anew");
        assertEquals(List.of(), again.damage);
        assertTrue(again.restored.endedInOrder());
    }

    @Test
    void aNewerVersionIsRefusedAndADamagedOneIsNot() throws IOException {
        log = new SmallLog(true);
        for (Long segment : log.segments()) {
            String file = SegmentFiles.logName(segment);
            ForgetfulDisk disk = log.copy();
            byte[] bytes = disk.bytes(file);
            LogFormat.FileHeader was = LogFormat.FileHeader.decode(ByteBuffer.wrap(bytes));
            var newer = new LogFormat.FileHeader(LogFormat.VERSION + 1, was.capacity(), segment, was.logId());
            System.arraycopy(newer.encode().array(), 0, bytes, 0, HEADER);
            disk.put(file, bytes);
            ForgetfulDisk before = disk.copy();
            IOException refused = assertThrows(IOException.class, () -> new SmallLog.Opened(disk));
            assertTrue(refused.getMessage().contains("format version 2"), refused.getMessage());
            assertThrows(IOException.class, () -> LogWalk.walk(disk, line -> {}));
            assertEquals(List.copyOf(before.list()), List.copyOf(disk.list()));
            for (String each : disk.list()) {
                assertEquals(ByteBuffer.wrap(before.bytes(each)), ByteBuffer.wrap(disk.bytes(each)), each);
            }
            // The same number without a checksum that says so is damage.
            bytes = log.copy().bytes(file);
            for (int at = 8; at < HEADER; at += 512) bytes[at + 3] = 2;
            ForgetfulDisk damaged = log.copy();
            damaged.put(file, bytes);
            assertFalse(open(damaged, "a damaged version").damage.isEmpty());
        }
    }
}
