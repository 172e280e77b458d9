import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;

/** Prints the lines of the severities that are asked for: SeverityReceive.java warning error */
public class SeverityReceive {
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            System.err.println("usage: SeverityReceive.java SEVERITY ...   for example: SeverityReceive.java warning error");
            System.exit(2);
        }
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("severities", "direct");
        String queue = channel.queueDeclare().getQueue();
        // One binding for each severity; a queue may have as many as it likes.
        for (String severity : args) channel.queueBind(queue, "severities", severity);
        System.out.println("listening for " + String.join(" ", args) + ", Ctrl-C ends");
        channel.basicConsume(
                queue,
                true,
                (tag, message) -> System.out.println("heard: " + message.getEnvelope().getRoutingKey() + ": "
                        + new String(message.getBody(), StandardCharsets.UTF_8)),
                tag -> {});
    }
}
