package io.leveret.amqp;

/** Class 40, exchange: exchanges, and the bindings from one to another. */
public sealed interface ExchangeMethod extends Method {

    /** Reads the arguments of the method with this id; an unknown id is an error. */
    static ExchangeMethod read(int id, ArgReader in) {
        return switch (id) {
            case Declare.ID -> Declare.read(in);
            case DeclareOk.ID -> DeclareOk.read(in);
            case Delete.ID -> Delete.read(in);
            case DeleteOk.ID -> DeleteOk.read(in);
            case Bind.ID -> Bind.read(in);
            case BindOk.ID -> BindOk.read(in);
            case Unbind.ID -> Unbind.read(in);
            case UnbindOk.ID -> UnbindOk.read(in);
            default -> throw Method.unknown(id);
        };
    }

    record Declare(
            String exchange,
            String type,
            boolean passive,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            boolean nowait,
            Table arguments)
            implements ExchangeMethod {
        public static final int ID = 40 << 16 | 10;

        static Declare read(ArgReader in) {
            in.shortInt();
            return new Declare(
                    in.shortString(), in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.bit(), in.table());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "exchange.declare";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0)
                    .shortString(exchange)
                    .shortString(type)
                    .bit(passive)
                    .bit(durable)
                    .bit(autoDelete)
                    .bit(internal)
                    .bit(nowait)
                    .table(arguments);
        }
    }

    record DeclareOk() implements ExchangeMethod {
        public static final int ID = 40 << 16 | 11;

        static DeclareOk read(ArgReader in) {
            return new DeclareOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "exchange.declare-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Delete(String exchange, boolean ifUnused, boolean nowait) implements ExchangeMethod {
        public static final int ID = 40 << 16 | 20;

        static Delete read(ArgReader in) {
            in.shortInt();
            return new Delete(in.shortString(), in.bit(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "exchange.delete";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0).shortString(exchange).bit(ifUnused).bit(nowait);
        }
    }

    record DeleteOk() implements ExchangeMethod {
        public static final int ID = 40 << 16 | 21;

        static DeleteOk read(ArgReader in) {
            return new DeleteOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "exchange.delete-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Bind(String destination, String source, String routingKey, boolean nowait, Table arguments)
            implements ExchangeMethod {
        public static final int ID = 40 << 16 | 30;

        static Bind read(ArgReader in) {
            in.shortInt();
            return new Bind(in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "exchange.bind";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0)
                    .shortString(destination)
                    .shortString(source)
                    .shortString(routingKey)
                    .bit(nowait)
                    .table(arguments);
        }
    }

    record BindOk() implements ExchangeMethod {
        public static final int ID = 40 << 16 | 31;

        static BindOk read(ArgReader in) {
            return new BindOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "exchange.bind-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Unbind(String destination, String source, String routingKey, boolean nowait, Table arguments)
            implements ExchangeMethod {
        public static final int ID = 40 << 16 | 40;

        static Unbind read(ArgReader in) {
            in.shortInt();
            return new Unbind(in.shortString(), in.shortString(), in.shortString(), in.bit(), in.table());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "exchange.unbind";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0)
                    .shortString(destination)
                    .shortString(source)
                    .shortString(routingKey)
                    .bit(nowait)
                    .table(arguments);
        }
    }

    record UnbindOk() implements ExchangeMethod {
        public static final int ID = 40 << 16 | 51;

        static UnbindOk read(ArgReader in) {
            return new UnbindOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "exchange.unbind-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }
}
