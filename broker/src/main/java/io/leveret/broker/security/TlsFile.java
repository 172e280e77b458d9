package io.leveret.broker.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file and the setting that names it, so that an error can say both. */
public record TlsFile(String setting, Path path) {
    /** A chain takes some KiB, all the authorities of the world some 300. */
    private static final long LARGEST = 4 * 1024 * 1024;

    byte[] read() {
        if (Files.notExists(path)) {
            throw new TlsException(this, "there is no such file; its whole path would be %s", path.toAbsolutePath());
        }
        if (!Files.isRegularFile(path)) {
            throw new TlsException(this, "it is not a file; give the file itself, not its folder");
        }
        try {
            long size = Files.size(path);
            if (size > LARGEST) {
                throw new TlsException(
                        this,
                        "the file has %d bytes, which no key or certificate has; at most %d are read",
                        size,
                        LARGEST);
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new TlsException(this, "the file cannot be read (%s); check who may read it", e);
        }
    }

    @Override
    public String toString() {
        return setting + " = " + path;
    }
}
