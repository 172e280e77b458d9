package io.leveret.jms.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Destinations from text and back, and which are the same. */
class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "orders, '', orders, queue://orders",
        "orders/eu 1, '', orders/eu 1, queue://orders/eu%201",
        "queue://orders, '', orders, queue://orders",
        "queue://a%3Fb%25, '', a?b%, queue://a%3Fb%25",
        "exchange:///orders, '', orders, queue://orders",
        "exchange://logs/a.b, logs, a.b, exchange://logs/a.b",
        "exchange://my%2Flogs/a/b, my/logs, a/b, exchange://my%2Flogs/a/b",
        "exchange://logs/, logs, '', exchange://logs/"
    })
    void queuesFromText(String text, String exchange, String key, String address) throws JMSException {
        LeveretDestination queue = (LeveretDestination) Addresses.queue(text);
        assertEquals(exchange, queue.exchange());
        assertEquals(key, queue.routingKey());
        assertEquals(address, queue.address());
        assertEquals(address, queue.toString());
        assertEquals(queue, Addresses.parse(queue.address()));
        assertEquals(queue, Addresses.queue(((Queue) queue).getQueueName()));
    }

    @ParameterizedTest
    @CsvSource({
        "prices.eur, amq.topic, prices.eur, topic://prices.eur",
        "prices.#, amq.topic, prices.#, topic://prices.#",
        "topic://a b, amq.topic, a b, topic://a%20b",
        "exchange://amq.topic/x, amq.topic, x, topic://x",
        "exchange://logs/*.b, logs, *.b, exchange://logs/*.b"
    })
    void topicsFromText(String text, String exchange, String key, String address) throws JMSException {
        LeveretDestination topic = (LeveretDestination) Addresses.topic(text);
        assertEquals(exchange, topic.exchange());
        assertEquals(key, topic.routingKey());
        assertEquals(address, topic.address());
        assertFalse(topic.isQueue());
        assertEquals(topic, Addresses.parse(topic.address()));
        assertEquals(topic, Addresses.topic(((jakarta.jms.Topic) topic).getTopicName()));
    }

    @Test
    void aQueuesArgumentsKeepTheirTypes() throws JMSException {
        String text = "queue://orders?x-max-priority=5&x-single-active-consumer=true&x-rate=1.5&x-queue-type=quorum"
                + "&x-label='5'&x-far=9999999999&x-dead-letter-exchange=a%26b";
        LeveretQueue queue = (LeveretQueue) Addresses.queue(text);
        Map<String, Object> expected = Map.of(
                "x-max-priority",
                5,
                "x-single-active-consumer",
                true,
                "x-rate",
                1.5,
                "x-queue-type",
                "quorum",
                "x-label",
                "5",
                "x-far",
                9_999_999_999L,
                "x-dead-letter-exchange",
                "a&b");
        assertEquals(expected, queue.arguments());
        assertEquals(text, queue.getQueueName());
        assertEquals(expected, ((LeveretQueue) Addresses.queue(queue.address())).arguments());
        assertEquals(new LeveretQueue("orders"), queue, "a receiver cannot know the arguments");
        assertEquals("orders", queue.replyAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "queue://",
                "queue://q?",
                "queue://q?x-a",
                "queue://q?durable=true",
                "queue://q?x-a=1&x-a=2",
                "queue://%zz",
                "topic://a",
                "exchange://a",
                "exchange://a/b?x-c=1",
                "exchange:///",
                "exchange://amq.topic/a"
            })
    void whatIsNoQueueIsRefusedWithItsText(String text) {
        InvalidDestinationException refused =
                assertThrows(InvalidDestinationException.class, () -> Addresses.queue(text));
        assertTrue(
                refused.getMessage().contains(text.startsWith("queue://%") ? "%25" : text.isEmpty() ? "''" : "'"),
                refused.getMessage());
    }

    @Test
    void whatIsNoTopicIsRefused() {
        for (String text : new String[] {null, "", "queue://q", "exchange:///q", "topic://", "topic://a?b"}) {
            assertThrows(InvalidDestinationException.class, () -> Addresses.topic(text), text);
        }
        assertThrows(InvalidDestinationException.class, () -> Addresses.queue(null));
        assertThrows(InvalidDestinationException.class, () -> Addresses.of(null));
        assertThrows(InvalidDestinationException.class, () -> Addresses.of(new Destination() {}));
        assertThrows(InvalidDestinationException.class, () -> Addresses.queue("é".repeat(128)));
        assertThrows(IllegalArgumentException.class, () -> new LeveretQueue(null));
        assertThrows(IllegalArgumentException.class, () -> new LeveretTopic(""));
    }

    @Test
    void sameWayIsEqualWhateverTheObjectKnowsBesides() {
        LeveretQueue temporary = new LeveretTemporaryQueue("leveret.temporary.1", destination -> {});
        assertEquals(temporary, Addresses.replyTo(temporary.replyAddress()));
        assertEquals(temporary.hashCode(), new LeveretQueue("leveret.temporary.1").hashCode());
        assertInstanceOf(LeveretTemporaryQueue.class, Addresses.replyTo(temporary.replyAddress()));
        assertInstanceOf(LeveretTemporaryTopic.class, Addresses.routed("amq.topic", "leveret.temporary.2"));
        assertNotEquals(new LeveretQueue("a"), new LeveretTopic("a"));
        assertNotEquals(new LeveretQueue("a"), new LeveretQueue("b"));
        assertEquals(new LeveretTopic("a"), Addresses.replyTo(new LeveretTopic("a").replyAddress()));
    }

    @Test
    void aReplyToThatIsNoAddressIsAQueuesName() {
        for (String text : List.of("amq.rabbitmq.reply-to.g1h2", "exchange://", "queue://", "topic://%", "http://x")) {
            assertEquals(text, Addresses.replyTo(text).routingKey());
        }
        LeveretQueue odd = new LeveretQueue("topic://odd");
        assertEquals(odd, Addresses.replyTo(odd.replyAddress()));
        assertEquals("queue://topic://odd", odd.getQueueName());
    }

    @Test
    void otherProvidersDestinationsAreKnownByName() throws JMSException {
        Queue queue = () -> "orders";
        jakarta.jms.Topic topic = () -> "prices";
        assertEquals(new LeveretQueue("orders"), Addresses.of(queue));
        assertEquals(new LeveretTopic("prices"), Addresses.of(topic));
    }

    @Test
    void onlyTheOwnerDeletesATemporaryDestination() throws JMSException {
        LeveretDestination[] deleted = new LeveretDestination[1];
        TemporaryOwner owner = destination -> deleted[0] = destination;
        LeveretTemporaryTopic mine = new LeveretTemporaryTopic("leveret.temporary.1", owner);
        assertTrue(mine.isOwnedBy(owner));
        assertTrue(mine.isTemporary());
        mine.delete();
        assertEquals(mine, deleted[0]);
        LeveretTemporaryTopic theirs = new LeveretTemporaryTopic("leveret.temporary.1");
        assertFalse(theirs.isOwnedBy(owner));
        assertThrows(JMSException.class, theirs::delete);
    }

    @Test
    void destinationsAreSerializableAndReferenceable() throws Exception {
        for (LeveretDestination each : List.of(
                (LeveretDestination) Addresses.queue("queue://q?x-max-priority=5"),
                new LeveretTopic("a.b"),
                new LeveretAddress("logs", "k"),
                new LeveretTemporaryQueue("leveret.temporary.3", destination -> {}))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(each);
            }
            Object back = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
            assertEquals(each, back);
            assertEquals(each.getClass(), back.getClass());
            assertEquals(each.address(), ((LeveretDestination) back).address());
            assertEquals(each.address(), each.getReference().get("address").getContent());
        }
    }
}
