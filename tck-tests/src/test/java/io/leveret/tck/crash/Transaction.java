package io.leveret.tck.crash;

import java.util.ArrayList;
import java.util.List;

/** What was published and acknowledged together: all of it or nothing must be there after a crash. */
final class Transaction {
    /** How far the client came. */
    enum State {
        /** The commit was not sent. */
        OPEN,
        /** It was sent and not answered: it may have happened. */
        COMMITTING,
        COMMITTED
    }

    final List<Entry> published = new ArrayList<>();
    /** Only what was confirmed before: the rest may be missing for reasons of its own. */
    final List<Entry> acknowledged = new ArrayList<>();

    State state = State.OPEN;
}
