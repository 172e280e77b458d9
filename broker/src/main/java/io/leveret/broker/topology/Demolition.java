package io.leveret.broker.topology;

import java.util.Collection;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Takes apart what names stood for once the names are gone: a few pieces at once, many in as many turns as it takes. What is deleted
 * is marked and led to no more, so nobody sees how far the work has come.
 */
final class Demolition {
    private static final int FEW = 256;

    private final QueueHouse house;
    private int jobs;

    Demolition(QueueHouse house) {
        this.house = house;
    }

    boolean isAtWork() {
        return jobs > 0;
    }

    <P> void takeApart(Collection<P> pieces, Consumer<P> one) {
        if (pieces.size() <= FEW) {
            pieces.forEach(one);
            return;
        }
        jobs++;
        Iterator<P> left = pieces.iterator();
        house.later(stopAt -> {
            for (int done = 1; left.hasNext(); done++) {
                one.accept(left.next());
                if (done % 16 == 0 && house.clock().nanos() - stopAt >= 0) break;
            }
            if (left.hasNext()) return false;
            jobs--;
            return true;
        });
    }
}
