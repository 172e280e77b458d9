package io.leveret.broker.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.journal.MemoryJournal;
import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.journal.NoScratch;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.loop.CoreLoop;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.message.MemoryBudget;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.QueueOptions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What has many bindings is gone at once when it is deleted, and taken apart in turns in which others have theirs. */
class ManyBindingsTest {
    private static final int MANY = 10_000;

    private final HandLoop loop = new HandLoop();
    private final Turns turns = new Turns(loop, loop, () -> {}, fault -> {
        throw new AssertionError(fault);
    });
    private final MemoryJournal journal = new MemoryJournal();
    private final VirtualHost host = new VirtualHost(
            "/",
            journal,
            new Random(1),
            new QueueHouse(loop, turns, new MessageStore(journal, new NoScratch(), new MemoryBudget(Long.MAX_VALUE))));

    private void declare(String queue) {
        host.declareQueue(queue, new QueueOptions(true, false, false), Table.EMPTY, Owner.NOBODY);
    }

    private void declareExchange(String exchange, boolean autoDelete) {
        host.declareExchange(exchange, "topic", new ExchangeOptions(true, autoDelete, false), Table.EMPTY);
    }

    private void bindMany(String queue) {
        for (int i = 0; i < MANY; i++) host.bindQueue(queue, "x", "a." + i, Table.EMPTY, Owner.NOBODY);
    }

    private Outcome publish(String key) {
        Message message = new Message("x", key, Properties.EMPTY, new byte[1]);
        return host.delivery().publish(host.exchange("x"), message, List.of(), 0, Publisher.NOBODY);
    }

    @Test
    void aQueueWithManyBindingsIsRoutedToNoMoreFromTheFirstMomentOn() {
        declareExchange("x", false);
        declare("q");
        bindMany("q");
        turns.run(() -> host.deleteQueue("q", false, false, Owner.NOBODY));
        assertTrue(host.isTakingApart(), "all of it in one turn");
        turns.run(() -> {
            assertFalse(host.hasQueue("q"));
            assertEquals(Outcome.UNROUTABLE, publish("a." + (MANY - 1)));
        });
        loop.runAll();
        assertFalse(host.isTakingApart());
        assertEquals(0, host.exchange("x").bindings().size());
    }

    @Test
    void itsNameMayBeUsedAnewMeanwhile() {
        declareExchange("x", false);
        declare("q");
        bindMany("q");
        turns.run(() -> host.deleteQueue("q", false, false, Owner.NOBODY));
        turns.run(() -> {
            declare("q");
            host.bindQueue("q", "x", "a.7", Table.EMPTY, Owner.NOBODY);
            assertEquals(Outcome.ROUTED, publish("a.7"));
            assertEquals(Outcome.UNROUTABLE, publish("a.8"));
        });
        loop.runAll();
        assertEquals(1, host.exchange("x").bindings().size());
        assertEquals(1, host.queue("q").queue().ready());
    }

    @Test
    void anExchangeWithManyBindingsIsGoneAtOnceAndItsQueuesForgetIt() {
        declareExchange("x", false);
        declare("q");
        bindMany("q");
        turns.run(() -> host.deleteExchange("x", false));
        turns.run(() -> assertFalse(host.hasExchange("x")));
        loop.runAll();
        assertEquals(List.of(), host.queue("q").bindingsTo().all());
    }

    @Test
    void anAutoDeleteExchangeGoesWithTheLastOfMany() {
        declareExchange("x", true);
        declare("q");
        bindMany("q");
        turns.run(() -> host.deleteQueue("q", false, false, Owner.NOBODY));
        loop.runAll();
        assertFalse(host.hasExchange("x"));
    }

    @Test
    void aLongChainOfExchangesGoesWithoutRecursion() {
        for (int i = 0; i < MANY; i++) declareExchange("x" + i, true);
        for (int i = 0; i + 1 < MANY; i++) host.bindExchange("x" + (i + 1), "x" + i, "#", Table.EMPTY);
        turns.run(() -> host.deleteExchange("x" + (MANY - 1), false));
        loop.runAll();
        assertFalse(host.hasExchange("x0"));
    }

    @Test
    void theNamesOfManyExclusiveQueuesAreFreeAtOnce() {
        Owner owner = new Owner() {};
        for (int i = 0; i < MANY; i++) {
            host.declareQueue("q" + i, new QueueOptions(false, true, false), Table.EMPTY, owner);
        }
        turns.run(() -> host.deleteQueuesOf(owner));
        turns.run(() -> {
            assertFalse(host.hasQueue("q" + (MANY - 1)));
            declare("q5");
        });
        loop.runAll();
        assertTrue(host.hasQueue("q5"), "the old one has taken the new one along");
    }

    /** A loop that runs when told, on a clock that passes with every look at it. */
    private static final class HandLoop implements CoreLoop, Clock {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        private long nanos;

        void runAll() {
            for (Runnable next; (next = tasks.pollFirst()) != null; ) next.run();
        }

        @Override
        public void execute(Runnable task) {
            tasks.addLast(task);
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public void wake(Runnable task, long millis) {
            // Nothing here has a deadline.
        }

        @Override
        public long millis() {
            return nanos / 1_000_000;
        }

        @Override
        public long wallMillis() {
            return millis();
        }

        @Override
        public long nanos() {
            return nanos += 100_000;
        }
    }
}
