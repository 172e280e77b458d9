package io.leveret.broker.durable;

import io.leveret.broker.journal.FileJournal;
import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.Tenants;
import io.leveret.broker.journal.TopologyRecord;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.message.Message;
import java.util.List;
import java.util.function.Consumer;

/** The journal, and beside it the memory of what it was told. */
final class ToldJournal implements Journal {
    private final FileJournal journal;
    private final Told told;
    private final Clock clock;
    private final Consumer<String> whenLost;

    ToldJournal(FileJournal journal, Told told, Clock clock, Consumer<String> whenLost) {
        this.whenLost = whenLost;
        this.journal = journal;
        this.told = told;
        this.clock = clock;
    }

    void cleanFor(Tenants tenants) {
        journal.cleanFor(new Tenants() {
            @Override
            public void held(long from, long upTo, HeldAt found) {
                tenants.held(from, upTo, (place, held) -> found.found(place, watched(held, place)));
            }

            @Override
            public List<TopologyRecord> names() {
                return tenants.names();
            }

            @Override
            public long nextQueueId() {
                return tenants.nextQueueId();
            }
        });
    }

    private Tenants.Held watched(Tenants.Held held, long from) {
        return new Tenants.Held() {
            @Override
            public long queueId() {
                return held.queueId();
            }

            @Override
            public boolean isAt(long place) {
                return held.isAt(place);
            }

            @Override
            public int attempts() {
                return held.attempts();
            }

            @Override
            public int failures() {
                return held.failures();
            }

            @Override
            public void movedTo(long place) {
                told.moved(from, place);
                held.movedTo(place);
            }
        };
    }

    @Override
    public void listener(Listener listener) {
        journal.listener(listener);
    }

    @Override
    public long position() {
        return journal.position();
    }

    @Override
    public long durable() {
        return journal.durable();
    }

    @Override
    public long store(Message message, long delay, boolean agesWaiting, long[] queueIds, int count) {
        long place = journal.store(message, delay, agesWaiting, queueIds, count);
        told.stored(journal.position(), place, message, delay > 0 ? clock.wallMillis() + delay : 0, queueIds, count);
        return place;
    }

    @Override
    public void settle(long queueId, long place, int bytes) {
        journal.settle(queueId, place, bytes);
        told.settled(journal.position(), queueId, place);
    }

    @Override
    public void returned(long queueId, long place, int attempts, int failures) {
        journal.returned(queueId, place, attempts, failures);
        told.returned(journal.position(), queueId, place, new Told.Counts(attempts, failures));
    }

    @Override
    public void forget(long place, int bytes) {
        journal.forget(place, bytes);
    }

    @Override
    public void append(TopologyRecord record) {
        journal.append(record);
        told.topology(journal.position(), record, clock.wallMillis());
    }

    @Override
    public void read(long place, Arrival arrival) {
        journal.read(place, new Arrival() {
            @Override
            public void arrived(Message message) {
                arrival.arrived(message);
            }

            @Override
            public void lost(String why) {
                int before = told.count();
                arrival.lost(why);
                if (told.count() > before && !why.contains("before the journal was sealed"))
                    whenLost.accept("a message cannot be read, and is lost: " + why);
            }
        });
    }

    @Override
    public void endOfTurn() {
        told.endOfTurn();
        journal.endOfTurn();
    }

    @Override
    public long behind() {
        return journal.behind();
    }

    @Override
    public void close(Runnable closed) {
        journal.close(closed);
    }
}
