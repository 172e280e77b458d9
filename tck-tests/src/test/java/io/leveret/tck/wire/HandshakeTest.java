package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.ArgWriter;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Table;
import io.leveret.tck.Server;
import io.leveret.tck.wire.FrameSocket.Frame;
import io.leveret.tck.wire.FrameSocket.Silence;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class HandshakeTest extends WireTest {
    private static final Duration SILENT_CLOSE = Duration.ofSeconds(10);
    private static final String REFUSED = "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. "
            + "For details see the broker logfile.";

    @Rule(1)
    void aWrongProtocolHeaderIsAnsweredByTheRightOneAndAClosedSocket() {
        for (String header : List.of(
                "41 4d 51 50 00 00 09 00", // AMQP 0-9
                "41 4d 51 50 01 00 01 00", // no version at all
                "47 45 54 20 2f 20 48 54" // GET / HT
                )) {
            var peer = connected().hex(header);
            assertArrayEquals(FrameWriter.PROTOCOL_HEADER, peer.readBytes(8), header);
            peer.expectEof(RawPeer.PATIENCE);
        }
    }

    @Rule(1)
    @LeveretOnly("these are wrong headers too; RabbitMQ speaks some of them")
    void theVersionsBeforeAndAfterAreWrongProtocolHeadersToo() {
        for (String header : List.of(
                "41 4d 51 50 00 01 00 00", // AMQP 1.0
                "41 4d 51 50 03 01 00 00", // AMQP 1.0 with SASL
                "41 4d 51 50 01 01 00 09", // AMQP 0-9 as it was first written
                "41 4d 51 50 01 01 08 00" // AMQP 0-8
                )) {
            var peer = connected().hex(header);
            assertArrayEquals(FrameWriter.PROTOCOL_HEADER, peer.readBytes(8), header);
            peer.expectEof(RawPeer.PATIENCE);
        }
    }

    @Rule(2)
    void startTellsVersionMechanismsLocalesAndWhatTheServerCan() {
        var start = connected().bytes(FrameWriter.PROTOCOL_HEADER).expect(ConnectionMethod.Start.class);
        assertEquals(0, start.versionMajor());
        assertEquals(9, start.versionMinor());
        assertEquals(
                List.of("AMQPLAIN", "PLAIN"),
                List.of(start.mechanisms().split(" ")).stream().sorted().toList());
        assertEquals("en_US", start.locales());
        Table properties = start.serverProperties();
        for (String name : List.of("product", "version", "platform", "copyright", "information", "cluster_name"))
            assertInstanceOf(String.class, properties.get(name), name);
        assertTrue(properties.get("version").toString().matches("\\d+\\.\\d+.*"), properties::toString);
        Table capabilities = assertInstanceOf(Table.class, properties.get("capabilities"));
        for (String name : List.of(
                "authentication_failure_close",
                "basic.nack",
                "connection.blocked",
                "consumer_cancel_notify",
                "consumer_priorities",
                "direct_reply_to",
                "exchange_exchange_bindings",
                "per_consumer_qos",
                "publisher_confirms")) assertEquals(true, capabilities.get(name), name);
    }

    @Rule(2)
    @LeveretOnly("the product's own name")
    void theServerNamesItself() {
        var start = connected().bytes(FrameWriter.PROTOCOL_HEADER).expect(ConnectionMethod.Start.class);
        assertEquals("Leveret", start.serverProperties().get("product"));
        assertEquals("RabbitMQ 3.12", start.serverProperties().get("compatible_with"));
        assertEquals("PLAIN AMQPLAIN", start.mechanisms());
    }

    @Rule(2)
    @LeveretOnly("what is announced is a setting")
    void theServerMayBeToldWhatToCallItself() {
        try (var named = Server.start(Map.of("announce-product", "RabbitMQ", "announce-version", "3.12.1"))) {
            var start = closing(RawPeer.connect(named))
                    .bytes(FrameWriter.PROTOCOL_HEADER)
                    .expect(ConnectionMethod.Start.class);
            assertEquals("RabbitMQ", start.serverProperties().get("product"));
            assertEquals("3.12.1", start.serverProperties().get("version"));
        }
    }

    @Rule(3)
    void theOfferIsOfTwoThousandChannelsAndFramesOf128KiBAndAMinute() {
        var tune = started().authenticate(Login.guest()).expect(ConnectionMethod.Tune.class);
        assertEquals(new ConnectionMethod.Tune(2047, 131072, 60), tune);
    }

    @Rule(4)
    void whatExceedsTheOfferEndsTheConnection() {
        var login = Login.guest();
        var peers = new ArrayList<RawPeer>();
        for (Login bad : List.of(
                login.frameMax(4095),
                login.frameMax(131073),
                login.frameMax(0),
                login.channelMax(2048),
                login.channelMax(0))) {
            var peer = started().authenticate(bad);
            peer.expect(ConnectionMethod.Tune.class);
            peers.add(peer.tune(bad).openVirtualHost("/"));
        }
        for (RawPeer peer : peers) peer.expectEnd(SILENT_CLOSE);
    }

    @Rule(4)
    void theLeastFrameThatMayBeAskedForIs4096Bytes() {
        login(Login.guest().frameMax(4096).channelMax(1)).channel(1).sync();
    }

    @Rule(5)
    void aWrongPasswordIsRefusedWithAReasonForThoseWhoUnderstandIt() {
        started().authenticate(Login.guest().password("wrong")).expectConnectionClose(403, REFUSED, 0, 0);
    }

    @Rule(5)
    void anUnknownUserIsRefusedInTheVerySameWords() {
        started().authenticate(Login.as(fresh("nobody"))).expectConnectionClose(403, REFUSED, 0, 0);
    }

    @Rule(5)
    void aWrongPasswordIsASilentCloseForThoseWhoDoNot() {
        started()
                .authenticate(Login.guest().password("wrong").withoutCapability("authentication_failure_close"))
                .expectEof(SILENT_CLOSE);
    }

    @Rule(5)
    void anUnknownMechanismEndsTheConnection() {
        var login = Login.guest();
        started()
                .send(new ConnectionMethod.StartOk(login.clientProperties(), "NOPE", login.plainResponse(), "en_US"))
                .expectEnd(SILENT_CLOSE);
    }

    @Rule(5)
    void aMalformedPlainResponseEndsTheConnection() {
        var login = Login.guest();
        byte[] response = "guest".getBytes(StandardCharsets.UTF_8);
        started()
                .send(new ConnectionMethod.StartOk(login.clientProperties(), "PLAIN", response, "en_US"))
                .expectEnd(SILENT_CLOSE);
    }

    @Rule(6)
    void amqplainTakesATableWithoutItsLength() {
        var peer = started().send(amqplain("guest"));
        peer.expect(ConnectionMethod.Tune.class);
        peer.tune(Login.guest()).openVirtualHost("/").expect(ConnectionMethod.OpenOk.class);
    }

    @Rule(6)
    void amqplainRefusesAWrongPasswordToo() {
        started().send(amqplain("wrong")).expectConnectionClose(403, REFUSED.replace("PLAIN", "AMQPLAIN"), 0, 0);
    }

    private static ConnectionMethod.StartOk amqplain(String password) {
        ByteBuf out = Unpooled.buffer();
        new ArgWriter(out).table(Table.of("LOGIN", "guest", "PASSWORD", password));
        byte[] bare = ByteBufUtil.getBytes(out.skipBytes(4));
        return new ConnectionMethod.StartOk(Login.guest().clientProperties(), "AMQPLAIN", bare, "en_US");
    }

    @Rule(7)
    void anUnknownVirtualHostIs530() {
        tuned(Login.guest())
                .openVirtualHost("nope")
                .expectConnectionClose(530, "NOT_ALLOWED - vhost nope not found", 10, 40);
    }

    @Rule(7)
    void aVirtualHostWithoutRightsIs530() {
        tuned(Login.as("stranger"))
                .openVirtualHost("/")
                .expectConnectionClose(530, "NOT_ALLOWED - access to vhost '/' refused for user 'stranger'", 10, 40);
    }

    @Rule(7)
    void everyVirtualHostHasNamesOfItsOwn() {
        var here = peer();
        var there = peer(Login.guest().virtualHost("other"));
        String queue = queue(here);
        there.send(passively(queue))
                .expectChannelClose(404, "NOT_FOUND - no queue '" + queue + "' in vhost 'other'", 50, 10);
    }

    @Rule(8)
    void openingTwiceIs504() {
        login(Login.guest())
                .openVirtualHost("/")
                .expectConnectionClose(504, "CHANNEL_ERROR - unexpected method in connection state running", 10, 40);
    }

    @Rule(9)
    void beforeTuningFramesOver4096BytesAreRefused() {
        var login = Login.guest();
        started()
                .authenticate(login.clientProperties(login.clientProperties().with("long", "x".repeat(4096))))
                .expectEnd(SILENT_CLOSE);
    }

    @Rule(10)
    void theServerSendsHeartbeatsAndCutsASilentClient() {
        long before = System.nanoTime();
        var peer = login(Login.guest().heartbeat(1));
        int heartbeats = 0;
        while (peer.anyFrame(SILENT_CLOSE) instanceof Frame frame) {
            assertEquals(FrameSocket.HEARTBEAT, frame.type());
            assertEquals(0, frame.channel());
            heartbeats++;
        }
        assertBetween(1_500, 6_000, (System.nanoTime() - before) / 1_000_000, "milliseconds until the cut");
        assertTrue(heartbeats >= 2, heartbeats + " heartbeats");
    }

    @Rule(10)
    void anyTrafficKeepsAConnectionAlive() {
        var peer = login(Login.guest().heartbeat(1)).channel(1);
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) peer.sync().expectNothing(RawPeer.MOMENT);
        peer.sync();
    }

    @Rule(10)
    void heartbeatsFromTheClientKeepAConnectionAlive() {
        var peer = login(Login.guest().heartbeat(1)).channel(1);
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) peer.hex("08 0000 00000000 ce").expectNothing(RawPeer.MOMENT);
        peer.sync();
    }

    @Rule(10)
    @LeveretOnly("what is offered is a setting")
    void theClientsZeroTurnsHeartbeatsOff() {
        try (var hasty = Server.start(Map.of("heartbeat", "1s"))) {
            var peer = closing(RawPeer.login(hasty, Login.guest().heartbeat(0))).channel(1);
            assertInstanceOf(Silence.class, peer.anyFrame(Duration.ofSeconds(4)));
            peer.sync();
        }
    }

    @Rule(11)
    void theNumberOfAChannelMayBeHigherThanTheirCount() {
        var peer = login(Login.guest().channelMax(10));
        peer.channel(3000);
        for (int i = 1; i < 10; i++) peer.channel(i);
        peer.on(10)
                .send(new ChannelMethod.Open())
                .expectConnectionClose(530, "NOT_ALLOWED - ", RawPeer.ANY, RawPeer.ANY);
    }

    @Rule(11)
    void aClosedChannelNoLongerCounts() {
        var peer = login(Login.guest().channelMax(1));
        for (int i = 1; i < 5; i++) {
            peer.channel(i).send(new ChannelMethod.Close(200, "bye", 0, 0)).expect(ChannelMethod.CloseOk.class);
        }
    }

    @Rule(12)
    void aSecretMayBeRenewedOnALiveConnection() {
        peer().send(new ConnectionMethod.UpdateSecret("guest".getBytes(StandardCharsets.UTF_8), "renewed"))
                .expect(ConnectionMethod.UpdateSecretOk.class);
    }

    private RawPeer tuned(Login login) {
        var peer = started().authenticate(login);
        peer.expect(ConnectionMethod.Tune.class);
        return peer.tune(login);
    }
}
