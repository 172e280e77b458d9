import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;

/** Tells a line to everybody who listens: LogEmit.java The fox is here */
public class LogEmit {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        String line = args.length == 0 ? "Nothing happened" : String.join(" ", args);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            // A fanout exchange copies each message to all queues that are bound to it, and to none when there is none.
            channel.exchangeDeclare("logs", "fanout");
            channel.basicPublish("logs", "", null, line.getBytes(StandardCharsets.UTF_8));
            System.out.println("told: " + line);
        }
    }
}
