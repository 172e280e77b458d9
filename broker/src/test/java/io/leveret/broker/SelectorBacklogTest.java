package io.leveret.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Consumers that look for something in a backlog that is not in memory. {@code -Dleveret.backlog=1000000} makes it deeper; what is asked
 * of it stays the same.
 */
class SelectorBacklogTest {
    private static final int BACKLOG = Integer.getInteger("leveret.backlog", 50_000);
    private static final int RARE = BACKLOG / 100;

    @TempDir
    Path data;

    private Broker broker;
    private Connection connection;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.builder()
                .port(0)
                .data(data)
                .set("host", "127.0.0.1")
                .set("memory-budget", "4MiB")
                .set("disk-free-limit", "1MiB")
                .start();
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.port());
        connection = factory.newConnection();
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        broker.close();
    }

    private void fill(int deliveryMode) throws Exception {
        Channel channel = connection.createChannel();
        channel.queueDeclare("q", true, false, false, null);
        channel.confirmSelect();
        byte[] body = new byte[1024];
        for (int i = 0; i < BACKLOG; i++) {
            var properties = new AMQP.BasicProperties.Builder()
                    .headers(Map.of("n", i, "rare", i % RARE == RARE - 1, "tenth", i % 10))
                    .deliveryMode(deliveryMode)
                    .build();
            channel.basicPublish("", "q", properties, body);
            if (i % 10_000 == 9_999) channel.waitForConfirmsOrDie(120_000);
        }
        channel.waitForConfirmsOrDie(120_000);
        channel.close();
    }

    private LinkedBlockingQueue<Integer> consume(String selector) throws Exception {
        var came = new LinkedBlockingQueue<Integer>();
        Channel channel = connection.createChannel();
        channel.basicQos(1000);
        channel.basicConsume(
                "q",
                false,
                Map.of("x-selector", selector),
                (tag, delivery) -> {
                    came.add((Integer) delivery.getProperties().getHeaders().get("n"));
                    channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
                },
                tag -> {});
        return came;
    }

    @Test
    void theFirstOfAFewComesSoonAndAllComeInOrder() throws Exception {
        for (int mode = 1; mode <= 2; mode++) {
            fill(mode);
            long start = System.nanoTime();
            var came = consume("rare");
            Integer first = came.poll(1, TimeUnit.SECONDS);
            long took = System.nanoTime() - start;
            assertEquals(RARE - 1, first, "the first match, within a second");
            for (int i = 1; i < 100; i++) assertEquals(RARE * (i + 1) - 1, came.poll(10, TimeUnit.SECONDS));
            System.out.printf(
                    "mode %d: first of 100 in %d after %d ms, the last after %d ms%n",
                    mode, BACKLOG, took / 1_000_000, (System.nanoTime() - start) / 1_000_000);
            connection.createChannel().queueDelete("q");
        }
    }

    @Test
    void tenConsumersShareABacklogWithoutStarving() throws Exception {
        fill(2);
        long start = System.nanoTime();
        List<LinkedBlockingQueue<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) all.add(consume("tenth = " + i));
        for (int i = 0; i < 10; i++) {
            for (int n = i; n < BACKLOG; n += 10) assertEquals(n, all.get(i).poll(20, TimeUnit.SECONDS));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("ten consumers: %,.0f messages a second%n", BACKLOG / seconds);
        assertTrue(connection.createChannel().messageCount("q") == 0, "nothing is left");
    }
}
