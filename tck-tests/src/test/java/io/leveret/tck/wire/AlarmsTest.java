package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.QueueMethod;
import io.leveret.tck.Server;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("an alarm on a broker that others share would stop them too")
class AlarmsTest extends WireTest {

    @Override
    protected Map<String, String> settings() {
        return Server.littleMemory();
    }

    @AfterEach
    void clear() {
        server.operator().memoryAlarm(false);
        server.operator().diskAlarm(false);
    }

    @Rule(77)
    void aPublishingConnectionIsToldThatItIsBlockedAndItsPublishesWait() {
        var peer = peer();
        var watching = peer();
        String queue = queue(peer);
        fill(peer, queue, "before");
        server.operator().memoryAlarm(true);
        publish(peer, "", queue, "waits");
        peer.expect(
                ConnectionMethod.Blocked.class,
                blocked -> assertFalse(blocked.reason().isEmpty()));
        assertReady(1, watching, queue);
        server.operator().memoryAlarm(false);
        peer.expect(ConnectionMethod.Unblocked.class);
        peer.sync();
        assertHolds(peer, queue, "before", "waits");
    }

    @Rule(77)
    void aConnectionThatOnlyConsumesGoesOn() {
        var consumer = peer();
        String queue = queue(consumer);
        fill(peer(), queue, "1", "2");
        server.operator().memoryAlarm(true);
        qos(consumer, 1, false);
        consume(consumer, queue, "c");
        ack(consumer, delivery(consumer).is("1"));
        ack(consumer, delivery(consumer).is("2"));
        cancel(consumer, "c");
        consumer.send(new QueueMethod.Delete(queue, false, false, false))
                .expect(QueueMethod.DeleteOk.class, ok -> assertEquals(0, ok.messageCount()));
    }

    @Rule(77)
    void twoAlarmsMustBothClear() {
        var peer = peer();
        String queue = queue(peer);
        fill(peer, queue, "before");
        var operator = server.operator();
        operator.memoryAlarm(true);
        operator.diskAlarm(true);
        publish(peer, "", queue, "waits");
        peer.expect(ConnectionMethod.Blocked.class);
        operator.memoryAlarm(false);
        peer.expectNothing(RawPeer.MOMENT);
        operator.diskAlarm(false);
        peer.expect(ConnectionMethod.Unblocked.class);
        peer.sync();
        assertReady(2, peer, queue);
    }

    @Rule(77)
    void whoDoesNotKnowBlockedIsNotToldButWaitsAsWell() {
        var peer = peer(Login.guest().withoutCapability("connection.blocked"));
        String queue = queue(peer);
        server.operator().memoryAlarm(true);
        publish(peer, "", queue, "m");
        peer.expectNothing(RawPeer.MOMENT);
        server.operator().memoryAlarm(false);
        peer.sync();
        assertReady(1, peer, queue);
    }

    @Rule(10)
    void duringAnAlarmNobodyIsTimedOutForSilence() {
        var peer = peer(Login.guest().heartbeat(1));
        String queue = queue(peer);
        server.operator().memoryAlarm(true);
        publish(peer, "", queue, "m");
        peer.expect(ConnectionMethod.Blocked.class);
        peer.expectNothing(RawPeer.MOMENT.multipliedBy(16));
        server.operator().memoryAlarm(false);
        peer.expect(ConnectionMethod.Unblocked.class);
        peer.sync();
        peer.send(new BasicMethod.Get(queue, true))
                .expectMessage(BasicMethod.GetOk.class)
                .is("m");
    }
}
