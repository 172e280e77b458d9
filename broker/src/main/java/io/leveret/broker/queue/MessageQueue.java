package io.leveret.broker.queue;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;
import io.leveret.broker.insight.QueueInfo;
import io.leveret.broker.loop.Turns;
import io.leveret.broker.message.Message;
import io.leveret.broker.selector.Selector;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * One queue: messages in order, who may have them next, what is out for delivery. It belongs to its virtual host's loop.
 * <p>
 * Changes only mark the queue; {@link #serve} does the handing out once, at the end of the turn, so that all that one socket read
 * brought is delivered together.
 */
public final class MessageQueue implements Turns.Served {
    /** Also used for "no expiry". */
    public static final long NEVER = Long.MAX_VALUE;

    /** How many messages one call of {@link #serve} hands out before other queues have their turn. */
    private static final int SERVED_AT_ONCE = 256;

    final Surroundings house;
    final Lanes lanes;
    final Consumers consumers;
    final ReadAhead readAhead;
    final DeadLetters deadLetters;
    final Expiry expiry;
    private final Lease lease;
    final Limits limits;
    private final ArrayDeque<Subscriber.Getter> getters = new ArrayDeque<>(0);
    private final Warmth warmth = new Warmth(this);
    private final AtRest atRest = new AtRest(this);
    private final Returns returns = new Returns(this);
    private final Effort effort;
    private Delays delays;

    private final long id;
    private final String name;
    private final QueueOptions options;
    private final QueueArguments arguments;

    int ready;
    long readyBytes;
    int out;
    private boolean changed;
    private boolean deleted;
    private long published;
    private long delivered;
    private long acknowledged;
    private long settled;
    long returned;
    /** The router's mark of the message it has already given to this queue. */
    private long routed;

    public MessageQueue(long id, String name, QueueOptions options, QueueArguments arguments, Surroundings house) {
        this.id = id;
        this.name = name;
        this.options = options;
        this.arguments = arguments;
        this.house = house;
        effort = new Effort(house.clock());
        lanes = new Lanes(this);
        consumers = new Consumers(this, arguments.singleActiveConsumer());
        readAhead = new ReadAhead(this);
        deadLetters = new DeadLetters(this);
        expiry = new Expiry(this);
        limits = new Limits(this);
        lease = new Lease(this);
    }

    // ---- messages come

    /**
     * Whether the queue takes one more message. Asked before the message is stored anywhere: a refused publish leaves no trace.
     */
    public boolean admits(Message message) {
        return limits.admit(message, 0, 0);
    }

    /** The same, when so many messages and bytes are to come before it. */
    public boolean admits(Message message, int messagesBefore, long bytesBefore) {
        return limits.admit(message, messagesBefore, bytesBefore);
    }

    /**
     * Takes a message, at the end of its lane.
     *
     * @param place where the journal has it, or {@link Message#NOWHERE}
     * @param delay how long nobody may see it, in milliseconds
     * @param agesWaiting its life begins now; without, when the delay is over
     */
    public void enqueue(Message message, long place, long delay, boolean agesWaiting) {
        published++;
        int lane = laneOf(message);
        if (delay > 0) {
            delays().add(
                            message,
                            place,
                            lane,
                            ttlOf(message),
                            agesWaiting,
                            house.clock().millis() + delay);
            return;
        }
        house.store().hold(message);
        add(message, place, message.body().length, lane, message.group(), expiry.fromNow(ttlOf(message)));
    }

    /** What waits for its time; made for the first that does. */
    Delays delays() {
        if (delays == null) delays = new Delays(this);
        return delays;
    }

    boolean hasDelays() {
        return delays != null;
    }

    /** A delayed message's time has come; or its life is over before that, and then nobody sees it. */
    void ripe(Delays.Delayed it) {
        if (!it.agesWaiting) {
            add(it.hot, it.place, it.bytes, it.lane, it.group, expiry.fromNow(it.life));
        } else if (it.life > house.clock().millis()) {
            add(it.hot, it.place, it.bytes, it.lane, it.group, it.life);
        } else {
            Chunk chunk = append(it.hot, it.place, it.bytes, it.lane, it.group, it.life);
            drop(chunk, chunk.filled - 1, DeadLetter.Reason.EXPIRED);
        }
    }

    private void add(Message hot, long place, int bytes, int lane, int group, long expiresAt) {
        append(hot, place, bytes, lane, group, expiresAt);
        if (!limits.any() && expiresAt == NEVER) return;
        // Whoever waits for a message gets it before a limit of nothing or a life of no time takes it away.
        serve();
        limits.enforce();
        expiry.expireNow();
    }

    /** @return the chunk it is in; its slot is the last one */
    Chunk append(Message hot, long place, int bytes, int number, int group, long expiresAt) {
        Chunk chunk = lanes.at(number).add(place, hot, bytes, expiresAt);
        if (group > 0) {
            chunk.group(chunk.filled - 1, group);
            consumers.beginGroups();
        }
        ready++;
        readyBytes += bytes;
        if (expiresAt != NEVER) expiry.noteExpiry();
        consumers.wakeScans();
        changed();
        return chunk;
    }

    private int laneOf(Message message) {
        if (!message.properties().has(Field.PRIORITY)) return lanes.numberFor(0, false);
        boolean prioritized = arguments.maxPriority() == 0 && message.isJms();
        return lanes.numberFor(message.properties().priority(), prioritized);
    }

    private long ttlOf(Message message) {
        Properties properties = message.properties();
        long ttl = arguments.messageTtl();
        // It was checked when it was published: digits only.
        if (properties.has(Field.EXPIRATION)) ttl = Math.min(ttl, Long.parseLong(properties.expiration()));
        return ttl;
    }

    // ---- messages go

    /** Something changed that may let messages out; they leave before the turn ends. */
    void changed() {
        if (changed || deleted) return;
        changed = true;
        house.serveThisTurn(this);
    }

    /** Hands out what can be handed out. */
    @Override
    public void serve() {
        changed = false;
        if (deleted) return;
        effort.begin();
        for (int left = SERVED_AT_ONCE; expiry.expireOverdue() && ready > 0 && serveOne(); ) {
            if (--left > 0) continue;
            changed();
            break;
        }
        consumers.endPassingOver();
        if (ready == 0) while (!getters.isEmpty()) getters.pollFirst().empty();
        else if (!getters.isEmpty() || lanes.firstReady().cold > 0 && consumers.anyCanTake()) readAhead.fetch();
        if (consumers.anyDrains() && !changed) consumers.endDrains();
        expiry.arm();
    }

    /** @return false when nobody can be served now */
    private boolean serveOne() {
        Chunk chunk = first();
        int index = chunk.lane.cursorIndex();
        Message message = chunk.hot(index);
        for (Subscriber.Getter getter; message != null && (getter = getters.pollFirst()) != null; ) {
            // Whoever has gone since takes nothing with him.
            if (!getter.canTake()) continue;
            hand(chunk, index, message, getter);
            return true;
        }
        Consumer consumer = consumers.next();
        if (consumer == null) return false;
        if (consumer.scan != null) {
            serveScan(consumer);
        } else if (message != null) {
            hand(chunk, index, message, consumer.subscriber);
            consumers.served(consumer);
        } else {
            // The next must be read first: that holds up only those who would take it.
            consumers.passOver(consumer);
        }
        return true;
    }

    private void serveScan(Consumer consumer) {
        if (effort.wasSpent()) {
            // The last look may have found something, and then nobody has asked for another turn yet.
            consumers.passOver(consumer);
            changed();
            return;
        }
        Scan scan = consumer.scan;
        switch (scan.next(effort)) {
            case FOUND -> {
                if (scan.browses()) show(scan.chunk(), scan.index(), scan.message(), consumer.subscriber);
                else hand(scan, consumer);
                consumers.served(consumer);
            }
            case NOTHING, WAITS -> consumer.waiting = false;
            case TIRED -> {
                consumers.served(consumer);
                changed();
            }
        }
    }

    private void hand(Scan scan, Consumer consumer) {
        // Before it is handed out: nobody else may have the next of its group meanwhile.
        consumers.handedTo(consumer, scan.chunk(), scan.index());
        hand(scan.chunk(), scan.index(), scan.message(), consumer.subscriber);
    }

    private void show(Chunk chunk, int index, Message message, Subscriber to) {
        to.show(chunk, index, message);
        if (house.store().budget().exceeded()) warmth.coolDown(chunk, index);
    }

    private void hand(Chunk chunk, int index, Message message, Subscriber to) {
        take(chunk, index);
        delivered++;
        boolean acknowledges = to.acknowledges();
        to.take(chunk, index, message);
        if (!acknowledges) {
            settle(chunk, index);
        } else if (house.store().budget().exceeded() && chunk.hot(index) == message) {
            warmth.coolDown(chunk, index);
        }
    }

    /** {@code basic.get}: before all consumers, but in order; the answer may come later when the message is cold. */
    public void get(Subscriber.Getter getter) {
        lease.renew();
        getters.addLast(getter);
        serve();
    }

    /** The next in order: the front of the highest lane that has something ready. */
    Chunk first() {
        return lanes.firstReady().firstReady();
    }

    private void take(Chunk chunk, int index) {
        chunk.lane.take(chunk, index);
        ready--;
        readyBytes -= chunk.size[index];
        out++;
    }

    // ---- messages that are out

    public void acknowledge(Chunk chunk, int index) {
        acknowledged++;
        settle(chunk, index);
    }

    /** Acknowledged, or handed to someone who does not acknowledge: done with, here. */
    public void settle(Chunk chunk, int index) {
        out--;
        settled++;
        letGo(chunk, index);
        if (deleted) house.store().forget(chunk.place[index], chunk.size[index]);
        else house.store().settle(id, chunk.place[index], chunk.size[index]);
        chunk.lane.free(chunk, index);
    }

    private void letGo(Chunk chunk, int index) {
        Message hot = chunk.hot(index);
        if (hot != null) {
            chunk.hot(index, null);
            house.store().release(hot);
        }
    }

    /** It was being read when it moved. */
    void askAgain(Chunk chunk, int index) {
        if (chunk.state(index) == Chunk.OUT) readAhead.ask(chunk, index);
        else changed();
    }

    /** How a message comes back, and what becomes of those that come back too often. */
    public Returns returns() {
        return returns;
    }

    /** A ready message leaves without having been delivered. */
    void drop(Chunk chunk, int index, DeadLetter.Reason reason) {
        take(chunk, index);
        kill(chunk, index, DeadLetter.Cause.of(reason));
        // Somebody may have waited for this one to be read: now it is the next, or there is none.
        consumers.wakeScans();
        changed();
    }

    void kill(Chunk chunk, int index, DeadLetter.Cause cause) {
        if (arguments.hasDeadLetterExchange() || !cause.queue().isEmpty()) deadLetters.add(chunk, index, cause);
        else settle(chunk, index);
    }

    /** Its bytes could not be read back: the queue goes on without it, and somebody is told. */
    void lost(Chunk chunk, int index, String why) {
        chunk.fetching(index, false);
        boolean dying = chunk.state(index) == Chunk.OUT;
        if (!dying) take(chunk, index);
        else deadLetters.lost(chunk, index);
        settle(chunk, index);
        house.lost(this, why);
        consumers.wakeScans();
        changed();
    }

    // ---- consumers

    /** @param selector what it wants; without one, everything */
    public Consumer subscribe(Subscriber subscriber, boolean exclusive, Optional<Selector> selector) {
        lease.suspend();
        return consumers.add(subscriber, exclusive, selector);
    }

    /** Shows what is ready now, in order and once each, and takes nothing away. */
    public Consumer browse(Subscriber subscriber, Optional<Selector> selector) {
        lease.renew();
        return consumers.addBrowser(subscriber, selector);
    }

    /** @return whether an auto-delete queue has lost its last consumer, so that it is to be deleted */
    public boolean unsubscribe(Consumer consumer) {
        if (consumer.removed) return false;
        consumers.remove(consumer);
        if (consumer.browses() || consumers.count() > 0) return false;
        lease.renew();
        return options.autoDelete();
    }

    public boolean hasExclusiveConsumer() {
        return consumers.isExclusive();
    }

    public int consumerCount() {
        return consumers.count();
    }

    public List<Consumer> consumers() {
        return consumers.all();
    }

    // ---- the queue as a whole

    /** Declared again, passively or not. */
    public void touched() {
        lease.renew();
    }

    /** Takes away all that is ready. @return how many that were */
    public int purge() {
        int purged = ready;
        for (Lane lane : lanes.all()) {
            if (lane != null && lane.ready > 0) reclaim(lane.detachReady());
        }
        ready = 0;
        readyBytes = 0;
        changed();
        return purged;
    }

    /** The end of the queue. What is out stays with those who have it; their acknowledgements mean nothing any more. */
    public void delete() {
        deadLetters.drop();
        purge();
        deleted = true;
        lease.end();
        expiry.end();
        if (delays != null) house.later(delays::drop);
        if (returns.heldBack() > 0) house.later(returns::drop);
        while (!getters.isEmpty()) getters.pollFirst().queueGone();
        for (Consumer consumer : consumers.clear()) consumer.subscriber.queueGone();
    }

    /** Lets go of detached messages bit by bit: there may be millions. */
    private void reclaim(Chunk detached) {
        house.later(new Reclaim(this, detached));
    }

    /** @return the number of messages it let go of */
    int letGoOfAll(Chunk chunk) {
        for (int i = 0; i < chunk.filled; i++) {
            if (chunk.state(i) != Chunk.READY) continue;
            letGo(chunk, i);
            house.store().forget(chunk.place[i], chunk.size[i]);
        }
        settled += chunk.ready;
        return chunk.filled;
    }

    /** Its part in keeping memory within the budget. */
    public Warmth warmth() {
        return warmth;
    }

    /** What the journal knows of it, and tells it again. */
    public AtRest atRest() {
        return atRest;
    }

    public boolean isDeleted() {
        return deleted;
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    public QueueOptions options() {
        return options;
    }

    public QueueArguments arguments() {
        return arguments;
    }

    public int ready() {
        return ready;
    }

    public int out() {
        return out;
    }

    /** True the first time it is asked with this mark: a message reaches a queue once, however many bindings match. */
    public boolean markRouted(long mark) {
        if (routed == mark) return false;
        routed = mark;
        return true;
    }

    public QueueInfo info(String virtualHost) {
        return new QueueInfo(
                virtualHost,
                name,
                options.durable(),
                options.exclusive(),
                options.autoDelete(),
                arguments.table(),
                ready,
                out,
                (delays == null ? 0 : delays.count()) + returns.heldBack(),
                readyBytes,
                consumers.count(),
                published,
                delivered,
                acknowledged,
                settled,
                returned);
    }
}
