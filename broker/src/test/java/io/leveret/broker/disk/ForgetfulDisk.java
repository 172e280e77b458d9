package io.leveret.broker.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that keeps what was forced and nothing else for certain. At a crash what was written and not forced is there, or
 * not, sector by sector; names that were not forced come back, or vanish; and it fails when it is told to.
 */
public final class ForgetfulDisk implements Disk {
    private static final int SECTOR = 512;

    private static final class Inode {
        byte[] now = new byte[0];
        byte[] safe = new byte[0];
        final BitSet dirty = new BitSet();

        void resize(int size) {
            int was = now.length;
            now = Arrays.copyOf(now, size);
            if (size > was) dirty.set(was / SECTOR, (size + SECTOR - 1) / SECTOR);
        }
    }

    private final Random random;
    private Map<String, Inode> names = new TreeMap<>();
    private Map<String, Inode> safeNames = new TreeMap<>();
    /** What happened to names since they were forced, in order: a name, and what it stands for since, or null. */
    private List<Map<String, Inode>> nameChanges = new ArrayList<>();

    private int generation;
    private long calls;
    private long failAt = Long.MAX_VALUE;
    private boolean failsOn;
    private boolean full;
    private long fullAt = Long.MAX_VALUE;
    private long failForceAt = Long.MAX_VALUE;
    private long forces;
    private boolean failed;
    private long cutAt = Long.MAX_VALUE;
    private boolean isOff;

    /** The power goes in the middle of a call: nothing that is done after it counts. See {@link #ifOff}. */
    public static final class PowerCut extends Error {
        private static final long serialVersionUID = 1;

        PowerCut() {
            super("the power goes", null, false, false);
        }
    }

    public ForgetfulDisk(Random random) {
        this.random = random;
    }

    // ---- what the test does to it

    /** All that is written is as good as forced: the same disk, for another reader. */
    public ForgetfulDisk copy() {
        ForgetfulDisk copy = new ForgetfulDisk(new Random(0));
        names.forEach((name, inode) -> copy.put(name, inode.now.clone()));
        return copy;
    }

    public void put(String name, byte[] bytes) {
        Inode inode = new Inode();
        inode.now = bytes;
        inode.safe = bytes.clone();
        names.put(name, inode);
        safeNames.put(name, inode);
    }

    public byte[] bytes(String name) {
        return names.get(name).now.clone();
    }

    public long size() {
        return names.values().stream().mapToLong(inode -> inode.now.length).sum();
    }

    public long calls() {
        return calls;
    }

    public long forces() {
        return forces;
    }

    /** Whether a call has failed. */
    public boolean failed() {
        return failed;
    }

    /** The n-th call from now on fails, and those after it too if {@code forGood}. */
    public void failAt(long n, boolean forGood) {
        failAt = calls + n;
        failsOn = forGood;
    }

    /** The power goes just before the n-th call from now on, or just after a part of it was done. */
    public void cutAt(long n) {
        cutAt = calls + n;
    }

    /**
     * Ends the life of whoever had the disk when the power went. What handles errors may have caught the first, and does not know
     * that it is dead.
     */
    public void ifOff() {
        if (isOff) throw new PowerCut();
    }

    public void failNextForce() {
        failForce(1);
    }

    /** The n-th force from now on fails, and what it should have forced is safe in part, and never more. */
    public void failForce(long n) {
        failForceAt = forces + n;
    }

    /** From the n-th call on there is no room for anything new. */
    public void fullAt(long n) {
        fullAt = calls + n;
    }

    /** Nothing goes wrong any more. */
    public void heal() {
        failAt = Long.MAX_VALUE;
        fullAt = Long.MAX_VALUE;
        failForceAt = Long.MAX_VALUE;
        failsOn = false;
        full = false;
    }

    public void full(boolean isFull) {
        full = isFull;
    }

    public void flip(String name, long bit) {
        Inode inode = names.get(name);
        inode.now[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
        inode.safe = inode.now.clone();
    }

    /** The process dies, the machine does not: what was written is there, and what was not forced is still not safe. */
    public void kill() {
        generation++;
        heal();
        cutAt = Long.MAX_VALUE;
        isOff = false;
    }

    /** The power goes. Files that were open cannot be used any more. */
    public void crash() {
        kill();
        names = namesAfterCrash();
        int mode = random.nextInt(5);
        for (Inode inode : names.values()) bytesAfterCrash(inode, mode);
        safeNames = new TreeMap<>(names);
        nameChanges = new ArrayList<>();
    }

    private Map<String, Inode> namesAfterCrash() {
        Map<String, Inode> left = new TreeMap<>(safeNames);
        boolean inOrder = random.nextBoolean();
        int upTo = random.nextInt(nameChanges.size() + 1);
        for (int i = 0; i < nameChanges.size(); i++) {
            if (inOrder ? i < upTo : random.nextBoolean()) apply(nameChanges.get(i), left);
        }
        return left;
    }

    private static void apply(Map<String, Inode> change, Map<String, Inode> to) {
        change.forEach((name, inode) -> {
            if (inode == null) to.remove(name);
            else to.put(name, inode);
        });
    }

    private void bytesAfterCrash(Inode inode, int mode) {
        boolean newSize = mode == 1 || mode != 0 && random.nextBoolean();
        byte[] left = Arrays.copyOf(inode.safe, newSize ? inode.now.length : inode.safe.length);
        int together = mode == 2 ? 8 : 1;
        boolean survives = mode == 1;
        int last = -1;
        int cut = mode == 4 ? random.nextInt(Math.max(1, inode.dirty.cardinality() + 1)) : 0;
        for (int s = inode.dirty.nextSetBit(0); s >= 0; s = inode.dirty.nextSetBit(s + 1)) {
            if (mode >= 2 && s / together != last) {
                last = s / together;
                // One way to tear is in the middle, as most disks do; the others are at random.
                survives = mode == 4 ? cut-- > 0 : random.nextInt(mode == 3 ? 8 : 2) != 0;
            }
            if (survives) copySector(inode, s, left);
        }
        inode.now = left;
        inode.safe = inode.now.clone();
        inode.dirty.clear();
    }

    private static void copySector(Inode inode, int sector, byte[] to) {
        int from = sector * SECTOR;
        int upTo = Math.min(from + SECTOR, Math.min(inode.now.length, to.length));
        if (upTo > from) System.arraycopy(inode.now, from, to, from, upTo - from);
    }

    // ---- the disk

    private void call() throws IOException {
        calls++;
        if (calls >= cutAt) {
            isOff = true;
            throw new PowerCut();
        }
        if (calls == failAt || failsOn && calls > failAt) {
            failed = true;
            throw new IOException("Input/output error");
        }
    }

    private void needRoom() throws IOException {
        if (full || calls >= fullAt) throw new IOException("No space left on device");
    }

    private void changed(String name, Inode inode) {
        Map<String, Inode> change = new TreeMap<>();
        change.put(name, inode);
        changed(change);
    }

    private void changed(Map<String, Inode> change) {
        apply(change, names);
        nameChanges.add(change);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        call();
        if (!names.containsKey(name)) {
            needRoom();
            changed(name, new Inode());
        }
        return new OpenFile(names.get(name), generation);
    }

    @Override
    public DiskFile openExisting(String name) throws IOException {
        call();
        if (!names.containsKey(name)) throw new NoSuchFileException(name);
        return new OpenFile(names.get(name), generation);
    }

    @Override
    public boolean exists(String name) throws IOException {
        call();
        return names.containsKey(name);
    }

    @Override
    public List<String> list() throws IOException {
        call();
        return List.copyOf(names.keySet());
    }

    @Override
    public void rename(String from, String to) throws IOException {
        call();
        if (!names.containsKey(from)) throw new NoSuchFileException(from);
        Map<String, Inode> change = new TreeMap<>();
        change.put(to, names.get(from));
        change.put(from, null);
        changed(change);
    }

    @Override
    public void delete(String name) throws IOException {
        call();
        if (names.containsKey(name)) changed(name, null);
    }

    @Override
    public void forceNames() throws IOException {
        call();
        safeNames = new TreeMap<>(names);
        nameChanges = new ArrayList<>();
    }

    @Override
    public String path() {
        return "(in memory)";
    }

    private final class OpenFile implements DiskFile {
        private final Inode inode;
        private final int born;

        OpenFile(Inode inode, int born) {
            this.inode = inode;
            this.born = born;
        }

        private void use() throws IOException {
            if (born != generation) throw new IOException("this file was open when the power went");
            call();
        }

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            use();
            int from = Math.toIntExact(at);
            int n = bytes.remaining();
            if (from + n > inode.now.length) {
                needRoom();
                inode.resize(from + n);
            }
            bytes.get(inode.now, from, n);
            if (n > 0) inode.dirty.set(from / SECTOR, (from + n - 1) / SECTOR + 1);
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            use();
            if (at >= inode.now.length) return 0;
            int n = (int) Math.min(into.remaining(), inode.now.length - at);
            into.put(inode.now, (int) at, n);
            return n;
        }

        @Override
        public void force() throws IOException {
            use();
            forces++;
            if (forces == failForceAt) {
                failed = true;
                dropSome();
                throw new IOException("Input/output error while forcing");
            }
            inode.safe = Arrays.copyOf(inode.safe, inode.now.length);
            for (int s = inode.dirty.nextSetBit(0); s >= 0; s = inode.dirty.nextSetBit(s + 1)) {
                copySector(inode, s, inode.safe);
            }
            inode.dirty.clear();
        }

        /** As real ones do: what could not be written counts as written from now on. */
        private void dropSome() {
            byte[] left = Arrays.copyOf(inode.safe, inode.now.length);
            for (int s = inode.dirty.nextSetBit(0); s >= 0; s = inode.dirty.nextSetBit(s + 1)) {
                if (random.nextBoolean()) copySector(inode, s, left);
            }
            inode.safe = left;
            inode.dirty.clear();
        }

        @Override
        public long size() throws IOException {
            use();
            return inode.now.length;
        }

        @Override
        public void resize(long size) throws IOException {
            use();
            if (size > inode.now.length) needRoom();
            inode.resize(Math.toIntExact(size));
        }

        @Override
        public void close() throws IOException {
            if (born == generation) call();
        }
    }
}
