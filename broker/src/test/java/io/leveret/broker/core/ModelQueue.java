package io.leveret.broker.core;

import io.leveret.amqp.Table;
import io.leveret.broker.queue.Returns;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A queue as lists of objects. */
final class ModelQueue {
    static final long NEVER = Long.MAX_VALUE;

    enum Overflow {
        DROP_HEAD,
        REJECT_PUBLISH,
        REJECT_PUBLISH_DLX
    }

    /** Its life goes on while it waits: whose ends first waits no longer than that. */
    record Delayed(Letter letter, long due, long expiresAt) {}

    /** What is said of failing, by a queue or a consumer. */
    record Redelivery(int limit, String deadLetterQueue, long delay, double multiplier, long delayMax) {
        static Redelivery of(Table arguments) {
            return new Redelivery(
                    (int) number(arguments, "x-delivery-limit", -1),
                    arguments.get("x-dead-letter-queue") instanceof String name ? name : "",
                    number(arguments, "x-redelivery-delay", -1),
                    arguments.get("x-redelivery-multiplier") instanceof Double factor ? factor : 0,
                    number(arguments, "x-redelivery-delay-max", -1));
        }

        /** The queue's word goes before the consumer's. */
        Redelivery before(Redelivery consumers) {
            return new Redelivery(
                    limit >= 0 ? limit : consumers.limit,
                    deadLetterQueue.isEmpty() ? consumers.deadLetterQueue : deadLetterQueue,
                    delay >= 0 ? delay : consumers.delay,
                    multiplier > 0 ? multiplier : consumers.multiplier,
                    delayMax >= 0 ? delayMax : consumers.delayMax);
        }

        long delayAfter(int failures) {
            double wanted = Math.max(0, delay);
            for (int i = 1; i < failures && multiplier > 1; i++) wanted *= multiplier;
            return delayMax >= 0 ? Math.min(delayMax, (long) wanted) : (long) wanted;
        }
    }

    final Model model;
    final String name;
    final Table arguments;
    final boolean durable;
    final boolean autoDelete;
    /** Whose it is alone, or null. */
    final ModelClient owner;

    final long ttl;
    final long expires;
    final long maxLength;
    final long maxBytes;
    final Overflow overflow;
    final String dlx;
    final String dlk;
    final boolean singleActive;
    final Redelivery redelivery;

    final List<List<Slot>> lanes = new ArrayList<>();
    final List<ModelConsumer> consumers = new ArrayList<>();
    final Deque<ModelChannel> getters = new ArrayDeque<>();
    /** Each group sticks to the consumer that got the first of it. */
    private final Map<String, ModelConsumer> groups = new HashMap<>();

    boolean hasGroups;
    final List<Delayed> delayed = new ArrayList<>();
    /** In the order in which they failed. */
    final List<Slot> held = new ArrayList<>();
    /** @param refused it never was in the queue, so nothing holds it back */
    record Dying(Letter letter, boolean refused) {}

    /** On the way to the dead-letter exchange, in the order in which they left; a cold one holds back those behind it. */
    final List<Dying> dying = new ArrayList<>();

    /** A publish that a full queue may refuse: what became of it is known when it has been worked off. */
    Slot incoming;

    long leaseEnds = NEVER;
    boolean deleted;
    int out;

    ModelQueue(Model model, String name, Table arguments, boolean durable, boolean autoDelete, ModelClient owner) {
        this.model = model;
        this.name = name;
        this.arguments = arguments;
        this.durable = durable;
        this.autoDelete = autoDelete;
        this.owner = owner;
        ttl = number("x-message-ttl", NEVER);
        expires = number("x-expires", NEVER);
        maxLength = number("x-max-length", NEVER);
        maxBytes = number("x-max-length-bytes", NEVER);
        String full = arguments.contains("x-overflow") ? (String) arguments.get("x-overflow") : "drop-head";
        overflow = Overflow.valueOf(full.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        dlx = arguments.get("x-dead-letter-exchange") instanceof String exchange ? exchange : "none";
        dlk = arguments.get("x-dead-letter-routing-key") instanceof String key ? key : "";
        singleActive = Boolean.TRUE.equals(arguments.get("x-single-active-consumer"));
        redelivery = Redelivery.of(arguments);
        int count = arguments.contains("x-max-priority") ? (int) number("x-max-priority", 0) + 1 : 10;
        for (int i = 0; i < count; i++) lanes.add(new ArrayList<>());
        renewLease();
    }

    private long number(String argument, long absent) {
        return number(arguments, argument, absent);
    }

    private static long number(Table arguments, String argument, long absent) {
        return arguments.get(argument) instanceof Number number ? number.longValue() : absent;
    }

    boolean isLimited() {
        return maxLength != NEVER || maxBytes != NEVER;
    }

    boolean refuses() {
        return isLimited() && overflow != Overflow.DROP_HEAD;
    }

    boolean hasDlx() {
        return arguments.contains("x-dead-letter-exchange");
    }

    void renewLease() {
        if (expires != NEVER && consumers.isEmpty()) leaseEnds = model.now() + expires;
    }

    // ---- messages come

    Slot slotFor(Letter letter) {
        return slotFor(letter, expiryOf(letter));
    }

    private Slot slotFor(Letter letter, long expiresAt) {
        return new Slot(this, letter, laneOf(letter), expiresAt, model.step);
    }

    private long expiryOf(Letter letter) {
        long life = letter.expiration() == Letter.NO_EXPIRATION ? ttl : Math.min(ttl, letter.expiration());
        return life == NEVER ? NEVER : model.now() + life;
    }

    /** Where nobody said that there are priorities, those of JMS clients count, and all else is in the middle. */
    private int laneOf(Letter letter) {
        boolean has = letter.priority() != Letter.NO_PRIORITY;
        if (!arguments.contains("x-max-priority") && !(letter.jms() && has)) return 4;
        return Math.max(0, Math.min(letter.priority(), lanes.size() - 1));
    }

    void delay(Letter letter) {
        long expiresAt = expiryOf(letter);
        delayed.add(new Delayed(letter, Math.min(model.now() + letter.delay(), expiresAt), expiresAt));
    }

    void enqueue(Letter letter) {
        add(slotFor(letter));
    }

    void add(Slot slot) {
        hasGroups |= !slot.letter.group().isEmpty();
        lanes.get(slot.lane).add(slot);
    }

    /** What has come due joins the others, at the end, one by one; those behind that letter, if it is among them, are not yet here. */
    void ripen(String upTo) {
        comeAgain();
        delayed.sort(java.util.Comparator.comparingLong(Delayed::due));
        while (!delayed.isEmpty() && delayed.get(0).due <= model.now()) {
            Delayed next = delayed.remove(0);
            Slot slot = slotFor(next.letter, next.expiresAt);
            add(slot);
            if (next.expiresAt <= model.now()) {
                die(slot, "expired");
                continue;
            }
            if (slot.letter.id().equals(upTo)) return;
            if (slot.expiresAt != NEVER) expireHeads(model.now() + 1);
        }
    }

    /** What had its time before anything here could die of age. */
    void ripenBeforeAnyDies() {
        long earliest = NEVER;
        for (List<Slot> lane : lanes) {
            for (Slot slot : lane) {
                if (slot.state != Slot.State.READY) continue;
                earliest = Math.min(earliest, slot.expiresAt);
                break;
            }
        }
        long first = earliest;
        if (delayed.stream().anyMatch(each -> each.due < first) || held.stream().anyMatch(slot -> slot.due < first))
            ripen("");
    }

    private void comeAgain() {
        held.sort(java.util.Comparator.comparingLong(slot -> slot.due));
        for (Slot slot : List.copyOf(held)) {
            if (slot.due > model.now()) continue;
            held.remove(slot);
            slot.state = Slot.State.READY;
            slot.since = model.step;
            if (slot.expiresAt <= model.now()) die(slot, "expired");
        }
    }

    // ---- messages go

    int ready() {
        return (int) lanes.stream()
                .flatMap(List::stream)
                .filter(slot -> slot.state == Slot.State.READY)
                .count();
    }

    long readyBytes() {
        return lanes.stream()
                .flatMap(List::stream)
                .filter(slot -> slot.state == Slot.State.READY)
                .mapToLong(slot -> slot.letter.body().length)
                .sum();
    }

    /** How many of the ready ones may have left by age already. */
    int expirable() {
        return (int) lanes.stream()
                .flatMap(List::stream)
                .filter(slot -> slot.state == Slot.State.READY && slot.expiresAt <= model.now())
                .count();
    }

    boolean mayHold(String id) {
        return delayed.stream().anyMatch(each -> each.letter().id().equals(id))
                || lanes.stream()
                        .flatMap(List::stream)
                        .anyMatch(slot -> slot.letter.id().equals(id));
    }

    /** The first ready one of the highest lane, or null. */
    Slot first() {
        for (int p = lanes.size() - 1; p >= 0; p--) {
            for (Slot slot : lanes.get(p)) if (slot.state == Slot.State.READY) return slot;
        }
        return null;
    }

    /** The first ready one that it wants and may still have, or null. */
    Slot firstFor(ModelConsumer consumer) {
        for (int p = lanes.size() - 1; p >= 0; p--) {
            for (Slot slot : lanes.get(p)) {
                boolean isReady = slot.state == Slot.State.READY && slot.expiresAt > model.now();
                if (isReady && consumer.wants(slot.letter)) return slot;
            }
        }
        return null;
    }

    /** A group that is another's is not for this consumer. */
    boolean mayHave(ModelConsumer consumer, Letter letter) {
        ModelConsumer owner = groups.get(letter.group());
        return owner == null || owner == consumer;
    }

    void handedTo(ModelConsumer consumer, Slot slot) {
        if (!slot.letter.group().isEmpty()) groups.put(slot.letter.group(), consumer);
    }

    /** The ready slot with that letter that is shown to a browser. */
    Slot shown(String id, ModelBrowser to) {
        ripen(id);
        for (List<Slot> lane : lanes) {
            for (Slot slot : lane) {
                if (slot.state == Slot.State.READY && slot.letter.id().equals(id) && to.maySee(slot)) return slot;
            }
        }
        if (model.arrives(this, id)) return shown(id, to);
        model.violation(id + " is shown of " + name + ", where it is not ready: " + lanes);
        return null;
    }

    /** Those at the head of a lane whose time was over before that moment leave. */
    void expireHeads(long before) {
        expireHeads(before, "");
    }

    private void expireHeads(long before, String but) {
        for (List<Slot> lane : lanes) {
            for (Slot slot : new ArrayList<>(lane)) {
                if (slot.state != Slot.State.READY) continue;
                if (slot.expiresAt >= before || slot.letter.id().equals(but)) break;
                boolean mayBeOnItsWay = !but.isEmpty() && model.lenient && slot.since == model.step;
                if (mayBeOnItsWay) break;
                die(slot, "expired");
            }
        }
    }

    /** What was at the head for a moment, while that before it was out, may have gone in that moment. */
    void expireAnyOf(int count) {
        int left = count;
        for (List<Slot> lane : lanes) {
            for (Slot slot : new ArrayList<>(lane)) {
                if (left <= 0) return;
                if (slot.state != Slot.State.READY || slot.expiresAt > model.now()) continue;
                die(slot, "expired");
                left--;
            }
        }
    }

    void enforceLimits() {
        if (overflow != Overflow.DROP_HEAD) return;
        while (ready() > maxLength || readyBytes() > maxBytes && ready() > 0) die(first(), "maxlen");
    }

    boolean fits(Letter letter) {
        return ready() + 1 <= maxLength && readyBytes() + letter.body().length <= maxBytes;
    }

    void die(Slot slot, String reason) {
        die(slot, reason, "");
    }

    /** @param deadLetterQueue where it goes if there is no dead-letter exchange, or '' */
    void die(Slot slot, String reason, String deadLetterQueue) {
        if (deleted || !hasDlx() && deadLetterQueue.isEmpty()) {
            gone(slot);
            return;
        }
        if (slot.state == Slot.State.OUT) out--;
        slot.state = Slot.State.DYING;
        lanes.get(slot.lane).remove(slot);
        dying.add(new Dying(slot.letter.died(this, reason, deadLetterQueue), false));
        model.tell(slot, "in lane", slot.lane, "dies:", reason);
    }

    void gone(Slot slot) {
        if (slot.state == Slot.State.OUT) out--;
        slot.state = Slot.State.GONE;
        lanes.get(slot.lane).remove(slot);
    }

    void take(Slot slot) {
        slot.state = Slot.State.OUT;
        out++;
    }

    /** @param says what the consumer that had it and the queue say of failing */
    void giveBack(Slot slot, Returns.How how, Redelivery says) {
        if (deleted) {
            gone(slot);
            return;
        }
        if (how != Returns.How.UNSEEN) {
            slot.redelivered = true;
            slot.attempts++;
        }
        long delay = 0;
        if (how == Returns.How.FAILED) {
            slot.failures++;
            if (says.limit >= 0 && slot.failures > says.limit) {
                die(slot, "delivery_limit", says.deadLetterQueue);
                return;
            }
            delay = says.delayAfter(slot.failures);
        }
        out--;
        if (delay > 0 && slot.expiresAt > model.now()) {
            slot.state = Slot.State.HELD;
            slot.due = Math.min(model.now() + delay, slot.expiresAt);
            held.add(slot);
            return;
        }
        slot.state = Slot.State.READY;
        slot.since = model.step;
        enforceLimits();
    }

    /**
     * The slot that is being handed out, if it may be: the first in order, with what has expired before it gone.
     *
     * @param lenient whether those that became ready in this very step may still be on their way
     * @return null when this letter must not come now; {@link Model#violation} says why
     */
    Slot handOut(String id, boolean lenient) {
        return handOut(id, lenient, any -> true, false);
    }

    /** To a consumer that passes over what it does not want. */
    Slot handOut(String id, boolean lenient, ModelConsumer to) {
        return handOut(id, lenient, to::wants, to.looks());
    }

    private Slot handOut(String id, boolean lenient, Predicate<Letter> wanted, boolean passing) {
        ripen(id);
        if (incoming != null && incoming.letter.id().equals(id)) {
            add(incoming);
            incoming = null;
        }
        // A dead letter may have come by now, into a higher lane than all that is here.
        boolean isHere = lanes.stream()
                .flatMap(List::stream)
                .anyMatch(slot ->
                        slot.state == Slot.State.READY && slot.letter.id().equals(id));
        if (!isHere) model.arrives(this, id);
        for (long before = model.now(); before <= model.now() + (passing ? 0 : 1); before++) {
            Slot first = first();
            // Of what comes in one turn, some is handed out before the rest is here.
            boolean justCame = first != null && lenient && first.since == model.step;
            if (first != null && !justCame && !first.letter.id().equals(id)) expireHeads(before, id);
        }
        for (int p = lanes.size() - 1; p >= 0; p--) {
            for (Slot slot : new ArrayList<>(lanes.get(p))) {
                if (slot.state != Slot.State.READY || !wanted.test(slot.letter)) continue;
                if (slot.letter.id().equals(id)) {
                    // It may stand here twice, having died and come back.
                    if (passing && slot.expiresAt < model.now()) continue;
                    if (slot.expiresAt < model.now()) model.violation(slot + " was handed out after its time");
                    return slot;
                }
                // What has come in this very step may still have been on its way.
                if (lenient && slot.since == model.step) continue;
                if (slot.expiresAt <= model.now()) {
                    // Where others stand before it, it stays.
                    if (!passing) die(slot, "expired");
                } else {
                    model.violation(id + " was handed out of " + name + " before " + slot);
                    return null;
                }
            }
        }
        if (model.arrives(this, id)) return handOut(id, lenient, wanted, passing);
        model.violation(id + " was handed out of " + name + ", where it is not ready: " + lanes);
        return null;
    }

    // ---- consumers

    boolean mayServe(ModelConsumer consumer) {
        return !singleActive || consumers.get(0) == consumer;
    }

    void subscribe(ModelConsumer consumer) {
        leaseEnds = NEVER;
        int at = consumers.size();
        while (at > 0 && consumers.get(at - 1).priority < consumer.priority) at--;
        consumers.add(at, consumer);
    }

    void unsubscribe(ModelConsumer consumer) {
        if (!consumers.remove(consumer)) return;
        groups.values().removeIf(owner -> owner == consumer);
        if (!consumers.isEmpty()) return;
        renewLease();
        if (autoDelete) model.delete(this);
    }

    @Override
    public String toString() {
        return name + arguments;
    }
}
