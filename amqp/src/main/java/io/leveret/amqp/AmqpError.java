package io.leveret.amqp;

/**
 * An error that knows what it ends: a channel or the whole connection. It carries no stack trace, since it is the peer's mistake
 * that it tells of and not ours, and peers can make mistakes at a high rate.
 */
public abstract sealed class AmqpError extends RuntimeException permits ChannelError, ConnectionError {
    private static final long serialVersionUID = 1;

    private final ReplyCode code;
    private int offendingClass;
    private int offendingMethod;

    AmqpError(ReplyCode code, String format, Object... args) {
        super(Utf8.cut(code + " - " + (args.length == 0 ? format : String.format(format, args))), null, false, false);
        this.code = code;
    }

    public ReplyCode code() {
        return code;
    }

    /** The whole reply text, prefix included, as it goes into the close: at most 255 bytes of UTF-8. */
    public String text() {
        return getMessage();
    }

    /** 0 until somebody has said which method it was. */
    public int offendingClass() {
        return offendingClass;
    }

    public int offendingMethod() {
        return offendingMethod;
    }

    public abstract AmqpError offendedBy(Method method);

    final void blame(int classId, int methodId) {
        offendingClass = classId;
        offendingMethod = methodId;
    }
}
