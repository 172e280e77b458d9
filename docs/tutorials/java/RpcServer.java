import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Answers how many hares there are after so many months, as Leonardo of Pisa counted rabbits. */
public class RpcServer {
    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(System.getenv().getOrDefault("AMQP_HOST", "localhost"));
        factory.setPort(Integer.parseInt(System.getenv().getOrDefault("AMQP_PORT", "5672")));
        Connection connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.queueDeclare("hares", false, false, false, null);
        // Several servers may share the work.
        channel.basicQos(1);
        System.out.println("waiting for questions, Ctrl-C ends");
        channel.basicConsume(
                "hares",
                false,
                (tag, request) -> {
                    int months = Integer.parseInt(new String(request.getBody(), StandardCharsets.UTF_8));
                    System.out.println("asked: " + months);
                    // Where the client waits, and which of its questions this answers.
                    String replyTo = request.getProperties().getReplyTo();
                    AMQP.BasicProperties answers = new AMQP.BasicProperties.Builder()
                            .correlationId(request.getProperties().getCorrelationId())
                            .build();
                    byte[] answer = hares(months).toString().getBytes(StandardCharsets.UTF_8);
                    channel.basicPublish("", replyTo, answers, answer);
                    channel.basicAck(request.getEnvelope().getDeliveryTag(), false);
                },
                tag -> {});
    }

    private static BigInteger hares(int months) {
        BigInteger now = BigInteger.ZERO;
        BigInteger next = BigInteger.ONE;
        for (int month = 0; month < months; month++) {
            BigInteger sum = now.add(next);
            now = next;
            next = sum;
        }
        return now;
    }
}
