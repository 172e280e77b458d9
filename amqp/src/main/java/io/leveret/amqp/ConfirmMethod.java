package io.leveret.amqp;

/** Class 85, confirm: asking for an answer to every publish. */
public sealed interface ConfirmMethod extends Method {

    /** Reads the arguments of the method with this id; an unknown id is an error. */
    static ConfirmMethod read(int id, ArgReader in) {
        return switch (id) {
            case Select.ID -> Select.read(in);
            case SelectOk.ID -> SelectOk.read(in);
            default -> throw Method.unknown(id);
        };
    }

    record Select(boolean nowait) implements ConfirmMethod {
        public static final int ID = 85 << 16 | 10;

        static Select read(ArgReader in) {
            return new Select(in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "confirm.select";
        }

        @Override
        public void write(ArgWriter out) {
            out.bit(nowait);
        }
    }

    record SelectOk() implements ConfirmMethod {
        public static final int ID = 85 << 16 | 11;

        static SelectOk read(ArgReader in) {
            return new SelectOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "confirm.select-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }
}
