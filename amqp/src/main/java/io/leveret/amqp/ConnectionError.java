package io.leveret.amqp;

/**
 * Ends the connection, with all its channels.
 * The factories take a text as {@link String#format} does; without arguments it is taken literally. The prefix is theirs.
 */
public final class ConnectionError extends AmqpError {
    private static final long serialVersionUID = 1;

    private ConnectionError(ReplyCode code, String format, Object... args) {
        super(code, format, args);
    }

    public static ConnectionError of(ReplyCode code, String format, Object... args) {
        return new ConnectionError(code, format, args);
    }

    @Override
    public ConnectionError offendedBy(Method method) {
        return offendedBy(method.classId(), method.methodId());
    }

    public ConnectionError offendedBy(int classId, int methodId) {
        blame(classId, methodId);
        return this;
    }

    public static ConnectionError frameError(String format, Object... args) {
        return new ConnectionError(ReplyCode.FRAME_ERROR, format, args);
    }

    public static ConnectionError syntaxError(String format, Object... args) {
        return new ConnectionError(ReplyCode.SYNTAX_ERROR, format, args);
    }

    public static ConnectionError commandInvalid(String format, Object... args) {
        return new ConnectionError(ReplyCode.COMMAND_INVALID, format, args);
    }

    public static ConnectionError channelError(String format, Object... args) {
        return new ConnectionError(ReplyCode.CHANNEL_ERROR, format, args);
    }

    public static ConnectionError unexpectedFrame(String format, Object... args) {
        return new ConnectionError(ReplyCode.UNEXPECTED_FRAME, format, args);
    }

    public static ConnectionError resourceError(String format, Object... args) {
        return new ConnectionError(ReplyCode.RESOURCE_ERROR, format, args);
    }

    public static ConnectionError notAllowed(String format, Object... args) {
        return new ConnectionError(ReplyCode.NOT_ALLOWED, format, args);
    }

    public static ConnectionError notImplemented(String format, Object... args) {
        return new ConnectionError(ReplyCode.NOT_IMPLEMENTED, format, args);
    }

    public static ConnectionError internalError(String format, Object... args) {
        return new ConnectionError(ReplyCode.INTERNAL_ERROR, format, args);
    }

    public static ConnectionError accessRefused(String format, Object... args) {
        return new ConnectionError(ReplyCode.ACCESS_REFUSED, format, args);
    }

    public static ConnectionError forced(String format, Object... args) {
        return new ConnectionError(ReplyCode.CONNECTION_FORCED, format, args);
    }
}
