package io.leveret.tck.clients;

import static com.rabbitmq.client.BuiltinExchangeType.DIRECT;
import static com.rabbitmq.client.BuiltinExchangeType.FANOUT;
import static com.rabbitmq.client.BuiltinExchangeType.HEADERS;
import static com.rabbitmq.client.BuiltinExchangeType.TOPIC;
import static io.leveret.tck.clients.JavaClient.arrived;
import static io.leveret.tck.clients.JavaClient.bytes;
import static io.leveret.tck.clients.JavaClient.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.RpcClient;
import com.rabbitmq.client.RpcClientParams;
import com.rabbitmq.client.RpcServer;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.tck.Eventually;
import io.leveret.tck.Server;
import io.leveret.tck.clients.JavaClient.Inbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The RabbitMQ Java client with blocking sockets; the same again with NIO is {@link JavaClientNioTest}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaClientTest {
    private Server server;
    private Connection connection;
    private Channel channel;

    ConnectionFactory factory() {
        return JavaClient.factory(server);
    }

    @BeforeAll
    void startServer() {
        server = Server.start();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @BeforeEach
    void connect() throws Exception {
        connection = factory().newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void disconnect() {
        connection.abort();
    }

    private String queue() throws IOException {
        return channel.queueDeclare().getQueue();
    }

    @Test
    void aMessageComesAsItWasSent() throws Exception {
        String queue = queue();
        var headers = new HashMap<String, Object>();
        headers.put("int", 1);
        headers.put("long", 1L << 40);
        headers.put("text", "grüße");
        headers.put("list", List.of(1, 2));
        headers.put("nothing", null);
        var sent = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .headers(headers)
                .deliveryMode(2)
                .priority(4)
                .correlationId("c")
                .replyTo("r")
                .messageId("m")
                .timestamp(new Date(1_700_000_000_000L))
                .type("t")
                .userId("guest")
                .appId("a")
                .build();
        channel.basicPublish("", queue, sent, bytes("hello"));
        var inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        var delivery = inbox.next();
        assertEquals("hello", text(delivery.getBody()));
        var got = delivery.getProperties();
        assertEquals(
                sent.builder().headers(null).build().toString(),
                got.builder().headers(null).build().toString());
        assertEquals("grüße", got.getHeaders().get("text").toString());
        assertEquals(1, got.getHeaders().get("int"));
        assertEquals(List.of(1, 2), got.getHeaders().get("list"));
        assertEquals(1L << 40, got.getHeaders().get("long"));
        assertTrue(got.getHeaders().containsKey("nothing"));
        assertNull(got.getHeaders().get("nothing"));
    }

    @Test
    void aLargeMessageComesWhole() throws Exception {
        String queue = queue();
        byte[] body = new byte[5_000_000];
        new Random(5).nextBytes(body);
        channel.basicPublish("", queue, MessageProperties.MINIMAL_PERSISTENT_BASIC, body);
        var inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        assertArrayEquals(body, inbox.next().getBody());
    }

    @Test
    void allKindsOfExchangesRoute() throws Exception {
        for (var type : List.of(DIRECT, FANOUT, TOPIC, HEADERS)) {
            String exchange = "java-" + type + System.nanoTime();
            String queue = queue();
            channel.exchangeDeclare(exchange, type, false, true, null);
            channel.queueBind(queue, exchange, "a.b", Map.of("h", 1));
            channel.basicPublish(
                    exchange,
                    "a.b",
                    new AMQP.BasicProperties.Builder().headers(Map.of("h", 1)).build(),
                    bytes("m"));
            Eventually.eventually("routed by " + type, () -> count(queue) == 1);
        }
    }

    private long count(String queue) {
        try {
            return channel.messageCount(queue);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // ---- publishing

    @Test
    void confirmsCanBeWaitedFor() throws Exception {
        String queue = queue();
        channel.confirmSelect();
        for (int i = 0; i < 500; i++) channel.basicPublish("", queue, null, bytes("" + i));
        channel.waitForConfirmsOrDie(15_000);
        assertEquals(500, channel.messageCount(queue));
    }

    @Test
    void confirmsCanBeListenedTo() throws Exception {
        String queue = queue();
        var open = new ConcurrentSkipListSet<Long>();
        channel.confirmSelect();
        channel.addConfirmListener(
                (number, multiple) -> {
                    if (multiple) open.headSet(number, true).clear();
                    else open.remove(number);
                },
                (number, multiple) -> open.add(-number));
        for (int i = 0; i < 200; i++) {
            open.add(channel.getNextPublishSeqNo());
            channel.basicPublish("", queue, null, bytes("" + i));
        }
        Eventually.eventually("all are confirmed", open::isEmpty);
    }

    @Test
    void whatCannotBeRoutedIsReturned() throws Exception {
        var returned = new LinkedBlockingQueue<Return>();
        channel.addReturnListener(returned::add);
        channel.confirmSelect();
        channel.basicPublish("", "java-nowhere", true, MessageProperties.TEXT_PLAIN, bytes("m"));
        channel.waitForConfirmsOrDie(15_000);
        var back = arrived(returned, "return");
        assertEquals(312, back.getReplyCode());
        assertEquals("java-nowhere", back.getRoutingKey());
        assertEquals("m", text(back.getBody()));
        assertEquals("text/plain", back.getProperties().getContentType());
    }

    @Test
    void transactionsCommitAndRollBack() throws Exception {
        String queue = queue();
        channel.txSelect();
        channel.basicPublish("", queue, null, bytes("dropped"));
        channel.txRollback();
        channel.basicPublish("", queue, null, bytes("kept"));
        channel.txCommit();
        var got = channel.basicGet(queue, false);
        assertEquals("kept", text(got.getBody()));
        channel.basicAck(got.getEnvelope().getDeliveryTag(), false);
        channel.txCommit();
        assertNull(channel.basicGet(queue, true));
    }

    // ---- consuming

    @Test
    void prefetchHoldsDeliveriesBack() throws Exception {
        String queue = queue();
        for (int i = 0; i < 3; i++) channel.basicPublish("", queue, null, bytes("" + i));
        channel.basicQos(1);
        var inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        for (int i = 0; i < 3; i++) {
            var delivery = inbox.next();
            assertEquals("" + i, text(delivery.getBody()));
            channel.messageCount(queue);
            assertTrue(inbox.isEmpty());
            channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
        }
    }

    @Test
    void nackedMessagesComeAgain() throws Exception {
        String queue = queue();
        channel.basicPublish("", queue, null, bytes("m"));
        var inbox = new Inbox(channel);
        channel.basicConsume(queue, false, inbox);
        var first = inbox.next();
        assertFalse(first.getEnvelope().isRedeliver());
        channel.basicNack(first.getEnvelope().getDeliveryTag(), false, true);
        var second = inbox.next();
        assertTrue(second.getEnvelope().isRedeliver());
        channel.basicReject(second.getEnvelope().getDeliveryTag(), false);
        assertEquals(0, channel.messageCount(queue));
    }

    @Test
    void consumersHearOfADeletedQueue() throws Exception {
        String queue = queue();
        var inbox = new Inbox(channel);
        String tag = channel.basicConsume(queue, true, inbox);
        connection.createChannel().queueDelete(queue);
        assertEquals(tag, inbox.nextCancelled());
    }

    @Test
    void questionsAreAnsweredByDirectReplyTo() throws Exception {
        String queue = queue();
        var server = new RpcServer(connection.createChannel(), queue) {
            @Override
            public byte[] handleCall(byte[] request, AMQP.BasicProperties reply) {
                return bytes(text(request).toUpperCase());
            }
        };
        var threads = Executors.newSingleThreadExecutor();
        Future<?> running = threads.submit(server::mainloop);
        var client = new RpcClient(new RpcClientParams()
                .channel(channel)
                .exchange("")
                .routingKey(queue)
                .timeout(15_000));
        assertEquals("HARE", client.stringCall("hare"));
        assertEquals("LEVERET", client.stringCall("leveret"));
        server.terminateMainloop();
        connection.abort();
        assertThrows(Exception.class, () -> {
            running.get();
            throw new ShutdownSignalException(true, true, null, null);
        });
        threads.shutdown();
    }

    // ---- errors

    @Test
    void anErrorClosesTheChannelOnly() throws Exception {
        var failure = assertThrows(IOException.class, () -> channel.queueDeclarePassive("java-missing"));
        var signal = assertInstanceOf(ShutdownSignalException.class, failure.getCause());
        var close = assertInstanceOf(AMQP.Channel.Close.class, signal.getReason());
        assertEquals(404, close.getReplyCode());
        assertFalse(channel.isOpen());
        assertTrue(connection.isOpen());
        assertThrows(AlreadyClosedException.class, () -> channel.queueDeclare());
        connection.createChannel().queueDeclare();
    }

    @Test
    void aWrongPasswordIsAnAuthenticationFailure() {
        var factory = factory();
        factory.setPassword("wrong");
        assertThrows(AuthenticationFailureException.class, () -> factory.newConnection());
    }

    @Test
    void anUnknownVirtualHostIsRefused() {
        var factory = factory();
        factory.setVirtualHost("nowhere");
        var failure = assertThrows(IOException.class, () -> factory.newConnection());
        assertTrue(failure.getCause().getMessage().contains("530"), failure::toString);
    }

    @Test
    void manyChannelsWorkAtOnce() throws Exception {
        String queue = queue();
        var threads = Executors.newFixedThreadPool(4);
        try {
            var all = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 20; i++)
                all.add(threads.submit(() -> {
                    try (var own = connection.createChannel()) {
                        own.confirmSelect();
                        for (int k = 0; k < 50; k++) own.basicPublish("", queue, null, bytes("m"));
                        return own.waitForConfirms(15_000);
                    }
                }));
            for (var each : all) assertTrue(each.get());
        } finally {
            threads.shutdown();
        }
        assertEquals(1000, channel.messageCount(queue));
    }
}
