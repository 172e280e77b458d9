import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells a line with its severity: SeverityEmit.java error The fox is here */
public class SeverityEmit {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        String severity = args.length > 0 ? args[0] : "info";
        String line = args.length > 1 ? String.join(" ", Arrays.asList(args).subList(1, args.length)) : "Nothing happened";
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            // A direct exchange compares the routing key with the key of each binding.
            channel.exchangeDeclare("severities", "direct");
            channel.basicPublish("severities", severity, null, line.getBytes(StandardCharsets.UTF_8));
            System.out.println("told: " + severity + ": " + line);
        }
    }
}
