import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;

/** Sends one message to the queue "hello". */
public class HelloSend {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            // Both programs declare the queue, so that either may be started first.
            channel.queueDeclare("hello", false, false, false, null);
            // The exchange without a name takes a message to the queue that the routing key names.
            channel.basicPublish("", "hello", null, "Hello, hare!".getBytes(StandardCharsets.UTF_8));
            System.out.println("sent: Hello, hare!");
        }
    }
}
