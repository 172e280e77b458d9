package io.leveret.broker;

import io.leveret.broker.admin.Desk;
import io.leveret.broker.journal.FileJournal;
import io.leveret.broker.journal.Journal;
import io.leveret.broker.journal.LogCopy;
import io.leveret.broker.journal.MessageStore;
import io.leveret.broker.journal.Scratch;
import io.leveret.broker.loop.Clock;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.message.MemoryBudget;
import io.leveret.broker.net.EventLoops.VirtualHostLoop;
import io.leveret.broker.security.Directory;
import io.leveret.broker.session.SessionSettings;
import io.leveret.broker.session.Sessions;
import io.leveret.broker.topology.QueueHouse;
import io.leveret.broker.topology.VirtualHost;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One virtual host at work: its loop, and everything that lives on it, wired in one place. */
final class VirtualHostRuntime implements Desk, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(VirtualHostRuntime.class);

    /** With so many bytes on their way to the disk, publishers of this virtual host wait. */
    private static final long BEHIND = Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 16);

    /**
     * The same while a consumer waits for what was spilled: what publishers add goes to the disk before they add more, so that they get
     * what the consumer leaves of the scratch's thread.
     */
    private static final long BEHIND_A_CONSUMER = 0;

    private final String name;
    private final VirtualHostLoop loop;
    private final Turns turns;
    private final MemoryBudget budget;
    private final Journal journal;
    private final Scratch scratch;
    private final HostStorage storage;
    private final QueueHouse house;
    private final MessageStore store;
    private final Sessions sessions;
    private volatile long memoryUsed;
    private volatile boolean withoutRoom;

    /** @param folders where it keeps what must survive; empty when nothing may be written */
    VirtualHostRuntime(
            String name,
            VirtualHostLoop loop,
            long memory,
            Optional<HostStorage.Folders> folders,
            Directory directory,
            SessionSettings settings,
            SecureRandom random) {
        this.name = name;
        this.loop = loop;
        // The length of turns is told at debug level only: then, and only then, is it worth measuring well.
        Clock clock = log.isDebugEnabled() ? Clock.systemMeasuringWork() : Clock.system();
        turns = new Turns(loop, clock, this::endTurn, fault -> log.error("a fault in vhost '{}'", name, fault));
        budget = new MemoryBudget(folders.isPresent() ? memory : Long.MAX_VALUE);
        storage = folders.map(where -> new HostStorage(name, where, clock, turns, random))
                .orElseGet(() -> new HostStorage(name));
        journal = storage.journal();
        scratch = storage.scratch();
        store = new MessageStore(journal, scratch, budget);
        house = new QueueHouse(clock, turns, store, settings.quorumDeliveryLimit());
        // On the loop, and in one task: timers are set meanwhile, and none may fire before all of it stands.
        sessions = CompletableFuture.supplyAsync(
                        () -> {
                            VirtualHost host = new VirtualHost(name, journal, random, house);
                            host.restore(storage.restored());
                            if (journal instanceof FileJournal log) log.cleanFor(host);
                            return new Sessions(host, loop, turns, clock, journal, store, directory, settings, random);
                        },
                        loop)
                .join();
    }

    private void endTurn() {
        // The loop may have a turn before the constructor has heard that all is there.
        if (sessions == null) return;
        house.keepWithinBudget();
        store.endOfTurn();
        memoryUsed = budget.used();
        withoutRoom = scratch.isStuck() || sessions.isWithoutRoom();
        boolean behind =
                scratch.behind() > (scratch.isAwaited() ? BEHIND_A_CONSUMER : BEHIND) || journal.behind() > BEHIND;
        sessions.storeIsBehind(behind);
        house.storeIsBehind(behind);
    }

    @Override
    public String name() {
        return name;
    }

    Sessions sessions() {
        return sessions;
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<Sessions, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            turns.post(() -> {
                try {
                    answer.complete(question.apply(sessions));
                } catch (RuntimeException failure) {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException ended) {
            answer.completeExceptionally(ended);
        }
        return answer;
    }

    void tell(Consumer<Sessions> order) {
        turns.post(() -> order.accept(sessions));
    }

    void memory(long bytes) {
        if (budget.limit() != Long.MAX_VALUE) turns.post(() -> budget.limit(bytes));
    }

    @Override
    public long memoryUsed() {
        return memoryUsed;
    }

    /** Whether something waits for room on the disk; any thread may ask. */
    boolean isWithoutRoom() {
        return withoutRoom;
    }

    /** Copies the log as it is at this moment, while work goes on. */
    void backup(Path from, Path into) throws IOException {
        if (!(journal instanceof FileJournal log)) return;
        try {
            long upTo = ask(sessions -> log.hold()).get(30, TimeUnit.SECONDS);
            try {
                LogCopy.copy(from, into, upTo);
            } finally {
                tell(sessions -> log.letGo());
            }
        } catch (InterruptedException | ExecutionException | TimeoutException slow) {
            throw new IOException("vhost '" + name + "' does not answer: " + slow, slow);
        }
    }

    @Override
    public void close() {
        close("broker forced connection closure with reason 'shutdown'");
    }

    /** All connections are told why and closed; then the loop ends. */
    void close(String reason) {
        try {
            ask(each -> {
                        each.closeAll(reason);
                        return true;
                    })
                    .get(5, TimeUnit.SECONDS);
            waitForFarewells();
        } catch (Exception slow) {
            log.warn("vhost '{}' did not close its connections in time: {}", name, slow.toString());
        }
        try {
            CompletableFuture<Boolean> written = new CompletableFuture<>();
            turns.post(() -> {
                sessions.leaveNobodyBehind();
                // Behind all that those who left had out: what is given back in slices must be in the log before its
                // last word.
                turns.later(stopAt -> {
                    scratch.close();
                    journal.close(() -> written.complete(true));
                    return true;
                });
            });
            written.get(30, TimeUnit.SECONDS);
        } catch (Exception slow) {
            log.error("vhost '{}': the journal was not ended in order: {}", name, slow.toString());
        }
        loop.close();
        storage.close();
    }

    /** Clients answer connection.close; those that do not are left after a moment. */
    private void waitForFarewells() throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() < until && ask(Sessions::isAnybodyLeaving).get(1, TimeUnit.SECONDS)) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
