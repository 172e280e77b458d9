package io.leveret.tck.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.leveret.jms.LeveretConnectionFactory;
import io.leveret.tck.Program;
import io.leveret.tck.Server;
import io.leveret.tck.Tools;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** pika, the Python client, beside a JMS program; the other half is resources/pika/interop.py. */
@Timeout(120)
class PikaInteropTest {
    private static final long SOON = 30_000;

    @Test
    void eachReadsWhatTheOtherSends() throws Exception {
        try (var server = Server.start();
                var program = Program.start(server, Tools.resource("/pika"), List.of(Tools.python(), "interop.py"));
                var context =
                        new LeveretConnectionFactory("amqp://" + server.host() + ":" + server.port()).createContext()) {
            Queue answers = context.createTemporaryQueue();
            JMSConsumer consumer = context.createConsumer(answers);
            program.awaitLine("ready");
            sendWhatPikaChecks(context, answers);
            receiveWhatPikaSends(consumer, program);
            program.finish();
        }
    }

    private static void sendWhatPikaChecks(JMSContext context, Queue answers) throws Exception {
        Queue requests = context.createQueue("interop.requests");
        context.createProducer()
                .setJMSReplyTo(answers)
                .setJMSCorrelationID("7")
                .setJMSType("t")
                .setProperty("flag", true)
                .setProperty("count", 3)
                .setProperty("text", "é")
                .send(requests, "né");
        context.createProducer().setJMSReplyTo(answers).send(requests, new byte[] {0, (byte) 0xff});
        MapMessage map = context.createMapMessage();
        map.setString("name", "é");
        map.setInt("count", 3);
        map.setLong("far", -4);
        map.setDouble("double", 2.5);
        map.setBoolean("flag", true);
        map.setChar("char", 'c');
        map.setBytes("bytes", new byte[] {1, 2});
        map.setObject("null", null);
        context.createProducer().setJMSReplyTo(answers).send(requests, map);
    }

    private static void receiveWhatPikaSends(JMSConsumer consumer, Program program) throws Exception {
        TextMessage text = assertInstanceOf(TextMessage.class, consumer.receive(SOON), program::toString);
        assertEquals("né back", text.getText());
        assertEquals("7", text.getJMSCorrelationID());
        assertEquals("m-1", text.getJMSMessageID());
        assertEquals(2, text.getJMSDeliveryMode());
        assertEquals(6, text.getJMSPriority());
        assertEquals("é", text.getStringProperty("x-greeting"));
        assertEquals(5, text.getLongProperty("count"));
        assertEquals(true, text.getBooleanProperty("flag"));
        assertEquals(1_700_000_000_000L, text.getJMSTimestamp());
        BytesMessage bytes = assertInstanceOf(BytesMessage.class, consumer.receive(SOON), program::toString);
        assertArrayEquals(new byte[] {0, (byte) 0xff}, bytes.getBody(byte[].class));
        Message checked = consumer.receive(SOON);
        assertNotNull(checked, program::toString);
        assertEquals("{\"checked\": true}", checked.getBody(String.class));
    }
}
