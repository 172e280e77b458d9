package io.leveret.amqp;

/**
 * Ends one channel; the connection lives.
 * The factories take a text as {@link String#format} does; without arguments it is taken literally. The prefix is theirs.
 */
public final class ChannelError extends AmqpError {
    private static final long serialVersionUID = 1;

    private ChannelError(ReplyCode code, String format, Object... args) {
        super(code, format, args);
    }

    public static ChannelError of(ReplyCode code, String format, Object... args) {
        return new ChannelError(code, format, args);
    }

    @Override
    public ChannelError offendedBy(Method method) {
        return offendedBy(method.classId(), method.methodId());
    }

    public ChannelError offendedBy(int classId, int methodId) {
        blame(classId, methodId);
        return this;
    }

    public static ChannelError notFound(String format, Object... args) {
        return new ChannelError(ReplyCode.NOT_FOUND, format, args);
    }

    public static ChannelError accessRefused(String format, Object... args) {
        return new ChannelError(ReplyCode.ACCESS_REFUSED, format, args);
    }

    public static ChannelError resourceLocked(String format, Object... args) {
        return new ChannelError(ReplyCode.RESOURCE_LOCKED, format, args);
    }

    public static ChannelError preconditionFailed(String format, Object... args) {
        return new ChannelError(ReplyCode.PRECONDITION_FAILED, format, args);
    }

    public static ChannelError contentTooLarge(String format, Object... args) {
        return new ChannelError(ReplyCode.CONTENT_TOO_LARGE, format, args);
    }
}
