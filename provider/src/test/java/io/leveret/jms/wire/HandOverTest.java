package io.leveret.jms.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HandOverTest {
    private static final class Item extends Work {
        final int thread;
        final int number;

        Item(int thread, int number) {
            this.thread = thread;
            this.number = number;
        }

        @Override
        void run(Outgoing out) {}

        @Override
        void lost(WireException why) {}
    }

    @Test
    void theFirstOfABatchWakesTheLoopAndNobodyElseDoes() {
        HandOver list = new HandOver();
        assertNull(list.take());
        assertEquals(HandOver.Added.FIRST, list.add(new Item(0, 0)));
        assertEquals(HandOver.Added.MORE, list.add(new Item(0, 1)));
        Item first = (Item) list.take();
        assertEquals(0, first.number);
        assertEquals(1, ((Item) first.next).number);
        assertNull(first.next.next);
        assertEquals(HandOver.Added.FIRST, list.add(new Item(0, 2)));
    }

    @Test
    void afterTheEndNothingIsTakenAndWhatWasThereIsTold() {
        HandOver list = new HandOver();
        list.add(new Item(0, 0));
        assertEquals(0, ((Item) list.close()).number);
        assertEquals(HandOver.Added.REFUSED, list.add(new Item(0, 1)));
    }

    @Test
    void manyThreadsLoseNothingKeepTheirOrderAndAlwaysWake() throws Exception {
        int threads = 4;
        int each = 200_000;
        HandOver list = new HandOver();
        Semaphore wake = new Semaphore(0);
        AtomicInteger wakes = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            all.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    if (list.add(new Item(thread, i)) != HandOver.Added.FIRST) continue;
                    wakes.incrementAndGet();
                    wake.release();
                }
            }));
        }
        all.forEach(Thread::start);
        int[] next = new int[threads];
        int batches = 0;
        for (int got = 0; got < threads * each; ) {
            wake.acquire();
            batches++;
            for (Work work = list.take(); work != null; work = work.next, got++) {
                Item item = (Item) work;
                assertEquals(next[item.thread]++, item.number);
            }
        }
        for (Thread thread : all) thread.join();
        assertEquals(wakes.get(), batches);
    }
}
