package io.leveret.tck.crash;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Publishes as fast as confirms come, with some hundred on their way. */
final class Publisher {
    private static final int ON_THEIR_WAY = 200;
    private static final int BACKLOG = 3_000;

    private final Channel channel;
    private final QueueLedger queue;
    private final Random random;
    private final Load load;
    private final ConcurrentSkipListMap<Long, Entry> waiting = new ConcurrentSkipListMap<>();
    private final Semaphore room = new Semaphore(ON_THEIR_WAY);

    Publisher(Channel channel, QueueLedger queue, Random random, Load load) {
        this.channel = channel;
        this.queue = queue;
        this.random = random;
        this.load = load;
    }

    void work() throws Exception {
        channel.confirmSelect();
        channel.addConfirmListener(
                (tag, multiple) -> confirmed(tag, multiple),
                (tag, multiple) -> load.complain("a publish to '" + queue.name() + "' was refused"));
        while (!load.isEnding()) {
            if (queue.size() > BACKLOG || !room.tryAcquire(10, TimeUnit.MILLISECONDS)) {
                channel.messageCount(queue.name());
                continue;
            }
            Entry entry = queue.sent(Optional.empty());
            waiting.put(channel.getNextPublishSeqNo(), entry);
            byte[] body = Letter.write(entry, random);
            channel.basicPublish("", queue.name(), MessageProperties.PERSISTENT_BASIC, body);
        }
    }

    private void confirmed(long tag, boolean multiple) {
        var now = multiple ? waiting.headMap(tag, true) : waiting.subMap(tag, true, tag, true);
        while (!now.isEmpty()) {
            queue.confirmed(now.pollFirstEntry().getValue());
            room.release();
        }
    }
}
