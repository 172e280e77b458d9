import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks how many hares there are after so many months: RpcClient.java 30 */
public class RpcClient {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        String months = args.length > 0 ? args[0] : "30";
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            // The answers come to a queue of the client's own.
            String answers = channel.queueDeclare().getQueue();
            String question = UUID.randomUUID().toString();
            CompletableFuture<String> answer = new CompletableFuture<>();
            channel.basicConsume(
                    answers,
                    true,
                    (tag, reply) -> {
                        // An answer to an older question may still be under way; it is not ours.
                        if (question.equals(reply.getProperties().getCorrelationId()))
                            answer.complete(new String(reply.getBody(), StandardCharsets.UTF_8));
                    },
                    tag -> {});
            AMQP.BasicProperties asking = new AMQP.BasicProperties.Builder()
                    .replyTo(answers)
                    .correlationId(question)
                    .build();
            channel.basicPublish("", "hares", asking, months.getBytes(StandardCharsets.UTF_8));
            System.out.println("asked: " + months);
            System.out.println("answer: " + answer.get(60, TimeUnit.SECONDS));
        }
    }
}
