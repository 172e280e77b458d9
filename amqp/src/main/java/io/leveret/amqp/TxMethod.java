package io.leveret.amqp;

/** Class 90, tx: publishes and acknowledgements that count together or not at all. */
public sealed interface TxMethod extends Method {

    /** Reads the arguments of the method with this id; an unknown id is an error. */
    static TxMethod read(int id, ArgReader in) {
        return switch (id) {
            case Select.ID -> Select.read(in);
            case SelectOk.ID -> SelectOk.read(in);
            case Commit.ID -> Commit.read(in);
            case CommitOk.ID -> CommitOk.read(in);
            case Rollback.ID -> Rollback.read(in);
            case RollbackOk.ID -> RollbackOk.read(in);
            default -> throw Method.unknown(id);
        };
    }

    record Select() implements TxMethod {
        public static final int ID = 90 << 16 | 10;

        static Select read(ArgReader in) {
            return new Select();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "tx.select";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record SelectOk() implements TxMethod {
        public static final int ID = 90 << 16 | 11;

        static SelectOk read(ArgReader in) {
            return new SelectOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "tx.select-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Commit() implements TxMethod {
        public static final int ID = 90 << 16 | 20;

        static Commit read(ArgReader in) {
            return new Commit();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "tx.commit";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record CommitOk() implements TxMethod {
        public static final int ID = 90 << 16 | 21;

        static CommitOk read(ArgReader in) {
            return new CommitOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "tx.commit-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Rollback() implements TxMethod {
        public static final int ID = 90 << 16 | 30;

        static Rollback read(ArgReader in) {
            return new Rollback();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "tx.rollback";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record RollbackOk() implements TxMethod {
        public static final int ID = 90 << 16 | 31;

        static RollbackOk read(ArgReader in) {
            return new RollbackOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "tx.rollback-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }
}
