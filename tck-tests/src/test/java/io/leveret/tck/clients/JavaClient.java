package io.leveret.tck.clients;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import io.leveret.tck.Eventually;
import io.leveret.tck.Server;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the tests of the RabbitMQ Java client share. */
final class JavaClient {
    private JavaClient() {}

    static ConnectionFactory factory(Server server) {
        var factory = new ConnectionFactory();
        factory.setHost(server.host());
        factory.setPort(server.port());
        return factory;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A consumer whose deliveries are waited for one by one. */
    static final class Inbox extends DefaultConsumer {
        private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> cancelled = new LinkedBlockingQueue<>();

        Inbox(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            deliveries.add(new Delivery(envelope, properties, body));
        }

        @Override
        public void handleCancel(String tag) {
            cancelled.add(tag);
        }

        Delivery next() throws InterruptedException {
            return arrived(deliveries, "delivery");
        }

        String nextText() throws InterruptedException {
            return text(next().getBody());
        }

        String nextCancelled() throws InterruptedException {
            return arrived(cancelled, "cancellation");
        }

        boolean isEmpty() {
            return deliveries.isEmpty();
        }
    }

    static <T> T arrived(BlockingQueue<T> queue, String what) throws InterruptedException {
        T one = queue.poll(Eventually.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (one == null) throw new AssertionError("no " + what + " came");
        return one;
    }
}
