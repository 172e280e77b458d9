import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells news under a topic of several words: TopicEmit.java garden.carrot.ripe Come and see */
public class TopicEmit {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        String topic = args.length > 0 ? args[0] : "garden.quiet";
        String text = args.length > 1 ? String.join(" ", Arrays.asList(args).subList(1, args.length)) : "Nothing happened";
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            // A topic exchange compares the words of the routing key with the patterns of its bindings.
            channel.exchangeDeclare("news", "topic");
            channel.basicPublish("news", topic, null, text.getBytes(StandardCharsets.UTF_8));
            System.out.println("told: " + topic + ": " + text);
        }
    }
}
