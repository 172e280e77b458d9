package io.leveret.amqp;

/**
 * Class 200, what Leveret adds to the protocol: spoken only between two ends that both announced the capability it belongs to.
 * docs/PROTOCOL.md says what each method means.
 */
public sealed interface LeveretMethod extends Method {

    /** The answer's status where work was done as asked. */
    int COMMITTED = 0;

    /** The answer's status where nothing of the work was done. */
    int ROLLED_BACK = 1;

    /** The answer's status where nobody here remembers. */
    int UNKNOWN = 2;

    /** A message given back that no application saw: not marked, not counted. */
    int UNSEEN = 0;

    /** A message given back that an application saw: marked redelivered and counted as an attempt. */
    int SEEN = 1;

    /** A message given back that an application failed with: marked, and counted as an attempt and as a failure. */
    int FAILED = 2;

    /** Reads the arguments of the method with this id; an unknown id is an error. */
    static LeveretMethod read(int id, ArgReader in) {
        return switch (id) {
            case Credit.ID -> Credit.read(in);
            case Drained.ID -> Drained.read(in);
            case GiveBack.ID -> GiveBack.read(in);
            case Identify.ID -> Identify.read(in);
            case IdentifyOk.ID -> IdentifyOk.read(in);
            case Commit.ID -> Commit.read(in);
            case CommitOk.ID -> CommitOk.read(in);
            case Outcome.ID -> Outcome.read(in);
            case OutcomeOk.ID -> OutcomeOk.read(in);
            default -> throw Method.unknown(id);
        };
    }

    /** Grants a consumer that many more deliveries; with drain, all credit that finds no message now is returned at once. */
    record Credit(String consumerTag, int credit, boolean drain) implements LeveretMethod {
        public static final int ID = 200 << 16 | 10;

        static Credit read(ArgReader in) {
            return new Credit(in.shortString(), in.longInt(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.credit";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(consumerTag);
            out.longInt(credit);
            out.bit(drain);
        }
    }

    /** The end of a drain, after the last delivery it allowed: so much credit was left and is gone. */
    record Drained(String consumerTag, int returned) implements LeveretMethod {
        public static final int ID = 200 << 16 | 11;

        static Drained read(ArgReader in) {
            return new Drained(in.shortString(), in.longInt());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.drained";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(consumerTag);
            out.longInt(returned);
        }
    }

    /** Returns messages to their places in the queue, with what became of them: {@link #UNSEEN}, {@link #SEEN}, {@link #FAILED}. */
    record GiveBack(long deliveryTag, boolean multiple, int outcome, Table reason) implements LeveretMethod {
        public static final int ID = 200 << 16 | 20;

        static GiveBack read(ArgReader in) {
            return new GiveBack(in.longLong(), in.bit(), in.octet(), in.table());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.give-back";
        }

        @Override
        public void write(ArgWriter out) {
            out.longLong(deliveryTag);
            out.bit(multiple);
            out.octet(outcome);
            out.table(reason);
        }
    }

    /** On channel 0: claims a client id for this connection; an empty one gives it up. */
    record Identify(String clientId) implements LeveretMethod {
        public static final int ID = 200 << 16 | 30;

        static Identify read(ArgReader in) {
            return new Identify(in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.identify";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(clientId);
        }
    }

    /** Whether the id is now this connection's; another connection of the virtual host has it otherwise. */
    record IdentifyOk(boolean granted) implements LeveretMethod {
        public static final int ID = 200 << 16 | 31;

        static IdentifyOk read(ArgReader in) {
            return new IdentifyOk(in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.identify-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.bit(granted);
        }
    }

    /** Commits the channel's transaction whole or not at all; the id may be asked about later. */
    record Commit(String transactionId) implements LeveretMethod {
        public static final int ID = 200 << 16 | 40;

        static Commit read(ArgReader in) {
            return new Commit(in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.commit";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(transactionId);
        }
    }

    /** How the commit ended, {@link #COMMITTED} or {@link #ROLLED_BACK}, and why. */
    record CommitOk(int status, String text) implements LeveretMethod {
        public static final int ID = 200 << 16 | 41;

        static CommitOk read(ArgReader in) {
            return new CommitOk(in.octet(), in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.commit-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.octet(status);
            out.shortString(text);
        }
    }

    /** Asks what became of a commit whose answer was lost. */
    record Outcome(String transactionId) implements LeveretMethod {
        public static final int ID = 200 << 16 | 42;

        static Outcome read(ArgReader in) {
            return new Outcome(in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.outcome";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(transactionId);
        }
    }

    /** What is remembered of it: {@link #COMMITTED}, {@link #ROLLED_BACK} or {@link #UNKNOWN}. */
    record OutcomeOk(int status) implements LeveretMethod {
        public static final int ID = 200 << 16 | 43;

        static OutcomeOk read(ArgReader in) {
            return new OutcomeOk(in.octet());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "leveret.outcome-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.octet(status);
        }
    }
}
