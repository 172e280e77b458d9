import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;

/** Prints the news whose topic fits one of the patterns: TopicReceive.java 'garden.#' '*.fox.*' */
public class TopicReceive {
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("usage: TopicReceive.java PATTERN ...   for example: TopicReceive.java 'garden.#' '*.fox.*'");
            System.exit(2);
        }
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("news", "topic");
        String queue = channel.queueDeclare().getQueue();
        // In a pattern * is exactly one word, and # any number of words, also none.
        for (String pattern : args) channel.queueBind(queue, "news", pattern);
        System.out.println("listening for " + String.join(" ", args) + ", Ctrl-C ends");
        channel.basicConsume(
                queue,
                true,
                (tag, message) -> System.out.println("heard: " + message.getEnvelope().getRoutingKey() + ": "
                        + new String(message.getBody(), StandardCharsets.UTF_8)),
                tag -> {});
    }
}
