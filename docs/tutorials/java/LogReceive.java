import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;

/** Prints every line that is told from now on, until Ctrl-C. */
public class LogReceive {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("logs", "fanout");
        // A queue of one's own: the broker makes up its name, and it goes when the connection goes.
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "logs", "");
        System.out.println("listening, Ctrl-C ends");
        channel.basicConsume(
                queue,
                true,
                (tag, message) -> System.out.println("heard: " + new String(message.getBody(), StandardCharsets.UTF_8)),
                tag -> {});
    }
}
