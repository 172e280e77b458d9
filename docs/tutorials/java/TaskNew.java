import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;

/** Puts a task into the queue "tasks": TaskNew.java Draw a carrot... */
public class TaskNew {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        String task = args.length == 0 ? "Dig a hole." : String.join(" ", args);
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            // A durable queue is still there when the broker was started anew ...
            channel.queueDeclare("tasks", true, false, false, null);
            // ... and with confirms it can be waited for that the broker has taken a message over.
            channel.confirmSelect();
            // A persistent message in a durable queue outlives the broker's restart.
            channel.basicPublish(
                    "", "tasks", MessageProperties.PERSISTENT_TEXT_PLAIN, task.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(10_000);
            System.out.println("new task: " + task);
        }
    }
}
