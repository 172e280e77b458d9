package io.leveret.jms.wire;

import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** A client of its own JVM, with the heap it was given: sends messages of 100 MB and gets them back. */
public final class SmallHeap {
    private static final int SIZE = 100_000_000;

    private SmallHeap() {}

    /** @param args the port */
    public static void main(String[] args) throws Exception {
        Told told = new Told();
        WireOptions options = WireOptions.builder()
                .endpoint(Endpoint.amqp("127.0.0.1", Integer.parseInt(args[0])))
                .build();
        WireConnection connection = WireConnection.open(options, told);
        WireChannel channel = connection.openChannel(told);
        var declare = new QueueMethod.Declare("", false, false, true, false, false, Table.EMPTY);
        String queue = channel.call(declare, QueueMethod.DeclareOk.class).queue();
        channel.confirmSelect();
        byte[] body = new byte[SIZE];
        new Random(1).nextBytes(body);
        for (int round = 0; round < 2; round++) {
            CountDownLatch confirmed = new CountDownLatch(1);
            channel.publish("", queue, true, Properties.EMPTY, body, new Confirmed(confirmed));
            confirmed.await();
            byte[] again = channel.get(queue, true).orElseThrow().body();
            if (!Arrays.equals(body, again)) throw new AssertionError("the body has changed on its way");
        }
        connection.close(Duration.ofSeconds(20));
        System.out.println("two messages of " + SIZE + " bytes");
    }

    private record Confirmed(CountDownLatch latch) implements Outcome {
        @Override
        public void confirmed() {
            latch.countDown();
        }

        @Override
        public void refused(int code, String text) {
            throw new AssertionError(text);
        }

        @Override
        public void lost(WireException why) {
            throw new AssertionError(why);
        }
    }
}
