package io.leveret.broker.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. What is written is safe after {@link #force}, and until then it may survive in part and in any order. */
public interface DiskFile extends AutoCloseable {
    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes, long at) throws IOException;

    /**
     * Reads as much as there is, until the buffer is full.
     *
     * @return how many bytes were read; fewer than asked for only at the end of the file
     */
    int read(ByteBuffer into, long at) throws IOException;

    void force() throws IOException;

    long size() throws IOException;

    /** Cuts the file, or extends it with zeros. */
    void resize(long size) throws IOException;

    @Override
    void close() throws IOException;
}
