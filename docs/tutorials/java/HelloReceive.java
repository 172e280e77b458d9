import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;

/** Prints what comes to the queue "hello", until Ctrl-C. */
public class HelloReceive {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.queueDeclare("hello", false, false, false, null);
        System.out.println("waiting for messages, Ctrl-C ends");
        // Without acknowledgements (true) a message is gone as soon as it was sent here.
        channel.basicConsume(
                "hello",
                true,
                (tag, message) ->
                        System.out.println("received: " + new String(message.getBody(), StandardCharsets.UTF_8)),
                tag -> {});
    }
}
