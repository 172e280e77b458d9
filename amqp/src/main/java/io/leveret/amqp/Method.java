package io.leveret.amqp;

/**
 * One method of the protocol: a record with its arguments in wire order, the reserved ones left out. Its id, its reading and its
 * writing sit together, so that a question about the wire is answered in one place.
 */
public sealed interface Method
        permits ConnectionMethod,
                ChannelMethod,
                ExchangeMethod,
                QueueMethod,
                BasicMethod,
                ConfirmMethod,
                TxMethod,
                LeveretMethod {

    /** The class id in the upper, the method id in the lower sixteen bits, as on the wire. */
    int id();

    /** As the specification writes it, {@code basic.publish}. */
    String protocolName();

    void write(ArgWriter out);

    default int classId() {
        return id() >>> 16;
    }

    default int methodId() {
        return id() & 0xffff;
    }

    /** Whether a content header and a body follow. */
    default boolean hasContent() {
        return false;
    }

    /** Reads the arguments of the method with this id, all of them and nothing after them. */
    static Method read(int id, ArgReader in) {
        try {
            Method method = switch (id >>> 16) {
                case 60 -> BasicMethod.read(id, in);
                case 10 -> ConnectionMethod.read(id, in);
                case 20 -> ChannelMethod.read(id, in);
                case 40 -> ExchangeMethod.read(id, in);
                case 50 -> QueueMethod.read(id, in);
                case 85 -> ConfirmMethod.read(id, in);
                case 90 -> TxMethod.read(id, in);
                case 200 -> LeveretMethod.read(id, in);
                default -> throw unknown(id);
            };
            in.expectEnd();
            return method;
        } catch (ConnectionError e) {
            throw e.offendedBy(id >>> 16, id & 0xffff);
        }
    }

    /** The error that an id without a method gets. */
    static ConnectionError unknown(int id) {
        return ConnectionError.notImplemented(
                "class %d has no method %d in AMQP 0-9-1, nor in the extensions announced here; check the client's protocol version",
                id >>> 16, id & 0xffff);
    }
}
