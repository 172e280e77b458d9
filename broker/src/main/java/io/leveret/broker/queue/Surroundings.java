package io.leveret.broker.queue;

import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.loop.Slice;
import io.leveret.broker.loop.Timers;

/** What a queue asks of the virtual host around it. */
public interface Surroundings {
    Clock clock();

    Timers timers();

    MessageStore store();

    /** Have {@link MessageQueue#serve} called before this turn ends. */
    void serveThisTurn(MessageQueue queue);

    /**
     * Route what fell out of a queue, in this turn but not inside this call, and then settle its slot there: stored in the new
     * place and settled in the old one, in one group.
     */
    void deadLetter(DeadLetter letter);

    /** The queue has outlived its last consumer or its lease: it is to be deleted, with its bindings. */
    void expired(MessageQueue queue, String why);

    /** Work for as many turns as it takes. */
    void later(Slice work);

    /** A message that was promised could not be read back: it is gone, and the operator must know. */
    void lost(MessageQueue queue, String why);
}
