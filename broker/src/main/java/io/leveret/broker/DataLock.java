package io.leveret.broker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One broker at a time: two on one folder would write over each other. The system ends the lock with the process. */
final class DataLock implements AutoCloseable {
    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException that says who has it, when somebody else does */
    static DataLock take(Path dataDir) throws IOException {
        Files.createDirectories(dataDir);
        Path file = dataDir.resolve("leveret.lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException ownProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException("another broker uses the data folder " + dataDir.toAbsolutePath()
                    + ": stop it, or start this one with another --data");
        }
        return new DataLock(channel);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // The process ends, and the lock with it.
        }
    }
}
