package io.leveret.broker.core;

import io.leveret.amqp.BasicMethod;
import io.leveret.broker.insight.QueueInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a virtual host may do, in the plainest words: lists of objects, walked from the front. It is told what clients send just
 * before the core is, and hears what the core answers while it answers. What the core decides in its own time (when a cold dead
 * letter arrives) the model leaves open until it shows.
 */
final class Model {
    record Route(String exchange, String key, String queue) {}

    final SimulatedHost core;
    final Map<String, ModelQueue> queues = new TreeMap<>();
    final Set<Route> routes = new LinkedHashSet<>();
    /** Dead letters of queues that were deleted as they left: whether they still got away, only shows. */
    final List<Letter> orphans = new ArrayList<>();

    final List<ModelClient> clients = new ArrayList<>();
    long step;
    /** In this step more than one order is right: settled, returned and matured messages come in slices. */
    boolean lenient;

    Model(SimulatedHost core) {
        this.core = core;
    }

    long now() {
        return core.clock.millis();
    }

    private static final boolean TELL = Boolean.getBoolean("leveret.tell");

    /** With {@code -Dleveret.tell=true}: what happens, one line each. */
    void tell(Object... what) {
        if (!TELL) return;
        StringBuilder line = new StringBuilder().append(step).append(" at ").append(now() % 100_000);
        for (Object part : what) line.append(' ').append(part);
        System.out.println(line);
    }

    void violation(String what) {
        tell("VIOLATION", what);
        core.violations.add("step " + step + ": " + what);
    }

    // ---- routes

    static final String FANOUT = "fan";
    static final String DIRECT = "dir";
    /** What this one cannot route goes to the fanout. */
    static final String WITH_ALTERNATE = "alt";

    List<ModelQueue> route(String exchange, String key) {
        List<ModelQueue> found = new ArrayList<>();
        if (exchange.isEmpty()) {
            if (queues.containsKey(key)) found.add(queues.get(key));
            return found;
        }
        for (Route route : routes) {
            boolean matches = route.exchange.equals(exchange)
                    && (exchange.equals(FANOUT) || exchange.startsWith("dlx") || route.key.equals(key));
            if (matches && !found.contains(queues.get(route.queue))) found.add(queues.get(route.queue));
        }
        return found.isEmpty() && exchange.equals(WITH_ALTERNATE) ? route(FANOUT, key) : found;
    }

    void delete(ModelQueue queue) {
        queues.remove(queue.name);
        routes.removeIf(route -> route.queue.equals(queue.name));
        queue.deleted = true;
        queue.dying.forEach(next -> orphans.add(next.letter()));
        queue.dying.clear();
        queue.delayed.clear();
        queue.held.clear();
        for (List<Slot> lane : queue.lanes) {
            for (Slot slot : new ArrayList<>(lane)) if (slot.state == Slot.State.READY) queue.gone(slot);
        }
        for (ModelConsumer consumer : queue.consumers) {
            if (consumer.channel.consumers.remove(consumer.tag) != null && consumer.channel.isOpen()) {
                consumer.channel.cancelNotices.add(consumer.tag);
            }
        }
        queue.consumers.clear();
        for (ModelClient client : clients) {
            for (ModelChannel channel : client.channels.values()) {
                for (ModelBrowser browser : List.copyOf(channel.browsers.values())) {
                    if (browser.queue != queue) continue;
                    channel.browsers.remove(browser.tag);
                    if (channel.isOpen()) channel.cancelNotices.add(browser.tag);
                }
            }
        }
    }

    // ---- dead letters

    /** A dead letter that was on its way to that queue has arrived. @return false when none of that id was next on its way */
    boolean arrives(ModelQueue target, String id) {
        if (arrived(target, id)) return true;
        for (Letter orphan : List.copyOf(orphans)) {
            if (!orphan.id().equals(id)
                    || !route(orphan.exchange(), orphan.key()).contains(target)) continue;
            orphans.remove(orphan);
            target.enqueue(orphan);
            return true;
        }
        // It may have died of age in this very step.
        for (long before = now(); before <= now() + 1; before++) {
            for (ModelQueue source : queues.values()) {
                if (!source.mayHold(id)) continue;
                source.ripen("");
                source.expireHeads(before);
            }
            if (arrived(target, id)) return true;
        }
        return false;
    }

    private boolean arrived(ModelQueue target, String id) {
        for (ModelQueue source : queues.values()) {
            for (ModelQueue.Dying next : List.copyOf(source.dying)) {
                if (!next.letter().id().equals(id) || !isOnItsWayTo(target, next.letter())) continue;
                // What left before it has come before it; unless that was in the queue, and this one never was.
                for (ModelQueue.Dying before : List.copyOf(source.dying)) {
                    if (before == next) break;
                    if (before.refused() || !next.refused()) arrive(source, before);
                }
                arrive(source, next);
                return true;
            }
        }
        return false;
    }

    private boolean isOnItsWayTo(ModelQueue target, Letter letter) {
        return route(letter.exchange(), letter.key()).contains(target);
    }

    private void arrive(ModelQueue source, ModelQueue.Dying dead) {
        source.dying.remove(dead);
        for (ModelQueue target : route(dead.letter().exchange(), dead.letter().key())) target.enqueue(dead.letter());
    }

    /** Timers come before everything else, unless the loop is so busy that they are cut short. */
    void timePassed() {
        if (lenient) return;
        for (ModelQueue queue : queues.values()) {
            queue.ripenBeforeAnyDies();
            queue.expireHeads(now() + 1);
        }
    }

    /** The next dead letter on its way to that queue has arrived. */
    void arriveNext(ModelQueue target) {
        for (ModelQueue source : queues.values()) {
            for (ModelQueue.Dying next : source.dying) {
                if (!isOnItsWayTo(target, next.letter())) continue;
                arrive(source, next);
                return;
            }
        }
        violation(target + " has got more than was on its way to it");
    }

    /** How many the core still holds back tells which have arrived. */
    private void arriveAtRest(ModelQueue source) {
        QueueInfo info = core.info(source.name);
        if (source.dying.isEmpty() || info == null) return;
        long left = source.dying.stream().filter(next -> !next.refused()).count();
        for (ModelQueue.Dying next : List.copyOf(source.dying)) {
            if (!next.refused() && left-- <= info.unacknowledged() - source.out) continue;
            arrive(source, next);
        }
        if (source.dying.isEmpty()) return;
        Letter first = source.dying.get(0).letter();
        if (!core.reads.isReading(first.id())) violation(source + " holds back the dead letter " + first.id());
    }

    private boolean mayStillArrive(ModelQueue target) {
        return queues.values().stream()
                .flatMap(source -> source.dying.stream())
                .anyMatch(next -> isOnItsWayTo(target, next.letter()));
    }

    // ---- who is served

    /** Of those that can take, the ones of the highest priority are served, each in turn. */
    void fairness(ModelConsumer served) {
        for (ModelConsumer other : served.queue.consumers) {
            if (other == served || lenient || !other.canTake()) continue;
            // What a selecting one could have had instead, its order tells.
            if (other.looks() || served.looks()) continue;
            if (other.priority > served.priority) violation(served + " is served before " + other);
            if (other.priority == served.priority && !other.passedBy.add(served)) {
                violation(served + " is served again before " + other);
            }
        }
        served.passedBy.clear();
    }

    /** Who cannot take loses the place in the round. */
    void noteAbilities() {
        for (ModelQueue queue : queues.values()) {
            for (ModelConsumer consumer : queue.consumers) {
                if (lenient || !consumer.canTake()) consumer.passedBy.clear();
            }
        }
    }

    // ---- what must be true when the loop has come to rest

    void atRest() {
        for (ModelQueue queue : new ArrayList<>(queues.values())) {
            queue.ripen("");
            queue.expireHeads(now());
            queue.expireHeads(now() + 1);
            if (queue.leaseEnds <= now()) delete(queue);
        }
        for (ModelQueue queue : queues.values()) arriveAtRest(queue);
        for (Letter orphan : orphans) {
            for (ModelQueue target : route(orphan.exchange(), orphan.key())) {
                if (core.info(target.name).ready() > target.ready()) target.enqueue(orphan);
            }
        }
        orphans.clear();
        compareQueues();
        browsersEnd();
        for (ModelClient client : clients) {
            if (client.cut) continue;
            for (ModelChannel channel : client.channels.values()) {
                if (!channel.returns.isEmpty()) violation(channel + " has not heard of returns " + channel.returns);
                if (channel.expectedClose != 0) violation(channel + " was not closed: " + channel.expectedClose);
                if (channel.isOpen() && !channel.isBusy() && !channel.cancelNotices.isEmpty()) {
                    violation(channel + " was not told that its consumers are gone: " + channel.cancelNotices);
                }
            }
        }
        noteAbilities();
    }

    private void compareQueues() {
        Set<String> names = new HashSet<>();
        for (QueueInfo info : core.host.queueInfos()) {
            names.add(info.name());
            ModelQueue queue = queues.get(info.name());
            if (queue == null) {
                violation("queue " + info.name() + " is still there");
                continue;
            }
            if (lenient) queue.expireAnyOf(queue.ready() - info.ready());
            if (!mayStillArrive(queue)) {
                if (info.ready() != queue.ready()) {
                    violation(queue + " is " + info + ", not " + queue.ready() + " ready: " + queue.lanes);
                }
                if (info.readyBytes() != queue.readyBytes()) violation(queue + " has " + info.readyBytes() + " bytes");
            }
            if (info.unacknowledged() < queue.out || info.unacknowledged() > queue.out + queue.dying.size()) {
                violation(queue + " has " + info.unacknowledged() + " out, not " + queue.out + " and " + queue.dying);
            }
            if (info.delayed() != queue.delayed.size() + queue.held.size()) {
                violation(queue + " has " + info.delayed() + " delayed");
            }
            if (info.consumers() != queue.consumers.size())
                violation(queue + " has " + info.consumers() + " consumers");
            nobodyStarves(queue);
        }
        if (!names.equals(queues.keySet())) violation("queues are " + names + ", not " + queues.keySet());
    }

    private void nobodyStarves(ModelQueue queue) {
        drainsEnd(queue);
        Slot first = queue.first();
        if (first == null) {
            if (!queue.getters.isEmpty() && !mayStillArrive(queue))
                violation(queue + " leaves " + queue.getters + " waiting");
        } else if (!core.reads.isReading(first.letter.id())) {
            if (!queue.getters.isEmpty()) violation(queue + " does not serve " + queue.getters + " with " + first);
            for (ModelConsumer consumer : queue.consumers) {
                if (consumer.canTake() && !consumer.looks())
                    violation(queue + " does not serve " + consumer + " with " + first);
            }
        }
        for (ModelConsumer consumer : queue.consumers) {
            Slot next = consumer.looks() && consumer.canTake() ? queue.firstFor(consumer) : null;
            // What it waits for may have been taken by another meanwhile: then it goes on when that has been read.
            if (next != null && core.reads.count() == 0)
                violation(queue + " does not let " + consumer + " find " + next);
        }
    }

    /** Who browses hears of the end, unless something is being read or nothing can be written. */
    private void browsersEnd() {
        if (core.reads.count() > 0) return;
        for (ModelClient client : clients) {
            if (client.cut || !client.room) continue;
            for (ModelChannel channel : client.channels.values()) {
                if (!channel.isOpen()) continue;
                for (ModelBrowser browser : channel.browsers.values()) {
                    if (browser.draining) violation(browser + " never drains");
                }
            }
        }
    }

    /** Whoever drains hears of its end, unless something for it is still being read, or it does not read what it is sent. */
    private void drainsEnd(ModelQueue queue) {
        for (ModelConsumer consumer : queue.consumers) {
            Slot first = queue.firstFor(consumer);
            if (consumer.drains == 0 || !consumer.channel.isOpen() || mayStillArrive(queue)) continue;
            boolean isRead = first != null && core.reads.isReading(first.letter.id())
                    || consumer.looks() && core.reads.count() > 0;
            // Without room it does not even look for what is its own.
            boolean noRoom = !consumer.channel.client.room && (first != null || consumer.looks() && queue.ready() > 0);
            boolean waits = queue.mayServe(consumer) && (isRead || noRoom);
            if (!waits) violation(consumer + " does not hear that it has drained");
        }
    }

    /** A number of ready messages that the core has told, in the middle of a step. */
    void checkCount(ModelQueue queue, int told, String where) {
        int most = queue.ready() + (queue.incoming == null ? 0 : 1);
        int least = queue.ready() - queue.expirable();
        for (ModelQueue source : queues.values()) {
            most += source.dying.size();
            if (source.hasDlx()) most += source.expirable() + source.delayed.size() + source.held.size();
        }
        if (lenient) least = 0;
        if (told < least || told > most) {
            violation(where + " tells " + told + " messages of " + queue + ", there are " + least + " to " + most);
        }
    }

    /** In the end: everybody has had all answers. */
    void atEnd() {
        for (ModelClient client : clients) {
            if (client.cut) continue;
            for (ModelChannel channel : client.channels.values()) {
                if (channel.state != ModelChannel.State.OPEN) continue;
                if (!channel.expected.isEmpty()) {
                    violation(channel + " never heard "
                            + channel.expected.peekFirst().type.getSimpleName());
                }
                if (!channel.owed.isEmpty()) violation(channel + " is still owed " + channel.owed.size() + " confirms");
            }
        }
    }

    static boolean isGet(Class<?> answer) {
        return answer == BasicMethod.GetEmpty.class;
    }
}
