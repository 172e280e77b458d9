package io.leveret.amqp;

/** Class 60, basic: messages in, messages out, and what became of them. */
public sealed interface BasicMethod extends Method {

    /** Reads the arguments of the method with this id; an unknown id is an error. */
    static BasicMethod read(int id, ArgReader in) {
        return switch (id) {
            case Qos.ID -> Qos.read(in);
            case QosOk.ID -> QosOk.read(in);
            case Consume.ID -> Consume.read(in);
            case ConsumeOk.ID -> ConsumeOk.read(in);
            case Cancel.ID -> Cancel.read(in);
            case CancelOk.ID -> CancelOk.read(in);
            case Publish.ID -> Publish.read(in);
            case Return.ID -> Return.read(in);
            case Deliver.ID -> Deliver.read(in);
            case Get.ID -> Get.read(in);
            case GetOk.ID -> GetOk.read(in);
            case GetEmpty.ID -> GetEmpty.read(in);
            case Ack.ID -> Ack.read(in);
            case Reject.ID -> Reject.read(in);
            case RecoverAsync.ID -> RecoverAsync.read(in);
            case Recover.ID -> Recover.read(in);
            case RecoverOk.ID -> RecoverOk.read(in);
            case Nack.ID -> Nack.read(in);
            default -> throw Method.unknown(id);
        };
    }

    record Qos(long prefetchSize, int prefetchCount, boolean global) implements BasicMethod {
        public static final int ID = 60 << 16 | 10;

        static Qos read(ArgReader in) {
            return new Qos(in.longUnsigned(), in.shortInt(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.qos";
        }

        @Override
        public void write(ArgWriter out) {
            out.longInt(prefetchSize).shortInt(prefetchCount).bit(global);
        }
    }

    record QosOk() implements BasicMethod {
        public static final int ID = 60 << 16 | 11;

        static QosOk read(ArgReader in) {
            return new QosOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.qos-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Consume(
            String queue,
            String consumerTag,
            boolean noLocal,
            boolean noAck,
            boolean exclusive,
            boolean nowait,
            Table arguments)
            implements BasicMethod {
        public static final int ID = 60 << 16 | 20;

        static Consume read(ArgReader in) {
            in.shortInt();
            return new Consume(in.shortString(), in.shortString(), in.bit(), in.bit(), in.bit(), in.bit(), in.table());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.consume";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0)
                    .shortString(queue)
                    .shortString(consumerTag)
                    .bit(noLocal)
                    .bit(noAck)
                    .bit(exclusive)
                    .bit(nowait)
                    .table(arguments);
        }
    }

    record ConsumeOk(String consumerTag) implements BasicMethod {
        public static final int ID = 60 << 16 | 21;

        static ConsumeOk read(ArgReader in) {
            return new ConsumeOk(in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.consume-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(consumerTag);
        }
    }

    record Cancel(String consumerTag, boolean nowait) implements BasicMethod {
        public static final int ID = 60 << 16 | 30;

        static Cancel read(ArgReader in) {
            return new Cancel(in.shortString(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.cancel";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(consumerTag).bit(nowait);
        }
    }

    record CancelOk(String consumerTag) implements BasicMethod {
        public static final int ID = 60 << 16 | 31;

        static CancelOk read(ArgReader in) {
            return new CancelOk(in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.cancel-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(consumerTag);
        }
    }

    record Publish(String exchange, String routingKey, boolean mandatory, boolean immediate) implements BasicMethod {
        public static final int ID = 60 << 16 | 40;

        static Publish read(ArgReader in) {
            in.shortInt();
            return new Publish(in.shortString(), in.shortString(), in.bit(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.publish";
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0)
                    .shortString(exchange)
                    .shortString(routingKey)
                    .bit(mandatory)
                    .bit(immediate);
        }
    }

    record Return(int replyCode, String replyText, String exchange, String routingKey) implements BasicMethod {
        public static final int ID = 60 << 16 | 50;

        static Return read(ArgReader in) {
            return new Return(in.shortInt(), in.shortString(), in.shortString(), in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.return";
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(replyCode).shortString(replyText).shortString(exchange).shortString(routingKey);
        }
    }

    record Deliver(String consumerTag, long deliveryTag, boolean redelivered, String exchange, String routingKey)
            implements BasicMethod {
        public static final int ID = 60 << 16 | 60;

        static Deliver read(ArgReader in) {
            return new Deliver(in.shortString(), in.longLong(), in.bit(), in.shortString(), in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.deliver";
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(consumerTag)
                    .longLong(deliveryTag)
                    .bit(redelivered)
                    .shortString(exchange)
                    .shortString(routingKey);
        }
    }

    record Get(String queue, boolean noAck) implements BasicMethod {
        public static final int ID = 60 << 16 | 70;

        static Get read(ArgReader in) {
            in.shortInt();
            return new Get(in.shortString(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.get";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(0).shortString(queue).bit(noAck);
        }
    }

    record GetOk(long deliveryTag, boolean redelivered, String exchange, String routingKey, int messageCount)
            implements BasicMethod {
        public static final int ID = 60 << 16 | 71;

        static GetOk read(ArgReader in) {
            return new GetOk(in.longLong(), in.bit(), in.shortString(), in.shortString(), in.longIntCapped());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.get-ok";
        }

        @Override
        public boolean hasContent() {
            return true;
        }

        @Override
        public void write(ArgWriter out) {
            out.longLong(deliveryTag)
                    .bit(redelivered)
                    .shortString(exchange)
                    .shortString(routingKey)
                    .longInt(messageCount);
        }
    }

    record GetEmpty() implements BasicMethod {
        public static final int ID = 60 << 16 | 72;

        static GetEmpty read(ArgReader in) {
            in.shortString();
            return new GetEmpty();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.get-empty";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString("");
        }
    }

    record Ack(long deliveryTag, boolean multiple) implements BasicMethod {
        public static final int ID = 60 << 16 | 80;

        static Ack read(ArgReader in) {
            return new Ack(in.longLong(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.ack";
        }

        @Override
        public void write(ArgWriter out) {
            out.longLong(deliveryTag).bit(multiple);
        }
    }

    record Reject(long deliveryTag, boolean requeue) implements BasicMethod {
        public static final int ID = 60 << 16 | 90;

        static Reject read(ArgReader in) {
            return new Reject(in.longLong(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.reject";
        }

        @Override
        public void write(ArgWriter out) {
            out.longLong(deliveryTag).bit(requeue);
        }
    }

    record RecoverAsync(boolean requeue) implements BasicMethod {
        public static final int ID = 60 << 16 | 100;

        static RecoverAsync read(ArgReader in) {
            return new RecoverAsync(in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.recover-async";
        }

        @Override
        public void write(ArgWriter out) {
            out.bit(requeue);
        }
    }

    record Recover(boolean requeue) implements BasicMethod {
        public static final int ID = 60 << 16 | 110;

        static Recover read(ArgReader in) {
            return new Recover(in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.recover";
        }

        @Override
        public void write(ArgWriter out) {
            out.bit(requeue);
        }
    }

    record RecoverOk() implements BasicMethod {
        public static final int ID = 60 << 16 | 111;

        static RecoverOk read(ArgReader in) {
            return new RecoverOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.recover-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Nack(long deliveryTag, boolean multiple, boolean requeue) implements BasicMethod {
        public static final int ID = 60 << 16 | 120;

        static Nack read(ArgReader in) {
            return new Nack(in.longLong(), in.bit(), in.bit());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "basic.nack";
        }

        @Override
        public void write(ArgWriter out) {
            out.longLong(deliveryTag).bit(multiple).bit(requeue);
        }
    }
}
