package io.leveret.broker.definitions;

/** A definitions file that cannot be read; the text names the file, the place in it, what stands there and what is allowed. */
public final class DefinitionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DefinitionsException(String file, String problem) {
        super(file + ": " + problem);
    }
}
