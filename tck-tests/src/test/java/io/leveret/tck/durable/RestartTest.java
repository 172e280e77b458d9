package io.leveret.tck.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.broker.Broker;
import io.leveret.broker.definitions.UserDefinition;
import io.leveret.broker.security.Permission;
import io.leveret.tck.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker promised to keep is there when it is started again on the same folder. */
class RestartTest {
    @TempDir
    Path data;

    private Broker broker;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void start() throws Exception {
        broker = builder().start();
        connection = connect("guest", "guest", "/");
        channel = connection.createChannel();
    }

    private Broker.Builder builder() {
        return Broker.builder()
                .port(0)
                .data(data)
                .set("host", "127.0.0.1")
                .set("segment-size", "1MiB")
                .set("disk-free-limit", "1MiB");
    }

    private Connection connect(String user, String password, String virtualHost) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.port());
        factory.setUsername(user);
        factory.setPassword(password);
        factory.setVirtualHost(virtualHost);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    @AfterEach
    void stop() {
        connection.abort();
        broker.close();
    }

    private void publish(String exchange, String key, String text, AMQP.BasicProperties properties) throws IOException {
        channel.basicPublish(exchange, key, true, properties, text.getBytes(StandardCharsets.UTF_8));
    }

    private void publish(String queue, String... texts) throws IOException {
        for (String text : texts) publish("", queue, text, MessageProperties.PERSISTENT_BASIC);
    }

    private String get(String queue) throws IOException {
        GetResponse got = channel.basicGet(queue, true);
        return got == null ? "nothing" : new String(got.getBody(), StandardCharsets.UTF_8);
    }

    private static AMQP.BasicProperties.Builder persistent() {
        return new AMQP.BasicProperties.Builder().deliveryMode(2);
    }

    @Test
    void persistentMessagesInDurableQueuesStayInOrder() throws Exception {
        channel.queueDeclare("kept", true, false, false, null);
        channel.queueDeclare("lost", false, false, false, null);
        channel.confirmSelect();
        publish("kept", "one", "two", "three");
        publish("", "kept", "transient", MessageProperties.BASIC);
        publish("lost", "one");
        channel.waitForConfirmsOrDie();
        restart();
        assertEquals(
                List.of("one", "two", "three", "nothing"), List.of(get("kept"), get("kept"), get("kept"), get("kept")));
        assertThrows(IOException.class, () -> channel.queueDeclarePassive("lost"));
    }

    @Test
    void exchangesBindingsAndTheirArgumentsStay() throws Exception {
        channel.exchangeDeclare("by-topic", "topic", true);
        channel.exchangeDeclare("by-headers", "headers", true, false, Map.of("alternate-exchange", "by-topic"));
        channel.exchangeDeclare("gone", "fanout", true);
        channel.queueDeclare("q", true, false, false, null);
        channel.queueBind("q", "by-topic", "a.*.c");
        channel.queueBind("q", "by-topic", "unbound");
        channel.queueUnbind("q", "by-topic", "unbound");
        channel.exchangeBind("by-topic", "by-headers", "", Map.of("x-match", "all", "colour", "red"));
        channel.exchangeDelete("gone");
        restart();
        channel.confirmSelect();
        publish("by-topic", "a.b.c", "topic", persistent().build());
        publish("by-topic", "unbound", "not this", persistent().build());
        publish(
                "by-headers",
                "a.x.c",
                "bound",
                persistent().headers(Map.of("colour", "red")).build());
        publish("by-headers", "a.y.c", "alternate", persistent().build());
        channel.waitForConfirmsOrDie();
        assertEquals(
                List.of("topic", "bound", "alternate", "nothing"), List.of(get("q"), get("q"), get("q"), get("q")));
        // The same declaration is no conflict, another is.
        channel.exchangeDeclare("by-topic", "topic", true);
        assertThrows(IOException.class, () -> channel.exchangeDeclarePassive("gone"));
    }

    @Test
    void theConditionsOfBindingsStay() throws Exception {
        channel.queueDeclare("q", true, false, false, null);
        channel.queueBind("q", "amq.topic", "k", Map.of("x-selector", "size > 3", "x-no-local", "me"));
        restart();
        channel.confirmSelect();
        publish(
                "amq.topic",
                "k",
                "small",
                persistent().headers(Map.of("size", 3)).build());
        publish(
                "amq.topic",
                "k",
                "large",
                persistent().headers(Map.of("size", 4)).build());
        channel.waitForConfirmsOrDie();
        assertEquals(List.of("large", "nothing"), List.of(get("q"), get("q")));
        channel.queueUnbind("q", "amq.topic", "k", Map.of("x-selector", "size > 3", "x-no-local", "me"));
        publish(
                "amq.topic",
                "k",
                "large",
                persistent().headers(Map.of("size", 4)).build());
        channel.waitForConfirmsOrDie();
        assertEquals("nothing", get("q"));
    }

    @Test
    void whatWasAcknowledgedPurgedOrDeletedStaysGone() throws Exception {
        for (String name : List.of("acked", "purged", "deleted")) channel.queueDeclare(name, true, false, false, null);
        channel.txSelect();
        publish("acked", "one", "two");
        publish("purged", "one");
        publish("deleted", "one");
        channel.txCommit();
        channel.basicAck(channel.basicGet("acked", false).getEnvelope().getDeliveryTag(), false);
        channel.txCommit();
        channel.queuePurge("purged");
        channel.queueDelete("deleted");
        channel.queueDeclare("deleted", true, false, false, null);
        restart();
        assertEquals("two", get("acked"));
        assertEquals("nothing", get("acked"));
        assertEquals("nothing", get("purged"));
        assertEquals("nothing", get("deleted"));
    }

    @Test
    void prioritiesStay() throws Exception {
        channel.queueDeclare("q", true, false, false, Map.of("x-max-priority", 5));
        channel.confirmSelect();
        publish("", "q", "low", persistent().priority(1).build());
        publish("", "q", "high", persistent().priority(5).build());
        publish("", "q", "high too", persistent().priority(5).build());
        channel.waitForConfirmsOrDie();
        restart();
        assertEquals(List.of("high", "high too", "low"), List.of(get("q"), get("q"), get("q")));
    }

    @Test
    void timeGoesOnWhileTheBrokerIsAwayForTtlAndDelay() throws Exception {
        channel.queueDeclare("dead", true, false, false, null);
        channel.queueDeclare(
                "q", true, false, false, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "dead"));
        channel.confirmSelect();
        publish("", "q", "expires", persistent().expiration("900").build());
        publish("", "q", "stays", persistent().expiration("3600000").build());
        publish("", "q", "late", persistent().headers(Map.of("x-delay", 1500)).build());
        channel.waitForConfirmsOrDie();
        restart();
        Eventually.eventually("the expired one is dead", () -> {
            try {
                return channel.messageCount("dead") == 1;
            } catch (IOException e) {
                return false;
            }
        });
        GetResponse dead = channel.basicGet("dead", true);
        assertEquals("expires", new String(dead.getBody(), StandardCharsets.UTF_8));
        assertTrue(dead.getProps().getHeaders().containsKey("x-death"), dead.getProps()::toString);
        assertEquals("stays", get("q"));
        Eventually.eventually("the delayed one is there", () -> {
            try {
                return channel.messageCount("q") == 1;
            } catch (IOException e) {
                return false;
            }
        });
        assertEquals("late", get("q"));
    }

    @Test
    void deliveryCountsAndTheRedeliveredMarkStay() throws Exception {
        channel.queueDeclare("q", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.confirmSelect();
        publish("q", "tried", "fresh");
        channel.waitForConfirmsOrDie();
        for (int i = 0; i < 2; i++) {
            channel.basicNack(channel.basicGet("q", false).getEnvelope().getDeliveryTag(), false, true);
        }
        restart();
        GetResponse tried = channel.basicGet("q", false);
        assertTrue(tried.getEnvelope().isRedeliver());
        assertEquals(2L, ((Number) tried.getProps().getHeaders().get("x-delivery-count")).longValue());
        assertFalse(channel.basicGet("q", false).getEnvelope().isRedeliver());
    }

    @Test
    void exclusiveAndTransientThingsDoNotStay() throws Exception {
        String exclusive = channel.queueDeclare("mine", true, true, false, null).getQueue();
        channel.exchangeDeclare("passing", "fanout", false);
        restart();
        assertThrows(IOException.class, () -> channel.queueDeclarePassive(exclusive));
        channel = connection.createChannel();
        assertThrows(IOException.class, () -> channel.exchangeDeclarePassive("passing"));
    }

    @Test
    void usersPermissionsAndVirtualHostsStay() throws Exception {
        var admin = broker.admin();
        admin.addVirtualHost("side/ä").get();
        admin.putUser("ann", Optional.of(new UserDefinition.Secret.Plain("s3cret")), Set.of("monitoring"))
                .get();
        admin.putPermission(new Permission("ann", "side/ä", "^ann", ".*", ".*")).get();
        try (Connection ann = connect("ann", "s3cret", "side/ä")) {
            Channel hers = ann.createChannel();
            hers.confirmSelect();
            hers.queueDeclare("ann-1", true, false, false, null);
            hers.basicPublish("", "ann-1", MessageProperties.PERSISTENT_BASIC, new byte[] {7});
            hers.waitForConfirmsOrDie();
        }
        restart();
        try (Connection ann = connect("ann", "s3cret", "side/ä")) {
            Channel hers = ann.createChannel();
            assertEquals(7, hers.basicGet("ann-1", true).getBody()[0]);
            assertNull(hers.basicGet("ann-1", true));
            assertThrows(IOException.class, () -> hers.queueDeclare("other", true, false, false, null));
        }
        assertThrows(AuthenticationFailureException.class, () -> connect("ann", "wrong", "side/ä"));
        broker.admin().removeVirtualHost("side/ä").get();
        restart();
        assertThrows(IOException.class, () -> connect("guest", "guest", "side/ä"));
    }

    @Test
    void twoBrokersOnOneFolderAreOneTooMany() {
        IOException refused = assertThrows(IOException.class, () -> builder().start());
        assertTrue(refused.getMessage().contains("another broker uses the data folder"), refused.getMessage());
        assertTrue(connection.isOpen());
    }

    @Test
    void aNewerFormatIsRefusedAndNothingIsChanged() throws Exception {
        channel.queueDeclare("q", true, false, false, null);
        stop();
        Path log = data.resolve("vhost-_2f");
        try (var files = Files.list(log)) {
            for (Path each : files.filter(f -> f.toString().endsWith(".log")).toList()) OldStoreTest.makeNewer(each);
        }
        Map<String, byte[]> before = OldStoreTest.contents(log);
        Exception refused = assertThrows(Exception.class, () -> builder().start());
        assertTrue(refused.getMessage().contains("format version 2"), refused.getMessage());
        OldStoreTest.assertSame(before, OldStoreTest.contents(log));
    }
}
