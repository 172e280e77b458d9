package io.leveret.broker.admin;

/** A verb that cannot be done, with a text for the person who asked for it. */
public final class AdminError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong with it. */
    public enum Kind {
        /** What it is about does not exist. */
        NOT_FOUND,
        /** It can never be done as it was asked. */
        INVALID,
        /** Something that exists stands in the way. */
        IN_THE_WAY,
        /** No answer in time: the virtual host is ending, or very busy. */
        NO_ANSWER
    }

    private final Kind kind;

    private AdminError(Kind kind, String text) {
        super(text, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static AdminError notFound(String text, Object... about) {
        return new AdminError(Kind.NOT_FOUND, text.formatted(about));
    }

    static AdminError invalid(String text, Object... about) {
        return new AdminError(Kind.INVALID, text.formatted(about));
    }

    static AdminError inTheWay(String text, Object... about) {
        return new AdminError(Kind.IN_THE_WAY, text.formatted(about));
    }

    static AdminError noAnswer(String text, Object... about) {
        return new AdminError(Kind.NO_ANSWER, text.formatted(about));
    }
}
