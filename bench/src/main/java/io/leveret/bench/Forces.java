package io.leveret.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What the disk itself takes to force 4 KiB, written one after the other into a file that was prepared before: no broker can confirm sooner. */
public final class Forces {
    private static final int BLOCK = 4096;
    private static final int FILE = 64 << 20;

    private Forces() {}

    /** Arguments: a folder of the disk, and for how many seconds. */
    public static void main(String[] args) throws IOException {
        Path file = Files.createTempFile(Path.of(args[0]), "forces", ".tmp");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            for (long at = 0; at < FILE; at += BLOCK) write(channel, block, at);
            channel.force(true);
            Histogram times = new Histogram(100_000_000_000L, 3);
            long end = System.nanoTime() + Long.parseLong(args[1]) * 1_000_000_000L;
            for (long at = 0; System.nanoTime() < end; at = (at + BLOCK) % FILE) {
                long begun = System.nanoTime();
                write(channel, block, at);
                channel.force(false);
                times.recordValue(System.nanoTime() - begun);
            }
            System.out.printf(
                    Locale.ROOT,
                    "{\"median_us\": %.1f, \"p99_us\": %.1f, \"rate\": %.1f}%n",
                    times.getValueAtPercentile(50) / 1e3,
                    times.getValueAtPercentile(99) / 1e3,
                    times.getTotalCount() / Double.parseDouble(args[1]));
        }
    }

    private static void write(FileChannel channel, ByteBuffer block, long at) throws IOException {
        block.clear();
        while (block.hasRemaining()) channel.write(block, at + block.position());
    }
}
