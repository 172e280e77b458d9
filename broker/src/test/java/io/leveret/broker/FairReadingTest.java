package io.leveret.broker;

import static io.leveret.broker.Clients.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.FrameWriter;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A publisher in full flow does not keep the loop: whoever has something to say meanwhile is heard after one read of its socket. */
class FairReadingTest {
    private static final int PUBLISHES = 100_000;
    private static final int LARGEST_READ = 64 * 1024;

    @Test
    void othersAreHeardAfterOneReadOfAPublisherInFullFlow() throws Exception {
        try (Broker broker = Broker.builder().port(0).inMemory().start();
                RawClient publisher = new RawClient(broker.port()).enter(0);
                RawClient other = new RawClient(broker.port()).enter(0)) {
            publisher.send(1, new QueueMethod.Declare("q", false, false, false, false, false, Table.EMPTY));
            publisher.expect(QueueMethod.DeclareOk.class);
            CountDownLatch held = new CountDownLatch(1);
            broker.registry().virtualHost("/").orElseThrow().tell(sessions -> await(held));

            AtomicLong written = new AtomicLong();
            ByteBuf publish = Unpooled.buffer();
            FrameWriter.content(
                    publish, 1, new BasicMethod.Publish("", "q", false, false), Properties.EMPTY, new byte[12], 4096);
            Thread flow = new Thread(() -> publishAll(publisher, publish, written));
            flow.start();
            eventually("there is more to read than one read takes", () -> written.get() > LARGEST_READ);
            other.send(1, new QueueMethod.Declare("q", true, false, false, false, false, Table.EMPTY));
            held.countDown();
            int before = other.expect(QueueMethod.DeclareOk.class).messageCount();
            int aRead = LARGEST_READ / publish.readableBytes() + 1;
            assertTrue(before <= aRead, before + " messages came first, one read has at most " + aRead);
            flow.join();
        }
    }

    private static void await(CountDownLatch held) {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void publishAll(RawClient publisher, ByteBuf publish, AtomicLong written) {
        ByteBuf hundred = Unpooled.buffer();
        for (int i = 0; i < 100; i++) hundred.writeBytes(publish, 0, publish.readableBytes());
        try {
            for (int i = 0; i < PUBLISHES / 100; i++) {
                publisher.write(hundred.duplicate());
                written.addAndGet(hundred.readableBytes());
            }
        } catch (IOException gone) {
            // The test is over.
        }
    }
}
