package io.leveret.jms.wire;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.ReplyCode;
import io.leveret.amqp.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The conversation before the connection: who are we, which limits, which virtual host. */
final class Login implements Line.Voice {
    private static final String PRODUCT = "Leveret JMS";
    private static final String VERSION = version();
    private static final String JMS = "leveret.jms";

    private final WireConnection connection;
    private final WireOptions options;
    private final boolean certified;
    private final Answer<Server> answer = new Answer<>();
    private Optional<Server> server = Optional.empty();
    private String mechanism = "";
    private ConnectionMethod.TuneOk tuned;
    private boolean done;

    /** @param certified whether this client shows a certificate */
    Login(WireConnection connection, WireOptions options, boolean certified) {
        this.connection = connection;
        this.options = options;
        this.certified = certified;
    }

    private static String version() {
        try (InputStream in = Login.class.getResourceAsStream("version.properties")) {
            var read = new java.util.Properties();
            read.load(in);
            return read.getProperty("version");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** What the thread that dials waits for. */
    Answer<Server> answer() {
        return answer;
    }

    /** The socket is open. */
    void begin() {
        connection.line().buffer().writeBytes(FrameWriter.PROTOCOL_HEADER);
        connection.line().flush();
    }

    @Override
    public void method(int channel, Method method) {
        if (done) return;
        switch (method.id()) {
            case ConnectionMethod.Start.ID -> start((ConnectionMethod.Start) method);
            case ConnectionMethod.Tune.ID -> tune((ConnectionMethod.Tune) method);
            case ConnectionMethod.OpenOk.ID -> opened();
            case ConnectionMethod.Close.ID -> refused((ConnectionMethod.Close) method);
            default ->
                fail(new WireException.Lost(
                        "the server has sent " + method.protocolName()
                                + " during the login, which this client cannot answer",
                        0,
                        null));
        }
        connection.line().flush();
    }

    // ---- who are we

    private void start(ConnectionMethod.Start start) {
        if (start.versionMajor() != 0 || start.versionMinor() != 9) {
            fail(new WireException.Lost(
                    "the server speaks AMQP " + start.versionMajor() + "-" + start.versionMinor()
                            + ", this client 0-9-1",
                    0,
                    null));
            return;
        }
        Table theirs = start.serverProperties();
        boolean jms = options.extensions()
                && theirs.get("capabilities") instanceof Table can
                && Boolean.TRUE.equals(can.get(JMS));
        server = Optional.of(
                new Server(text(theirs, "product"), text(theirs, "version"), jms, connection.connectionId()));
        List<String> mechanisms = Arrays.asList(start.mechanisms().split(" "));
        byte[] response;
        if (certified && options.password().isEmpty() && mechanisms.contains("EXTERNAL")) {
            mechanism = "EXTERNAL";
            response = options.user().getBytes(StandardCharsets.UTF_8);
        } else if (mechanisms.contains("PLAIN")) {
            mechanism = "PLAIN";
            response = ("\0" + options.user() + "\0" + options.password()).getBytes(StandardCharsets.UTF_8);
        } else {
            fail(new WireException.AccessRefused(
                    "the server offers the mechanisms '" + start.mechanisms()
                            + "', and this client has PLAIN, and EXTERNAL with a certificate and no password",
                    null));
            return;
        }
        say(new ConnectionMethod.StartOk(clientProperties(), mechanism, response, "en_US"));
    }

    private static String text(Table table, String name) {
        Object value = table.get(name);
        return value == null ? "" : value.toString();
    }

    private Table clientProperties() {
        Table.Builder can = Table.builder()
                .put("publisher_confirms", true)
                .put("exchange_exchange_bindings", true)
                .put("basic.nack", true)
                .put("consumer_cancel_notify", true)
                .put("connection.blocked", true)
                .put("authentication_failure_close", true);
        if (options.extensions()) can.put(JMS, true);
        Table.Builder we = Table.builder()
                .put("product", PRODUCT)
                .put("version", VERSION)
                .put("platform", "Java " + Runtime.version().feature())
                .put("capabilities", can.build())
                .put("leveret.connection-id", connection.connectionId());
        if (!options.connectionName().isEmpty()) we.put("connection_name", options.connectionName());
        return we.build();
    }

    // ---- which limits, which virtual host

    private void tune(ConnectionMethod.Tune offer) {
        tuned = new ConnectionMethod.TuneOk(
                smaller(offer.channelMax(), options.channelMax()),
                smaller(offer.frameMax(), options.frameMax()),
                options.heartbeatSeconds() == 0 ? 0 : smaller(offer.heartbeat(), options.heartbeatSeconds()));
        say(tuned);
        connection.line().tuned(tuned.frameMax(), tuned.heartbeat());
        say(new ConnectionMethod.Open(options.virtualHost()));
    }

    /** What the server offers, 0 meaning no limit of its own, and what we want. */
    private static int smaller(int offered, int wanted) {
        return offered == 0 ? wanted : Math.min(offered, wanted);
    }

    private void opened() {
        if (tuned == null || server.isEmpty()) {
            fail(new WireException.Lost("the server has opened a virtual host that nobody has asked for yet", 0, null));
            return;
        }
        done = true;
        connection.opened(server.get(), tuned.channelMax());
        answer.tell(server.get());
    }

    // ---- no

    private void refused(ConnectionMethod.Close close) {
        say(new ConnectionMethod.CloseOk());
        boolean access = close.replyCode() == ReplyCode.ACCESS_REFUSED.code()
                || close.replyCode() == ReplyCode.NOT_ALLOWED.code();
        fail(
                access
                        ? new WireException.AccessRefused(close.replyText(), null)
                        : new WireException.Lost(
                                "the broker has refused the connection: " + close.replyText(),
                                close.replyCode(),
                                null));
    }

    private void fail(WireException why) {
        connection.line().end(why);
    }

    @Override
    public void ended(WireException why) {
        if (done) return;
        done = true;
        boolean silent = why instanceof WireException.Lost lost && lost.code() == 0 && lost.getCause() == null;
        if (silent && !mechanism.isEmpty() && tuned == null) {
            // So servers turn away who does not know how to be told of it.
            answer.fail(new WireException.Lost(
                    why.getMessage() + ", after it had been sent the credentials; they may be wrong", 0, null));
        } else {
            answer.fail(why);
        }
    }

    private void say(Method method) {
        FrameWriter.method(connection.line().buffer(), 0, method);
    }

    @Override
    public void content(int channel, Method method, Properties properties, byte[] body) {
        throw new IllegalStateException("a message came during the login");
    }

    @Override
    public void tooLarge(int channel, Method method, long size) {
        throw new IllegalStateException("a message came during the login");
    }

    @Override
    public void heartbeat() {
        // That something came is all it says.
    }

    @Override
    public void readComplete() {
        connection.line().flush();
    }

    @Override
    public void writable() {
        // A login never fills a socket.
    }
}
