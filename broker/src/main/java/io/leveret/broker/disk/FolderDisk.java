package io.leveret.broker.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder of the machine. */
public final class FolderDisk implements Disk {
    private final Path folder;
    private final boolean readOnly;

    /** Makes the folder if it is not there. */
    public FolderDisk(Path folder) throws IOException {
        this(Files.createDirectories(folder), false);
    }

    private FolderDisk(Path folder, boolean readOnly) {
        this.folder = folder;
        this.readOnly = readOnly;
    }

    /** For who looks at a folder without the right, or the wish, to change anything in it: changes are refused. */
    public static FolderDisk readOnly(Path folder) {
        return new FolderDisk(folder, true);
    }

    private Path changed(String name) {
        if (readOnly) throw new UnsupportedOperationException("nothing in " + folder + " is to be changed");
        return folder.resolve(name);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new OpenFile(FileChannel.open(
                changed(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile openExisting(String name) throws IOException {
        if (readOnly) return new OpenFile(FileChannel.open(folder.resolve(name), StandardOpenOption.READ));
        return new OpenFile(FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public boolean exists(String name) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) return true;
        if (Files.notExists(file)) return false;
        throw new IOException("the disk does not tell whether " + file + " is there");
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(changed(from), changed(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(changed(name));
    }

    @Override
    public void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public String path() {
        return folder.toString();
    }

    private record OpenFile(FileChannel channel) implements DiskFile {
        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            for (long next = at; bytes.hasRemaining(); ) next += channel.write(bytes, next);
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            int start = into.position();
            while (into.hasRemaining()) {
                if (channel.read(into, at + into.position() - start) < 0) break;
            }
            return into.position() - start;
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void resize(long size) throws IOException {
            if (size < channel.size()) {
                channel.truncate(size);
            } else if (size > channel.size()) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
