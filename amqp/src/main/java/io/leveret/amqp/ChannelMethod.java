package io.leveret.amqp;

/** Class 20, channel: the life of one channel. */
public sealed interface ChannelMethod extends Method {

    /** Reads the arguments of the method with this id; an unknown id is an error. */
    static ChannelMethod read(int id, ArgReader in) {
        return switch (id) {
            case Open.ID -> Open.read(in);
            case OpenOk.ID -> OpenOk.read(in);
            case Flow.ID -> Flow.read(in);
            case FlowOk.ID -> FlowOk.read(in);
            case Close.ID -> Close.read(in);
            case CloseOk.ID -> CloseOk.read(in);
            default -> throw Method.unknown(id);
        };
    }

    record Open() implements ChannelMethod {
        public static final int ID = 20 << 16 | 10;

        static Open read(ArgReader in) {
            in.shortString();
            return new Open();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "channel.open";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString("");
        }
    }

    record OpenOk() implements ChannelMethod {
        public static final int ID = 20 << 16 | 11;

        static OpenOk read(ArgReader in) {
            in.longString();
            return new OpenOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "channel.open-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.longString("");
        }
    }

    record Flow(boolean active) implements ChannelMethod {
        public static final int ID = 20 << 16 | 20;

        static Flow read(ArgReader in) {
            return new Flow(in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "channel.flow";
        }

        @Override
        public void write(ArgWriter out) {
            out.bit(active);
        }
    }

    record FlowOk(boolean active) implements ChannelMethod {
        public static final int ID = 20 << 16 | 21;

        static FlowOk read(ArgReader in) {
            return new FlowOk(in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "channel.flow-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.bit(active);
        }
    }

    record Close(int replyCode, String replyText, int offendingClass, int offendingMethod) implements ChannelMethod {
        public static final int ID = 20 << 16 | 40;

        static Close read(ArgReader in) {
            return new Close(in.shortInt(), in.shortString(), in.shortInt(), in.shortInt());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "channel.close";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(replyCode)
                    .shortString(replyText)
                    .shortInt(offendingClass)
                    .shortInt(offendingMethod);
        }
    }

    record CloseOk() implements ChannelMethod {
        public static final int ID = 20 << 16 | 41;

        static CloseOk read(ArgReader in) {
            return new CloseOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "channel.close-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }
}
