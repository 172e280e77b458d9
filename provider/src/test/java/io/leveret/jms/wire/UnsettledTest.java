package io.leveret.jms.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The window of bits knows what a set would. */
class UnsettledTest {
    @Property(tries = 300)
    void itAnswersAsASetWould(@ForAll long seed) {
        Random random = new Random(seed);
        TreeSet<Long> model = new TreeSet<>();
        Unsettled unsettled = new Unsettled();
        long next = 1;
        int patience = 1 + random.nextInt(400);
        for (int step = 0; step < 3000; step++) {
            boolean deliver = model.isEmpty() || random.nextInt(patience) > model.size() / 2;
            if (deliver) {
                // Some tags belong to deliveries that need no acknowledgement.
                next += random.nextInt(20) == 0 ? 1 + random.nextInt(200) : 1;
                unsettled.delivered(next);
                model.add(next);
            } else {
                long tag = random.nextBoolean() ? model.first() : 1 + random.nextLong(next + 10);
                assertEquals(model.remove(tag), unsettled.settle(tag), "tag " + tag + ", seed " + seed);
            }
            if (random.nextInt(10) == 0) unsettled.forget();
            long probe = 1 + random.nextLong(next + 200);
            assertEquals(model.contains(probe), unsettled.isOut(probe), "tag " + probe + ", seed " + seed);
            long first = model.isEmpty() ? next + 1 : model.first();
            assertEquals(next == 1 ? 1 : first, unsettled.first(), "seed " + seed);
        }
    }

    @Property(tries = 100)
    void whatIsNotForgottenCanComeBack(@ForAll long seed) {
        Random random = new Random(seed);
        Unsettled unsettled = new Unsettled();
        int count = 1 + random.nextInt(1000);
        TreeSet<Long> gone = new TreeSet<>();
        for (long tag = 1; tag <= count; tag++) unsettled.delivered(tag);
        for (long tag = 1; tag <= count; tag++) {
            if (random.nextInt(3) == 0) continue;
            unsettled.settle(tag);
            unsettled.first();
            gone.add(tag);
        }
        gone.forEach(unsettled::restore);
        for (long tag = 1; tag <= count; tag++) {
            assertEquals(tag, unsettled.first(), "seed " + seed);
            unsettled.settle(tag);
        }
        assertEquals(count + 1, unsettled.first());
    }
}
