package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.tck.Server;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("an alarm on a broker that others share would stop them too")
class PolitePublishersTest extends ExtensionTest {

    @Override
    protected Map<String, String> settings() {
        return Server.littleMemory();
    }

    @AfterEach
    void clear() {
        server.operator().memoryAlarm(false);
    }

    @Protocol("P1")
    void duringAnAlarmItIsToldAndReadOn() {
        var peer = speaker();
        String queue = queue(peer);
        fill(peer, queue, "before");
        server.operator().memoryAlarm(true);
        peer.expect(
                ConnectionMethod.Blocked.class,
                blocked -> assertFalse(blocked.reason().isEmpty()));
        publish(peer, "", queue, "on its way");
        // What comes behind the publish is heard at once: acknowledgements are what ends an alarm.
        assertHolds(peer, queue, "before", "on its way");
        server.operator().memoryAlarm(false);
        peer.expect(ConnectionMethod.Unblocked.class);
        peer.sync();
    }

    @Protocol("P2")
    void itIsToldBeforeItPublishesAnything() {
        var idle = speaker();
        server.operator().memoryAlarm(true);
        idle.expect(ConnectionMethod.Blocked.class);
        server.operator().memoryAlarm(false);
        idle.expect(ConnectionMethod.Unblocked.class);
    }
}
