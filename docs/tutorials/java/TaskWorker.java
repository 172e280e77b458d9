import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;

/** Works on the tasks of the queue "tasks", one at a time: half a second for each dot in a task. */
public class TaskWorker {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.queueDeclare("tasks", true, false, false, null);
        // One task at a time: the next one goes to whoever is free, not to whoever has his turn.
        channel.basicQos(1);
        System.out.println("waiting for tasks, Ctrl-C ends");
        channel.basicConsume(
                "tasks",
                false,
                (tag, message) -> {
                    String task = new String(message.getBody(), StandardCharsets.UTF_8);
                    boolean again = message.getEnvelope().isRedeliver();
                    System.out.println("working" + (again ? " again" : "") + ": " + task);
                    work(task);
                    System.out.println("done: " + task);
                    // Only now: had this program died before, another worker would get the task.
                    channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                },
                tag -> {});
    }

    private static void work(String task) {
        try {
            Thread.sleep(500 * task.chars().filter(letter -> letter == '.').count());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
