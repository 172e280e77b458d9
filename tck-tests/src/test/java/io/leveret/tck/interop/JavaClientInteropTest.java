package io.leveret.tck.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.leveret.jms.LeveretConnectionFactory;
import io.leveret.jms.destination.LeveretQueue;
import io.leveret.tck.Eventually;
import io.leveret.tck.Server;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** RabbitMQ's Java client beside a JMS program. */
@Timeout(60)
class JavaClientInteropTest {
    private static final long SOON = 10_000;
    private static int tests;

    private Server server;
    private Connection connection;
    private Channel channel;
    private JMSContext context;
    private String name;

    @BeforeEach
    void open(TestInfo test) throws Exception {
        name = test.getTestMethod().orElseThrow().getName() + '.' + ++tests;
        server = Server.start();
        var factory = new ConnectionFactory();
        factory.setHost(server.host());
        factory.setPort(server.port());
        connection = factory.newConnection();
        channel = connection.createChannel();
        context = new LeveretConnectionFactory("amqp://" + server.host() + ":" + server.port()).createContext();
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        connection.close();
        server.close();
    }

    private GetResponse get(String queue) {
        List<GetResponse> got = new ArrayList<>();
        Eventually.eventually(() -> {
            try {
                GetResponse response = channel.basicGet(queue, true);
                assertNotNull(response);
                got.add(response);
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        return got.get(0);
    }

    @Test
    void aJmsTextIsReadByTheJavaClient() throws Exception {
        Queue queue = context.createQueue(name);
        TextMessage sent = context.createTextMessage("né");
        context.createProducer()
                .setJMSCorrelationID("c")
                .setJMSType("t")
                .setJMSReplyTo(context.createQueue("answers"))
                .setPriority(7)
                .setTimeToLive(60_000)
                .setProperty("flag", true)
                .setProperty("count", 3)
                .setProperty("far", 4L)
                .setProperty("short", (short) 5)
                .setProperty("octet", (byte) 6)
                .setProperty("float", 1.5f)
                .setProperty("double", 2.5)
                .setProperty("text", "é")
                .send(queue, sent);
        GetResponse got = get(name);
        BasicProperties properties = got.getProps();
        assertEquals("né", new String(got.getBody(), StandardCharsets.UTF_8));
        assertEquals("text/plain; charset=utf-8", properties.getContentType());
        assertEquals(2, properties.getDeliveryMode());
        assertEquals(7, properties.getPriority());
        assertEquals("c", properties.getCorrelationId());
        assertEquals("t", properties.getType());
        assertEquals("answers", properties.getReplyTo());
        assertEquals("60000", properties.getExpiration());
        assertEquals(sent.getJMSMessageID(), properties.getMessageId());
        assertEquals(new Date(sent.getJMSTimestamp() / 1000 * 1000), properties.getTimestamp());
        Map<String, Object> headers = properties.getHeaders();
        assertEquals(true, headers.get("flag"));
        assertEquals(3, headers.get("count"));
        assertEquals(4L, headers.get("far"));
        assertEquals((short) 5, headers.get("short"));
        assertEquals((byte) 6, headers.get("octet"));
        assertEquals(1.5f, headers.get("float"));
        assertEquals(2.5, headers.get("double"));
        assertEquals("é", headers.get("text").toString());
        assertEquals(sent.getJMSTimestamp(), headers.get("JMSTimestamp"));
        assertEquals(sent.getJMSExpiration(), headers.get("JMSExpiration"));
        assertEquals((byte) 1, headers.get("x-jms"));
    }

    @Test
    void jmsBytesAndTopicsAreReadByTheJavaClient() throws Exception {
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "amq.topic", "prices.*");
        Topic topic = context.createTopic("prices." + name.replace('.', '-'));
        context.createProducer().setDeliveryMode(DeliveryMode.NON_PERSISTENT).send(topic, new byte[] {1, 2});
        GetResponse got = get(queue);
        assertArrayEquals(new byte[] {1, 2}, got.getBody());
        assertEquals(1, got.getProps().getDeliveryMode());
        assertEquals("application/octet-stream", got.getProps().getContentType());
        assertEquals("amq.topic", got.getEnvelope().getExchange());
    }

    @Test
    void whatTheJavaClientSendsIsRead() throws Exception {
        Queue queue = context.createQueue(name);
        JMSConsumer consumer = context.createConsumer(queue);
        channel.basicPublish(
                "",
                name,
                new BasicProperties.Builder()
                        .contentType("application/json")
                        .deliveryMode(2)
                        .priority(3)
                        .correlationId("c")
                        .replyTo("answers")
                        .messageId("m")
                        .type("t")
                        .timestamp(new Date(1_700_000_000_000L))
                        .headers(Map.of("x-my-header", "yes", "n", 5))
                        .build(),
                "{\"é\":1}".getBytes(StandardCharsets.UTF_8));
        TextMessage message = assertInstanceOf(TextMessage.class, consumer.receive(SOON));
        assertEquals("{\"é\":1}", message.getText());
        assertEquals(queue, message.getJMSDestination());
        assertEquals(DeliveryMode.PERSISTENT, message.getJMSDeliveryMode());
        assertEquals(3, message.getJMSPriority());
        assertEquals("c", message.getJMSCorrelationID());
        assertEquals(new LeveretQueue("answers"), message.getJMSReplyTo());
        assertEquals("m", message.getJMSMessageID());
        assertEquals("t", message.getJMSType());
        assertEquals(1_700_000_000_000L, message.getJMSTimestamp());
        assertEquals("yes", message.getStringProperty("x-my-header"));
        assertEquals(5, message.getIntProperty("n"));
        Set<String> names = new TreeSet<>();
        for (Enumeration<?> all = message.getPropertyNames(); all.hasMoreElements(); ) {
            names.add((String) all.nextElement());
        }
        assertEquals(Set.of("JMSXDeliveryCount", "n", "x-my-header"), names);
        channel.basicPublish("", name, null, new byte[] {9});
        BytesMessage bytes = assertInstanceOf(BytesMessage.class, consumer.receive(SOON));
        assertEquals(9, bytes.readByte());
        assertNull(bytes.getJMSMessageID());
    }

    @Test
    void aJavaClientMakesMapsAndNullTexts() throws Exception {
        JMSConsumer consumer = context.createConsumer(context.createQueue(name));
        byte[] map = {0, 0, 0, 1, 'k', 'I', 0, 0, 0, 7};
        channel.basicPublish("", name, jms("application/x-jms-map"), map);
        channel.basicPublish("", name, jms("application/x-jms-text-null"), new byte[0]);
        assertEquals(
                7, assertInstanceOf(MapMessage.class, consumer.receive(SOON)).getInt("k"));
        assertNull(assertInstanceOf(TextMessage.class, consumer.receive(SOON)).getText());
    }

    private static BasicProperties jms(String contentType) {
        return new BasicProperties.Builder()
                .contentType(contentType)
                .headers(Map.of("x-jms", 1))
                .build();
    }

    @Test
    void theJavaClientAnswersJms() throws Exception {
        channel.queueDeclare(name, true, false, false, null);
        channel.basicConsume(
                name,
                true,
                (tag, request) -> channel.basicPublish(
                        "",
                        request.getProperties().getReplyTo(),
                        new BasicProperties.Builder()
                                .contentType("text/plain")
                                .correlationId(request.getProperties().getCorrelationId())
                                .build(),
                        ("re: " + new String(request.getBody(), StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8)),
                tag -> {});
        Queue answers = context.createTemporaryQueue();
        JMSConsumer consumer = context.createConsumer(answers);
        context.createProducer().setJMSReplyTo(answers).setJMSCorrelationID("7").send(context.createQueue(name), "hi");
        Message answer = consumer.receive(SOON);
        assertEquals("re: hi", answer.getBody(String.class));
        assertEquals("7", answer.getJMSCorrelationID());
        assertEquals(answers, answer.getJMSDestination());
    }

    @Test
    void jmsAnswersTheJavaClientDirectly() throws Exception {
        List<String> answers = Collections.synchronizedList(new ArrayList<>());
        channel.basicConsume(
                "amq.rabbitmq.reply-to",
                true,
                (tag, answer) -> answers.add(answer.getProperties().getCorrelationId()
                        + new String(answer.getBody(), StandardCharsets.UTF_8)),
                tag -> {});
        JMSConsumer consumer = context.createConsumer(context.createQueue(name));
        channel.basicPublish(
                "",
                name,
                new BasicProperties.Builder()
                        .replyTo("amq.rabbitmq.reply-to")
                        .correlationId("8")
                        .contentType("text/plain")
                        .build(),
                "hi".getBytes(StandardCharsets.UTF_8));
        Message request = consumer.receive(SOON);
        assertTrue(request.getJMSReplyTo().toString().contains("amq.rabbitmq.reply-to"));
        context.createProducer()
                .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setJMSCorrelationID(request.getJMSCorrelationID())
                .send(request.getJMSReplyTo(), "hello");
        Eventually.eventually(() -> assertEquals(List.of("8hello"), answers));
    }

    @Test
    void anyExchangeIsReachedByAddress() throws Exception {
        channel.exchangeDeclare(name, "headers", false, true, null);
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, name, "", Map.of("x-match", "all", "region", "eu"));
        Queue address = context.createQueue("exchange://" + name + "/key");
        context.createProducer().setProperty("region", "us").send(address, "no");
        context.createProducer().setProperty("region", "eu").send(address, "yes");
        GetResponse got = get(queue);
        assertEquals("yes", new String(got.getBody(), StandardCharsets.UTF_8));
        assertEquals("key", got.getEnvelope().getRoutingKey());
    }
}
