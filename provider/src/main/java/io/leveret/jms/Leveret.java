package io.leveret.jms;

import io.leveret.jms.session.JmsSession;

/** What this provider has beyond the specification, by its constants. */
public final class Leveret {
    /**
     * A session mode: each message is acknowledged on its own, by its {@code acknowledge()}, in any order. What was not acknowledged
     * comes again after {@code recover()} or with another consumer.
     */
    public static final int INDIVIDUAL_ACKNOWLEDGE = JmsSession.INDIVIDUAL_ACKNOWLEDGE;

    private Leveret() {}
}
