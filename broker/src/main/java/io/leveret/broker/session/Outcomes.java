package io.leveret.broker.session;

import io.leveret.amqp.LeveretMethod;
import io.leveret.broker.loop.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the last strict commits of a virtual host ended, for clients that lost the answer. A commit that is asked about is as durable as
 * the answer: that one waits for the journal too.
 */
final class Outcomes {
    private static final int MOST = 10_000;
    private static final long REMEMBERED_MILLIS = 600_000;

    private record Ended(int status, long at) {}

    private final Clock clock;
    /** In the order in which they ended. */
    private final Map<String, Ended> ended = new LinkedHashMap<>();

    Outcomes(Clock clock) {
        this.clock = clock;
    }

    void remember(String id, int status) {
        if (id.isEmpty()) return;
        ended.remove(id);
        ended.put(id, new Ended(status, clock.millis()));
        forgetOld();
    }

    private void forgetOld() {
        long limit = clock.millis() - REMEMBERED_MILLIS;
        for (Iterator<Ended> all = ended.values().iterator(); all.hasNext(); all.remove()) {
            Ended oldest = all.next();
            if (ended.size() <= MOST && oldest.at > limit) return;
        }
    }

    /** {@link LeveretMethod#COMMITTED}, {@link LeveretMethod#ROLLED_BACK} or {@link LeveretMethod#UNKNOWN}. */
    int of(String id) {
        forgetOld();
        Ended found = ended.get(id);
        return found == null ? LeveretMethod.UNKNOWN : found.status;
    }
}
