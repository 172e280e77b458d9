package io.leveret.broker.queue;

import io.leveret.broker.message.Message;

/**
 * Whose the message groups of a queue are: each sticks to the consumer that got the first of it, until that consumer goes. It exists
 * once a message of a group has come; from then on every consumer looks for what it may have, by a cursor of its own, so that a
 * group whose consumer is busy holds back nobody.
 */
final class Groups {
    private final Consumer[] owners = new Consumer[Message.GROUPS + 1];

    boolean mayHave(Consumer consumer, int group) {
        return group == 0 || owners[group] == null || owners[group] == consumer;
    }

    void handedTo(Consumer consumer, int group) {
        if (group > 0) owners[group] = consumer;
    }

    /** @return whether any group was its own: others have passed that over, and must look again */
    boolean gone(Consumer consumer) {
        boolean any = false;
        for (int i = 1; i < owners.length; i++) {
            if (owners[i] != consumer) continue;
            owners[i] = null;
            any = true;
        }
        return any;
    }
}
