package io.leveret.broker.journal;

import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;

/**
 * What a queue that is filled again must know of a message's headers without reading it.
 *
 * @param agesWaiting its life began when it was stored; without, when its delay was over
 * @param prioritized its priority counts on a queue without priorities of its own
 * @param group as {@link Message#group}
 */
public record Hints(boolean agesWaiting, boolean prioritized, int group) {
    public static final Hints NONE = new Hints(false, false, 0);

    static Hints of(Message message, boolean agesWaiting) {
        boolean prioritized = message.properties().has(Properties.Field.PRIORITY) && message.isJms();
        int group = message.group();
        return agesWaiting || prioritized || group > 0 ? new Hints(agesWaiting, prioritized, group) : NONE;
    }

    static Hints read(int bits) {
        return bits == 0 ? NONE : new Hints((bits & 1) != 0, (bits & 2) != 0, bits >>> 2);
    }

    int bits() {
        return (agesWaiting ? 1 : 0) | (prioritized ? 2 : 0) | group << 2;
    }
}
