package io.leveret.amqp;

/** Class 50, queue: queues and their bindings. */
public sealed interface QueueMethod extends Method {

    /** Reads the arguments of the method with this id; an unknown id is an error. */
    static QueueMethod read(int id, ArgReader in) {
        return switch (id) {
            case Declare.ID -> Declare.read(in);
            case DeclareOk.ID -> DeclareOk.read(in);
            case Bind.ID -> Bind.read(in);
            case BindOk.ID -> BindOk.read(in);
            case Purge.ID -> Purge.read(in);
            case PurgeOk.ID -> PurgeOk.read(in);
            case Delete.ID -> Delete.read(in);
            case DeleteOk.ID -> DeleteOk.read(in);
            case Unbind.ID -> Unbind.read(in);
            case UnbindOk.ID -> UnbindOk.read(in);
            default -> throw Method.unknown(id);
        };
    }

    record Declare(
            String queue,
            boolean passive,
            boolean durable,
            boolean exclusive,
            boolean autoDelete,
            boolean nowait,
            Table arguments)
            implements QueueMethod {
        public static final int ID = 50 << 16 | 10;

        static Declare read(ArgReader in) {
            in.shortInt();
            return new Declare(in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.bit(), in.table());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.declare";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0)
                    .shortString(queue)
                    .bit(passive)
                    .bit(durable)
                    .bit(exclusive)
                    .bit(autoDelete)
                    .bit(nowait)
                    .table(arguments);
        }
    }

    record DeclareOk(String queue, int messageCount, int consumerCount) implements QueueMethod {
        public static final int ID = 50 << 16 | 11;

        static DeclareOk read(ArgReader in) {
            return new DeclareOk(in.shortString(), in.longIntCapped(), in.longIntCapped());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.declare-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(queue).longInt(messageCount).longInt(consumerCount);
        }
    }

    record Bind(String queue, String exchange, String routingKey, boolean nowait, Table arguments)
            implements QueueMethod {
        public static final int ID = 50 << 16 | 20;

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
            return "queue.bind";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0)
                    .shortString(queue)
                    .shortString(exchange)
                    .shortString(routingKey)
                    .bit(nowait)
                    .table(arguments);
        }
    }

    record BindOk() implements QueueMethod {
        public static final int ID = 50 << 16 | 21;

        static BindOk read(ArgReader in) {
            return new BindOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.bind-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Purge(String queue, boolean nowait) implements QueueMethod {
        public static final int ID = 50 << 16 | 30;

        static Purge read(ArgReader in) {
            in.shortInt();
            return new Purge(in.shortString(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.purge";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0).shortString(queue).bit(nowait);
        }
    }

    record PurgeOk(int messageCount) implements QueueMethod {
        public static final int ID = 50 << 16 | 31;

        static PurgeOk read(ArgReader in) {
            return new PurgeOk(in.longIntCapped());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.purge-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.longInt(messageCount);
        }
    }

    record Delete(String queue, boolean ifUnused, boolean ifEmpty, boolean nowait) implements QueueMethod {
        public static final int ID = 50 << 16 | 40;

        static Delete read(ArgReader in) {
            in.shortInt();
            return new Delete(in.shortString(), in.bit(), in.bit(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.delete";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0).shortString(queue).bit(ifUnused).bit(ifEmpty).bit(nowait);
        }
    }

    record DeleteOk(int messageCount) implements QueueMethod {
        public static final int ID = 50 << 16 | 41;

        static DeleteOk read(ArgReader in) {
            return new DeleteOk(in.longIntCapped());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.delete-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.longInt(messageCount);
        }
    }

    record Unbind(String queue, String exchange, String routingKey, Table arguments) implements QueueMethod {
        public static final int ID = 50 << 16 | 50;

        static Unbind read(ArgReader in) {
            in.shortInt();
            return new Unbind(in.shortString(), in.shortString(), in.shortString(), in.table());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.unbind";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0)
                    .shortString(queue)
                    .shortString(exchange)
                    .shortString(routingKey)
                    .table(arguments);
        }
    }

    record UnbindOk() implements QueueMethod {
        public static final int ID = 50 << 16 | 51;

        static UnbindOk read(ArgReader in) {
            return new UnbindOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "queue.unbind-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }
}
