package io.leveret.broker.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal may rely on, of a folder as of the disk that stands in for it. */
class DiskContractTest {
    @TempDir
    Path folder;

    private Disk disk(String kind) throws IOException {
        return kind.equals("folder") ? new FolderDisk(folder.resolve("made")) : new ForgetfulDisk(new Random(1));
    }

    private static byte[] read(DiskFile file, int length, long at) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int n = file.read(into, at);
        assertEquals(n, into.position());
        byte[] bytes = new byte[n];
        into.flip().get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "memory"})
    void aFileGivesBackWhatWasWritten(String kind) throws Exception {
        Disk disk = disk(kind);
        try (DiskFile file = disk.open("a")) {
            assertEquals(0, file.size());
            ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1);
            file.write(bytes, 2);
            assertFalse(bytes.hasRemaining());
            assertEquals(5, file.size());
            assertArrayEquals(new byte[] {0, 0, 2, 3, 4}, read(file, 9, 0));
            assertArrayEquals(new byte[] {4}, read(file, 3, 4));
            assertEquals(0, read(file, 3, 5).length);
            assertEquals(0, read(file, 3, 500).length);
            file.force();
        }
        try (DiskFile again = disk.open("a")) {
            assertEquals(5, again.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "memory"})
    void aFileIsCutAndExtendedWithZeros(String kind) throws Exception {
        Disk disk = disk(kind);
        try (DiskFile file = disk.open("a")) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            file.resize(2);
            file.resize(4);
            assertArrayEquals(new byte[] {1, 2, 0, 0}, read(file, 4, 0));
            file.resize(4);
            assertEquals(4, file.size());
            file.resize(0);
            assertEquals(0, file.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "memory"})
    void namesAreMadeRenamedAndDeleted(String kind) throws Exception {
        Disk disk = disk(kind);
        disk.open("a").close();
        disk.open("b").close();
        assertEquals(Set.of("a", "b"), Set.copyOf(disk.list()));
        try (DiskFile file = disk.open("a")) {
            file.write(ByteBuffer.wrap(new byte[] {7}), 0);
        }
        disk.rename("a", "b");
        assertEquals(Set.of("b"), Set.copyOf(disk.list()));
        try (DiskFile file = disk.open("b")) {
            assertEquals(1, file.size());
        }
        assertFalse(disk.exists("a"));
        assertTrue(disk.exists("b"));
        disk.delete("b");
        disk.delete("b");
        disk.forceNames();
        assertEquals(Set.of(), Set.copyOf(disk.list()));
        assertThrows(IOException.class, () -> disk.rename("a", "c"));
    }

    @Test
    void whatWasForcedSurvivesACrashAndNothingElseForCertain() throws Exception {
        int lost = 0;
        int torn = 0;
        int vanished = 0;
        for (int seed = 0; seed < 200; seed++) {
            ForgetfulDisk disk = new ForgetfulDisk(new Random(seed));
            DiskFile file = disk.open("a");
            file.write(ByteBuffer.wrap(filled(4096, 1)), 0);
            file.force();
            disk.forceNames();
            file.write(ByteBuffer.wrap(filled(4096, 2)), 1024);
            disk.open("b").force();
            disk.crash();
            assertThrows(IOException.class, file::force);
            try (DiskFile again = disk.open("a")) {
                byte[] left = read(again, 8192, 0);
                assertTrue(left.length >= 4096);
                for (int i = 0; i < 1024; i++) assertEquals(1, left[i]);
                int changed = 0;
                for (int i = 1024; i < 4096; i++) if (left[i] == 2) changed++;
                assertEquals(0, changed % 512);
                if (changed == 0) lost++;
                else if (changed < 3072) torn++;
            }
            if (!disk.exists("b")) vanished++;
        }
        assertTrue(
                lost > 20 && torn > 20 && vanished > 20, lost + " lost, " + torn + " torn, " + vanished + " vanished");
    }

    @Test
    void aFailedForceIsNeverMadeGood() throws Exception {
        ForgetfulDisk disk = new ForgetfulDisk(new Random(3));
        DiskFile file = disk.open("a");
        file.resize(1 << 16);
        file.force();
        disk.forceNames();
        file.write(ByteBuffer.wrap(filled(1 << 16, 5)), 0);
        disk.failNextForce();
        assertThrows(IOException.class, file::force);
        file.force();
        disk.crash();
        try (DiskFile again = disk.open("a")) {
            boolean whole = true;
            for (byte each : read(again, 1 << 16, 0)) whole &= each == 5;
            assertFalse(whole);
        }
    }

    @Test
    void aFullDiskTakesNoNewBytesButThoseThatHaveRoomAlready() throws Exception {
        ForgetfulDisk disk = new ForgetfulDisk(new Random(3));
        DiskFile file = disk.open("a");
        file.resize(100);
        disk.full(true);
        file.write(ByteBuffer.allocate(100), 0);
        assertThrows(IOException.class, () -> file.write(ByteBuffer.allocate(1), 100));
        assertThrows(IOException.class, () -> disk.open("b"));
    }

    private static byte[] filled(int size, int with) {
        byte[] bytes = new byte[size];
        java.util.Arrays.fill(bytes, (byte) with);
        return bytes;
    }
}
