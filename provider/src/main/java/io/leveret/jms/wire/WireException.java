package io.leveret.jms.wire;

/** What may go wrong between this end and the broker; each kind ends something else. */
public abstract sealed class WireException extends Exception {
    private static final long serialVersionUID = 1;

    WireException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same for a thread that has not been there: a callback's exception is thrown again by whoever waited, and its stack trace should
     * name him.
     */
    abstract WireException again();

    /** The broker refused what a channel asked for and has closed that channel. */
    public static final class Refused extends WireException {
        private static final long serialVersionUID = 1;

        private final int code;
        private final int classId;
        private final int methodId;

        Refused(int code, String text, int classId, int methodId, Throwable cause) {
            super(text, cause);
            this.code = code;
            this.classId = classId;
            this.methodId = methodId;
        }

        /** AMQP's reply code, such as 404. */
        public int code() {
            return code;
        }

        /** The broker's text, such as {@code NOT_FOUND - no queue 'x' in vhost '/'}. */
        public String text() {
            return getMessage();
        }

        /** The class of the method it was about; 0 if the broker did not say. */
        public int classId() {
            return classId;
        }

        public int methodId() {
            return methodId;
        }

        @Override
        WireException again() {
            return new Refused(code, getMessage(), classId, methodId, this);
        }
    }

    /** The connection is gone or could not be had: by the network, by the broker's shutdown, or by silence. */
    public static final class Lost extends WireException {
        private static final long serialVersionUID = 1;

        private final int code;

        Lost(String text, int code, Throwable cause) {
            super(text, cause);
            this.code = code;
        }

        /** The reply code of the broker's connection.close, such as 320; 0 where it said none. */
        public int code() {
            return code;
        }

        @Override
        WireException again() {
            return new Lost(getMessage(), code, this);
        }
    }

    /** This end has closed the channel or the connection before. */
    public static final class Closed extends WireException {
        private static final long serialVersionUID = 1;

        Closed(String text, Throwable cause) {
            super(text, cause);
        }

        @Override
        WireException again() {
            return new Closed(getMessage(), this);
        }
    }

    /** The broker did not answer in time. What was asked may be done or not. */
    public static final class TimedOut extends WireException {
        private static final long serialVersionUID = 1;

        TimedOut(String text) {
            super(text, null);
        }

        @Override
        WireException again() {
            return this;
        }
    }

    /** The waiting thread was interrupted; its interrupt flag is set. What was asked may be done or not. */
    public static final class Interrupted extends WireException {
        private static final long serialVersionUID = 1;

        Interrupted(String text) {
            super(text, null);
        }

        @Override
        WireException again() {
            return this;
        }
    }

    /** At the opening: wrong credentials, or no right to the virtual host. */
    public static final class AccessRefused extends WireException {
        private static final long serialVersionUID = 1;

        AccessRefused(String text, Throwable cause) {
            super(text, cause);
        }

        @Override
        WireException again() {
            return new AccessRefused(getMessage(), this);
        }
    }

    /** The broker could not commit; nothing of the transaction has happened. The channel lives. */
    public static final class RolledBack extends WireException {
        private static final long serialVersionUID = 1;

        RolledBack(String text, Throwable cause) {
            super(text, cause);
        }

        @Override
        WireException again() {
            return new RolledBack(getMessage(), this);
        }
    }
}
