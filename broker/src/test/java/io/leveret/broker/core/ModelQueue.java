package io.leveret.broker.core;

import io.leveret.amqp.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** A queue as lists of objects. */
final class ModelQueue {
    static final long NEVER = Long.MAX_VALUE;

    enum Overflow {
        DROP_HEAD,
        REJECT_PUBLISH,
        REJECT_PUBLISH_DLX
    }

    record Delayed(Letter letter, long due) {}

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
    final int deliveryLimit;

    final List<List<Slot>> lanes = new ArrayList<>();
    final List<ModelConsumer> consumers = new ArrayList<>();
    final Deque<ModelChannel> getters = new ArrayDeque<>();
    final List<Delayed> delayed = new ArrayList<>();
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
        deliveryLimit = (int) number("x-delivery-limit", -1);
        for (int i = 0; i <= number("x-max-priority", 0); i++) lanes.add(new ArrayList<>());
        renewLease();
    }

    private long number(String argument, long absent) {
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
        int lane = Math.max(0, Math.min(letter.priority(), lanes.size() - 1));
        long life = letter.expiration() == Letter.NO_EXPIRATION ? ttl : Math.min(ttl, letter.expiration());
        return new Slot(this, letter, lane, life == NEVER ? NEVER : model.now() + life, model.step);
    }

    void enqueue(Letter letter) {
        add(slotFor(letter));
    }

    void add(Slot slot) {
        lanes.get(slot.lane).add(slot);
    }

    /** What has come due joins the others, at the end, one by one; those behind that letter, if it is among them, are not yet here. */
    void ripen(String upTo) {
        delayed.sort(java.util.Comparator.comparingLong(Delayed::due));
        while (!delayed.isEmpty() && delayed.get(0).due <= model.now()) {
            Slot slot = slotFor(delayed.remove(0).letter);
            add(slot);
            if (slot.letter.id().equals(upTo)) return;
            if (slot.expiresAt != NEVER) expireHeads(model.now() + 1);
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
        if (deleted || !hasDlx()) {
            gone(slot);
            return;
        }
        if (slot.state == Slot.State.OUT) out--;
        slot.state = Slot.State.DYING;
        lanes.get(slot.lane).remove(slot);
        dying.add(new Dying(slot.letter.died(this, reason), false));
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

    void giveBack(Slot slot, boolean failed) {
        if (deleted) {
            gone(slot);
            return;
        }
        slot.redelivered = true;
        slot.attempts++;
        if (failed && deliveryLimit >= 0 && ++slot.failures > deliveryLimit) {
            die(slot, "delivery_limit");
            return;
        }
        out--;
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
        return handOut(id, lenient, to::wants, to.selects());
    }

    private Slot handOut(String id, boolean lenient, Predicate<Letter> wanted, boolean passing) {
        ripen(id);
        if (incoming != null && incoming.letter.id().equals(id)) {
            add(incoming);
            incoming = null;
        }
        for (long before = model.now(); before <= model.now() + (passing ? 0 : 1); before++) {
            Slot first = first();
            if (first != null && !first.letter.id().equals(id)) expireHeads(before, id);
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
                if (slot.expiresAt <= model.now()) {
                    // Where others stand before it, it stays.
                    if (!passing) die(slot, "expired");
                } else if (!lenient || slot.since != model.step) {
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
        if (!consumers.isEmpty()) return;
        renewLease();
        if (autoDelete) model.delete(this);
    }

    @Override
    public String toString() {
        return name + arguments;
    }
}
