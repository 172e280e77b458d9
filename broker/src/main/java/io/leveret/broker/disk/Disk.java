package io.leveret.broker.disk;

import java.io.IOException;
import java.util.List;

/** One folder. Names of files made, renamed or deleted are safe only after {@link #forceNames}. */
public interface Disk {
    /** Opens a file for reading and writing, made if it is not there. */
    DiskFile open(String name) throws IOException;

    /**
     * Opens a file that is there already: who looks for something must not make it.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    DiskFile openExisting(String name) throws IOException;

    boolean exists(String name) throws IOException;

    /** The files there are, in no order. */
    List<String> list() throws IOException;

    void rename(String from, String to) throws IOException;

    /** Deletes a file; that there is none is no error. */
    void delete(String name) throws IOException;

    /** Makes what happened to names survive a power cut. */
    void forceNames() throws IOException;

    /** What a person calls the folder. */
    String path();
}
