package io.leveret.amqp;

/** Class 10, connection: what the two ends agree on before anything else, and how they part. */
public sealed interface ConnectionMethod extends Method {

    /** Reads the arguments of the method with this id; an unknown id is an error. */
    static ConnectionMethod read(int id, ArgReader in) {
        return switch (id) {
            case Start.ID -> Start.read(in);
            case StartOk.ID -> StartOk.read(in);
            case Secure.ID -> Secure.read(in);
            case SecureOk.ID -> SecureOk.read(in);
            case Tune.ID -> Tune.read(in);
            case TuneOk.ID -> TuneOk.read(in);
            case Open.ID -> Open.read(in);
            case OpenOk.ID -> OpenOk.read(in);
            case Close.ID -> Close.read(in);
            case CloseOk.ID -> CloseOk.read(in);
            case Blocked.ID -> Blocked.read(in);
            case Unblocked.ID -> Unblocked.read(in);
            case UpdateSecret.ID -> UpdateSecret.read(in);
            case UpdateSecretOk.ID -> UpdateSecretOk.read(in);
            default -> throw Method.unknown(id);
        };
    }

    record Start(int versionMajor, int versionMinor, Table serverProperties, String mechanisms, String locales)
            implements ConnectionMethod {
        public static final int ID = 10 << 16 | 10;

        static Start read(ArgReader in) {
            return new Start(in.octet(), in.octet(), in.table(), in.longText(), in.longText());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.start";
        }

        @Override
        public void write(ArgWriter out) {
            out.octet(versionMajor)
                    .octet(versionMinor)
                    .table(serverProperties)
                    .longString(mechanisms)
                    .longString(locales);
        }
    }

    record StartOk(Table clientProperties, String mechanism, byte[] response, String locale)
            implements ConnectionMethod {
        public static final int ID = 10 << 16 | 11;

        static StartOk read(ArgReader in) {
            return new StartOk(in.table(), in.shortString(), in.longString(), in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.start-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.table(clientProperties)
                    .shortString(mechanism)
                    .longString(response)
                    .shortString(locale);
        }
    }

    record Secure(byte[] challenge) implements ConnectionMethod {
        public static final int ID = 10 << 16 | 20;

        static Secure read(ArgReader in) {
            return new Secure(in.longString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.secure";
        }

        @Override
        public void write(ArgWriter out) {
            out.longString(challenge);
        }
    }

    record SecureOk(byte[] response) implements ConnectionMethod {
        public static final int ID = 10 << 16 | 21;

        static SecureOk read(ArgReader in) {
            return new SecureOk(in.longString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.secure-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.longString(response);
        }
    }

    record Tune(int channelMax, int frameMax, int heartbeat) implements ConnectionMethod {
        public static final int ID = 10 << 16 | 30;

        static Tune read(ArgReader in) {
            return new Tune(in.shortInt(), in.longIntCapped(), in.shortInt());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.tune";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(channelMax).longInt(frameMax).shortInt(heartbeat);
        }
    }

    record TuneOk(int channelMax, int frameMax, int heartbeat) implements ConnectionMethod {
        public static final int ID = 10 << 16 | 31;

        static TuneOk read(ArgReader in) {
            return new TuneOk(in.shortInt(), in.longIntCapped(), in.shortInt());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.tune-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(channelMax).longInt(frameMax).shortInt(heartbeat);
        }
    }

    record Open(String virtualHost) implements ConnectionMethod {
        public static final int ID = 10 << 16 | 40;

        static Open read(ArgReader in) {
            var method = new Open(in.shortString());
            in.shortString();
            in.bit();
            return method;
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.open";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(virtualHost).shortString("").bit(false);
        }
    }

    record OpenOk() implements ConnectionMethod {
        public static final int ID = 10 << 16 | 41;

        static OpenOk read(ArgReader in) {
            in.shortString();
            return new OpenOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.open-ok";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString("");
        }
    }

    record Close(int replyCode, String replyText, int offendingClass, int offendingMethod) implements ConnectionMethod {
        public static final int ID = 10 << 16 | 50;

        static Close read(ArgReader in) {
            return new Close(in.shortInt(), in.shortString(), in.shortInt(), in.shortInt());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.close";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortInt(replyCode)
                    .shortString(replyText)
                    .shortInt(offendingClass)
                    .shortInt(offendingMethod);
        }
    }

    record CloseOk() implements ConnectionMethod {
        public static final int ID = 10 << 16 | 51;

        static CloseOk read(ArgReader in) {
            return new CloseOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.close-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record Blocked(String reason) implements ConnectionMethod {
        public static final int ID = 10 << 16 | 60;

        static Blocked read(ArgReader in) {
            return new Blocked(in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.blocked";
        }

        @Override
        public void write(ArgWriter out) {
            out.shortString(reason);
        }
    }

    record Unblocked() implements ConnectionMethod {
        public static final int ID = 10 << 16 | 61;

        static Unblocked read(ArgReader in) {
            return new Unblocked();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.unblocked";
        }

        @Override
        public void write(ArgWriter out) {}
    }

    record UpdateSecret(byte[] newSecret, String reason) implements ConnectionMethod {
        public static final int ID = 10 << 16 | 70;

        static UpdateSecret read(ArgReader in) {
            return new UpdateSecret(in.longString(), in.shortString());
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.update-secret";
        }

        @Override
        public void write(ArgWriter out) {
            out.longString(newSecret).shortString(reason);
        }
    }

    record UpdateSecretOk() implements ConnectionMethod {
        public static final int ID = 10 << 16 | 71;

        static UpdateSecretOk read(ArgReader in) {
            return new UpdateSecretOk();
        }

        @Override
        public int id() {
            return ID;
        }

        @Override
        public String protocolName() {
            return "connection.update-secret-ok";
        }

        @Override
        public void write(ArgWriter out) {}
    }
}
