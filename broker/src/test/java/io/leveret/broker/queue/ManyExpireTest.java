package io.leveret.broker.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.journal.MemoryJournal;
import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.journal.NoScratch;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.loop.CoreLoop;
import io.leveret.broker.loop.Slice;
import io.leveret.broker.loop.Timers;
import io.leveret.broker.message.MemoryBudget;
import io.leveret.broker.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many messages may end at the same moment: none of them is delivered any more, and no call works off all of them. */
class ManyExpireTest {
    private static final int MANY = 20_000;

    private final House house = new House();

    private MessageQueue queue(Table arguments) {
        return new MessageQueue(
                1, "q", new QueueOptions(false, false, false), QueueArguments.parse(arguments, "queue 'q'"), house);
    }

    private static Message message() {
        return new Message("", "q", Properties.EMPTY, new byte[1]);
    }

    @Test
    void aConsumerNeverGetsWhatIsOverdue() {
        MessageQueue queue = queue(Table.of("x-message-ttl", 1_000));
        for (int i = 0; i < MANY; i++) queue.enqueue(message(), Message.NOWHERE, 0, false);
        house.millis += 2_000;
        queue.enqueue(message(), Message.NOWHERE, 0, false);
        Taker taker = new Taker(house);
        queue.subscribe(taker, false, java.util.Optional.empty());
        house.serveAll();
        assertEquals(List.of(house.millis), taker.tookAt, "exactly the one that is not overdue");
    }

    @Test
    void nobodyWaitsWhileAllOfThemLeave() {
        MessageQueue queue = queue(Table.of("x-message-ttl", 1_000));
        for (int i = 0; i < MANY; i++) queue.enqueue(message(), Message.NOWHERE, 0, false);
        house.millis += 2_000;
        int before = queue.ready();
        queue.enqueue(message(), Message.NOWHERE, 0, false);
        queue.serve();
        int left = before - queue.ready();
        assertTrue(left < MANY / 10, left + " left in one call");
        house.serveAll();
        assertEquals(1, queue.ready());
    }

    @Test
    void deadLettersOnTheirWayHoldBackThoseThatCanWait() {
        MessageQueue queue = queue(Table.of("x-message-ttl", 1_000, "x-dead-letter-exchange", ""));
        for (int i = 0; i < MANY; i++) queue.enqueue(message(), Message.NOWHERE, 0, false);
        house.millis += 2_000;
        queue.serve();
        house.serveAll();
        assertTrue(house.letters.size() < MANY / 2, house.letters.size() + " are on their way at once");
        Taker taker = new Taker(house);
        queue.subscribe(taker, false, java.util.Optional.empty());
        for (int arrived = 0; arrived < MANY; arrived++) {
            house.serveAll();
            house.letters.pollFirst().settle();
        }
        assertEquals(0, queue.ready());
        assertEquals(0, queue.out());
        assertEquals(List.of(), taker.tookAt);
    }

    private record Taker(House house, List<Long> tookAt) implements Subscriber {
        Taker(House house) {
            this(house, new ArrayList<>());
        }

        @Override
        public boolean canTake() {
            return true;
        }

        @Override
        public void take(Chunk chunk, int index, Message message) {
            tookAt.add(house.millis);
        }

        @Override
        public boolean acknowledges() {
            return false;
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public void queueGone() {
            // It has nothing to tidy up.
        }
    }

    /** One queue's surroundings: a clock that stands still, and dead letters that go nowhere until told. */
    private static final class House implements Surroundings, Clock, CoreLoop {
        final ArrayDeque<MessageQueue> toServe = new ArrayDeque<>();
        final ArrayDeque<DeadLetter> letters = new ArrayDeque<>();
        private final MessageStore store =
                new MessageStore(new MemoryJournal(), new NoScratch(), new MemoryBudget(Long.MAX_VALUE));
        private final Timers timers = new Timers(this, this, () -> {});
        long millis = 1_000_000;

        void serveAll() {
            for (MessageQueue next; (next = toServe.pollFirst()) != null; ) next.serve();
        }

        @Override
        public Clock clock() {
            return this;
        }

        @Override
        public Timers timers() {
            return timers;
        }

        @Override
        public MessageStore store() {
            return store;
        }

        @Override
        public void serveThisTurn(MessageQueue queue) {
            toServe.addLast(queue);
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            letters.addLast(letter);
        }

        @Override
        public void expired(MessageQueue queue, String why) {
            throw new AssertionError(why);
        }

        @Override
        public void later(Slice work) {
            throw new AssertionError("nothing here is purged or deleted");
        }

        @Override
        public void lost(MessageQueue queue, String why) {
            throw new AssertionError(why);
        }

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public long wallMillis() {
            return millis;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void wake(Runnable task, long after) {
            // Time passes by hand.
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }
}
