package io.leveret.broker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.broker.insight.Alarm;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
    private final Managed managed = new Managed();
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void connect() throws Exception {
        connection = managed.connect();
        channel = connection.createChannel();
    }

    @AfterEach
    void close() {
        connection.abort();
        managed.close();
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static List<String> names(JsonNode list) {
        var names = new ArrayList<String>();
        list.forEach(each -> names.add(each.get("name").textValue()));
        return names;
    }

    @Test
    void theOverviewSumsUpWhatThereIs() throws Exception {
        channel.queueDeclare("q", false, false, false, null);
        for (int i = 0; i < 3; i++) channel.basicPublish("", "q", null, new byte[100]);
        channel.basicAck(fetch("q"), false);
        fetch("q");
        Managed.eventually(() ->
                managed.get("/api/overview").json().at("/message_stats/ack").asInt() == 1);

        JsonNode overview = managed.get("/api/overview").json();

        assertEquals(1, overview.at("/object_totals/connections").asInt());
        assertEquals(1, overview.at("/object_totals/channels").asInt());
        assertEquals(1, overview.at("/object_totals/queues").asInt());
        assertEquals(7, overview.at("/object_totals/exchanges").asInt());
        assertEquals(2, overview.at("/queue_totals/messages").asInt());
        assertEquals(1, overview.at("/queue_totals/messages_ready").asInt());
        assertEquals(1, overview.at("/queue_totals/messages_unacknowledged").asInt());
        assertEquals(100, overview.at("/queue_totals/message_bytes_ready").asInt());
        assertEquals(3, overview.at("/message_stats/publish").asInt());
        assertEquals(2, overview.at("/message_stats/deliver_get").asInt());
        assertEquals("amqp", overview.at("/listeners/0/protocol").textValue());
        assertEquals(managed.broker.port(), overview.at("/listeners/0/port").asInt());
        assertEquals("http", overview.at("/listeners/1/protocol").textValue());
    }

    private long fetch(String queue) throws Exception {
        return channel.basicGet(queue, false).getEnvelope().getDeliveryTag();
    }

    @Test
    void countersDoNotFallWhenAQueueIsDeleted() throws Exception {
        channel.queueDeclare("q", false, false, false, null);
        channel.basicPublish("", "q", null, new byte[1]);
        channel.basicAck(fetch("q"), false);
        channel.queueDelete("q");

        JsonNode counts = managed.get("/api/overview").json().get("message_stats");

        assertEquals(1, counts.get("publish").asInt());
        assertEquals(1, counts.get("deliver_get").asInt());
        assertEquals(1, counts.get("ack").asInt());
    }

    @Test
    void queuesComeSortedByNameAndInPages() throws Exception {
        for (int i = 9; i >= 0; i--) channel.queueDeclare("q" + i, false, false, false, null);
        channel.queueDeclare("other", false, false, false, null);

        assertEquals("other", names(managed.get("/api/queues").json()).get(0));
        JsonNode page = managed.get("/api/queues/%2F?page=2&page_size=4&name=Q").json();
        assertEquals(List.of("q4", "q5", "q6", "q7"), names(page.get("items")));
        assertEquals(3, page.get("page_count").asInt());
        assertEquals(10, page.get("filtered_count").asInt());
        assertEquals(11, page.get("total_count").asInt());
        assertEquals("page_out_of_range", managed.get("/api/queues?page=9").error());
        assertTrue(managed.get("/api/queues?page=0").reason().contains("allowed are 1 to"));
        assertTrue(managed.get("/api/queues?page_size=501").reason().contains("allowed are 1 to 500"));
    }

    @Test
    void queuesAreSortedByWhatIsAskedFor() throws Exception {
        for (String queue : List.of("a", "b", "c")) channel.queueDeclare(queue, false, false, false, null);
        channel.basicPublish("", "b", null, new byte[1]);
        channel.queueDeclarePassive("b");

        assertEquals(
                List.of("b", "a", "c").get(0),
                names(managed.get("/api/queues?sort=messages&sort_reverse=true").json())
                        .get(0));
        assertTrue(managed.get("/api/queues?sort=colour").reason().contains("messages_ready"));
    }

    @Test
    void oneQueueIsShownWithItsArguments() throws Exception {
        channel.queueDeclare("q", true, false, false, Map.of("x-max-length", 5, "x-dead-letter-exchange", "dlx"));

        JsonNode queue = managed.get("/api/queues/%2F/q").json();

        assertEquals(5, queue.at("/arguments/x-max-length").asInt());
        assertEquals("dlx", queue.at("/arguments/x-dead-letter-exchange").textValue());
        assertTrue(queue.get("durable").booleanValue());
        assertEquals(404, managed.get("/api/queues/%2F/nothing").status());
        assertTrue(managed.get("/api/queues/%2F/nothing").reason().contains("no queue 'nothing' in vhost '/'"));
    }

    @Test
    void namesMayHoldAnything() throws Exception {
        for (String name :
                List.of("a/b", "<img src=x onerror=alert(1)>", "hare \uD83D\uDC07 ñ", "100%", "a+b?c#d&e=f", "\"'\\")) {
            channel.queueDeclare(name, false, false, false, null);
            String path = "/api/queues/%2F/" + encoded(name);

            assertEquals(name, managed.get(path).json().get("name").textValue());
            assertTrue(names(managed.get("/api/queues?name=" + encoded(name)).json())
                    .contains(name));
            assertEquals(204, managed.delete(path).status(), name);
            assertEquals(404, managed.get(path).status(), name);
        }
    }

    @Test
    void aQueueIsPurgedAndDeleted() throws Exception {
        channel.queueDeclare("q", false, false, false, null);
        channel.basicPublish("", "q", null, new byte[1]);
        channel.queueDeclarePassive("q");

        assertEquals(400, managed.delete("/api/queues/%2F/q?if-empty=true").status());
        assertEquals(204, managed.delete("/api/queues/%2F/q/contents").status());
        assertEquals(0, channel.queueDeclarePassive("q").getMessageCount());
        assertEquals(204, managed.delete("/api/queues/%2F/q").status());
        assertEquals(404, managed.delete("/api/queues/%2F/q").status());
        assertThrows(Exception.class, () -> channel.queueDeclarePassive("q"));
    }

    @Test
    void anExclusiveQueueIsItsOwnersOnly() throws Exception {
        String queue = channel.queueDeclare().getQueue();

        Managed.Reply reply = managed.delete("/api/queues/%2F/" + queue);

        assertEquals(400, reply.status());
        assertTrue(reply.reason().contains("RESOURCE_LOCKED"), reply.reason());
    }

    @Test
    void aForcedCloseTellsTheClientWhy() throws Exception {
        var told = new CompletableFuture<ShutdownSignalException>();
        connection.addShutdownListener(told::complete);
        String name = managed.get("/api/connections").json().get(0).get("name").textValue();

        Managed.Reply reply = managed.send(managed.request("/api/connections/" + encoded(name))
                .header("Authorization", Managed.basic("guest", "guest"))
                .header("X-Reason", "moving house")
                .DELETE());

        assertEquals(204, reply.status());
        String why = told.get(10, TimeUnit.SECONDS).getReason().toString();
        assertTrue(why.contains("reply-code=320") && why.contains("moving house"), why);
        Managed.eventually(() -> managed.get("/api/connections").json().isEmpty());
        assertEquals(404, managed.delete("/api/connections/" + encoded(name)).status());
    }

    @Test
    void connectionsChannelsAndConsumersAreShown() throws Exception {
        channel.queueDeclare("q", false, false, false, null);
        channel.basicQos(7);
        channel.confirmSelect();
        channel.basicConsume("q", false, "tag", (tag, delivery) -> {}, tag -> {});

        JsonNode shown = managed.get("/api/connections").json().get(0);
        assertEquals("guest", shown.get("user").textValue());
        assertEquals("running", shown.get("state").textValue());
        assertEquals("127.0.0.1", shown.get("peer_host").textValue());
        assertEquals("RabbitMQ", shown.at("/client_properties/product").textValue());
        assertEquals(1, shown.get("channels").asInt());
        JsonNode itsChannel = managed.get("/api/channels").json().get(0);
        assertTrue(itsChannel.get("confirm").booleanValue());
        assertEquals(1, itsChannel.get("consumer_count").asInt());
        JsonNode consumer = managed.get("/api/consumers/%2F").json().get(0);
        assertEquals("tag", consumer.get("consumer_tag").textValue());
        assertEquals("q", consumer.at("/queue/name").textValue());
        assertEquals(7, consumer.get("prefetch_count").asInt());
        assertTrue(consumer.get("ack_required").booleanValue());
    }

    @Test
    void exchangesAreShownWithTheirBindings() throws Exception {
        channel.exchangeDeclare("x", BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare("q", false, false, false, null);
        channel.queueBind("q", "x", "a.#");
        channel.exchangeBind("x", "amq.topic", "b");

        assertEquals(
                "topic", managed.get("/api/exchanges/%2F/x").json().get("type").textValue());
        JsonNode from = managed.get("/api/exchanges/%2F/x/bindings/source").json();
        assertEquals(1, from.size());
        assertEquals("a.#", from.get(0).get("routing_key").textValue());
        assertEquals("queue", from.get(0).get("destination_type").textValue());
        JsonNode to = managed.get("/api/exchanges/%2F/x/bindings/destination").json();
        assertEquals("amq.topic", to.get(0).get("source").textValue());
        assertEquals(1, managed.get("/api/queues/%2F/q/bindings").json().size());
        assertEquals(2, managed.get("/api/bindings/%2F").json().size());
    }

    @Test
    void aVirtualHostIsMadeUsedAndDeleted() throws Exception {
        assertEquals(201, managed.put("/api/vhosts/a%2Fb", "").status());
        assertEquals(204, managed.put("/api/vhosts/a%2Fb", "{}").status());
        assertEquals(List.of("/", "a/b"), names(managed.get("/api/vhosts").json()));
        assertEquals(
                ".*",
                managed.get("/api/permissions/a%2Fb/guest").json().get("write").textValue());
        assertEquals(204, managed.delete("/api/vhosts/a%2Fb").status());
        assertEquals(404, managed.delete("/api/vhosts/a%2Fb").status());
        assertEquals(404, managed.get("/api/permissions/a%2Fb/guest").status());
        assertEquals(404, managed.get("/api/queues/a%2Fb").status());
    }

    @Test
    void aUserIsMadeChangedAndDeleted() throws Exception {
        assertEquals(
                201,
                managed.put("/api/users/ann", "{\"password\":\"ann\",\"tags\":[\"monitoring\"]}")
                        .status());
        assertEquals(200, managed.as("ann", "GET", "/api/overview", "").status());
        assertEquals(204, managed.put("/api/users/ann", "{\"tags\":\"\"}").status());
        assertEquals(403, managed.as("ann", "GET", "/api/overview", "").status());
        assertEquals(
                201,
                managed.put("/api/permissions/%2F/ann", "{\"configure\":\"\",\"write\":\".*\",\"read\":\"^q$\"}")
                        .status());
        assertEquals(
                "^q$",
                managed.get("/api/users/ann/permissions")
                        .json()
                        .get(0)
                        .get("read")
                        .textValue());
        Connection hers = managed.connect("ann");
        try {
            var told = new CompletableFuture<ShutdownSignalException>();
            hers.addShutdownListener(told::complete);
            assertEquals(204, managed.delete("/api/users/ann").status());
            assertTrue(told.get(10, TimeUnit.SECONDS).getMessage().contains("320"));
        } finally {
            hers.abort();
        }
        assertEquals(404, managed.get("/api/users/ann").status());
        assertFalse(managed.get("/api/users").text().contains("hash"));
    }

    @Test
    void theLastAdministratorStays() {
        Managed.Reply reply = managed.delete("/api/users/guest");

        assertEquals(409, reply.status());
        assertTrue(reply.reason().contains("last administrator"));
        assertEquals(409, managed.put("/api/users/guest", "{\"tags\":\"\"}").status());
        managed.user("ann", "administrator");
        assertEquals(204, managed.delete("/api/users/guest").status());
    }

    @Test
    void topicPermissionsAreSetAndTaken() {
        String body = "{\"exchange\":\"amq.topic\",\"write\":\"^a\",\"read\":\".*\"}";
        assertEquals(201, managed.put("/api/topic-permissions/%2F/guest", body).status());
        assertEquals(204, managed.put("/api/topic-permissions/%2F/guest", body).status());
        assertEquals(
                "^a",
                managed.get("/api/topic-permissions").json().get(0).get("write").textValue());
        assertEquals(204, managed.delete("/api/topic-permissions/%2F/guest").status());
        assertEquals(404, managed.delete("/api/topic-permissions/%2F/guest").status());
    }

    @Test
    void tracingSendsCopiesWhileItIsOn() throws Exception {
        channel.queueDeclare("traced", false, false, false, null);
        channel.queueBind("traced", "amq.rabbitmq.trace", "#");
        assertEquals(204, managed.put("/api/trace/%2F", "{\"on\":true}").status());
        assertTrue(managed.get("/api/vhosts/%2F").json().get("tracing").booleanValue());
        channel.basicPublish("amq.fanout", "", null, new byte[1]);
        // The copy takes its way at the end of the turn: it is there before the answer to a second question.
        channel.queueDeclarePassive("traced");
        assertEquals(1, channel.queueDeclarePassive("traced").getMessageCount());
        assertEquals(204, managed.put("/api/trace/%2F", "{\"on\":false}").status());
        channel.basicPublish("amq.fanout", "", null, new byte[1]);
        assertEquals(1, channel.queueDeclarePassive("traced").getMessageCount());
    }

    @Test
    void definitionsOfOneBrokerMakeAnother() throws Exception {
        channel.exchangeDeclare("x", BuiltinExchangeType.DIRECT, true);
        channel.queueDeclare("q", true, false, false, Map.of("x-max-length", 3));
        channel.queueBind("q", "x", "k");
        String own = channel.queueDeclare().getQueue();
        channel.queueBind(own, "x", "k");
        managed.user("ann", "management");
        managed.put("/api/vhosts/two", "");
        String file = managed.get("/api/definitions").text();
        assertFalse(file.contains(own));

        try (var other = new Managed()) {
            assertEquals(
                    204, other.as("guest", "POST", "/api/definitions", file).status());
            assertEquals(
                    3,
                    other.get("/api/queues/%2F/q")
                            .json()
                            .at("/arguments/x-max-length")
                            .asInt());
            assertEquals(1, other.get("/api/bindings").json().size());
            assertEquals(200, other.as("ann", "GET", "/api/whoami", "").status());
            assertEquals(List.of("/", "two"), names(other.get("/api/vhosts").json()));
            String two = managed.get("/api/definitions/%2F").text();
            assertEquals(
                    204, other.as("guest", "POST", "/api/definitions/two", two).status());
            assertEquals(200, other.get("/api/queues/two/q").status());
        }
        Managed.Reply wrong = managed.as("guest", "POST", "/api/definitions", "{\"queues\":[{\"name\":5}]}");
        assertEquals(400, wrong.status());
        assertTrue(wrong.reason().contains("queues[0].name"), wrong.reason());
    }

    @Test
    void anAlarmFailsTheHealthCheckAndShowsInTheOverview() throws Exception {
        assertEquals(200, managed.get("/api/health/checks/alarms").status());
        managed.broker.admin().rehearse(Alarm.MEMORY, true).get();

        assertEquals(503, managed.get("/api/health/checks/alarms").status());
        assertEquals(
                "low on memory",
                managed.get("/api/overview").json().at("/alarms/0").textValue());
        managed.broker.admin().rehearse(Alarm.MEMORY, false).get();
        assertEquals(
                "ok",
                managed.get("/api/health/checks/alarms").json().get("status").textValue());
    }

    @Test
    void prometheusIsToldFigures() throws Exception {
        channel.queueDeclare("q", false, false, false, null);
        channel.basicPublish("", "q", null, new byte[1]);
        channel.queueDeclarePassive("q");

        String text = managed.get("/metrics").text();

        assertTrue(text.contains("leveret_messages_ready{vhost=\"/\"} 1.0"), text);
        assertTrue(text.contains("leveret_messages_published_total{vhost=\"/\"} 1.0"), text);
        assertTrue(text.contains("leveret_connections{vhost=\"/\"} 1.0"), text);
        assertTrue(text.contains("leveret_alarm{alarm=\"memory\"} 0.0"), text);
        assertTrue(text.contains("jvm_memory_used_bytes"), text);
    }

    @Test
    void thousandsOfQueuesAreReadWhileOthersWork() throws Exception {
        int many = 20_000;
        var sessions = managed.broker.admin();
        var definitions = new StringBuilder("{\"queues\":[");
        for (int i = 0; i < many; i++) {
            if (i > 0) definitions.append(',');
            definitions.append("{\"name\":\"q").append(i).append("\",\"durable\":false}");
        }
        assertEquals(
                204,
                managed.as(
                                "guest",
                                "POST",
                                "/api/definitions",
                                definitions.append("]}").toString())
                        .status());

        var all = sessions.snapshots().queues(List.of("/"));
        channel.queueDeclarePassive("q5");
        assertEquals(many, all.get().size());
        assertEquals(many, managed.get("/api/queues").json().size());
        JsonNode page = managed.get("/api/queues?page=200&page_size=100").json();
        assertEquals(many, page.get("filtered_count").asInt());
        assertEquals("q9999", page.at("/items/99/name").textValue());
    }
}
