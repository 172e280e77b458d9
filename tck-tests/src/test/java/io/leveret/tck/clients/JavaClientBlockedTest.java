package io.leveret.tck.clients;

import static io.leveret.tck.clients.JavaClient.arrived;
import static io.leveret.tck.clients.JavaClient.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.tck.Server;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("an alarm on a broker that others share would stop them too")
class JavaClientBlockedTest {

    @Test
    void aPublisherIsToldThatItWaitsAndThatItGoesOn() throws Exception {
        try (var server = Server.start(Server.littleMemory());
                var connection = JavaClient.factory(server).newConnection();
                var channel = connection.createChannel()) {
            var told = new LinkedBlockingQueue<String>();
            connection.addBlockedListener(reason -> told.add("blocked " + reason), () -> told.add("unblocked"));
            String queue = channel.queueDeclare().getQueue();
            server.operator().memoryAlarm(true);
            try {
                channel.basicPublish("", queue, null, bytes("waits"));
                assertTrue(arrived(told, "blocked").startsWith("blocked "));
            } finally {
                server.operator().memoryAlarm(false);
            }
            assertEquals("unblocked", arrived(told, "unblocked"));
            assertEquals(1, channel.messageCount(queue));
        }
    }
}
