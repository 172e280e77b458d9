package io.leveret.broker.security;

/** A key or certificate that cannot be used; the text names the setting, the file, the cause and what to do. */
public final class TlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TlsException(TlsFile file, String format, Object... args) {
        super(file + ": " + format.formatted(args));
    }
}
