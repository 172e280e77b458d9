package io.leveret.broker.core;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.broker.queue.Returns;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A channel as the model sees it: what it may hear next. */
final class ModelChannel {
    enum State {
        OPEN,
        /** The client has sent close; acks may still come before close-ok. */
        LEAVING,
        /** The broker has closed it: not a word until the client has answered. */
        CLOSED_BY_BROKER,
        GONE
    }

    /** A delivery that waits for its acknowledgement. */
    static final class Out {
        final Slot slot;
        final ModelConsumer consumer;
        boolean pending;

        Out(Slot slot, ModelConsumer consumer) {
            this.slot = slot;
            this.consumer = consumer;
        }

        ModelQueue.Redelivery redelivery() {
            return consumer == null ? slot.queue.redelivery : consumer.redelivery;
        }
    }

    /** A confirm that is owed. */
    static final class Owed {
        final long seq;
        final Letter letter;
        boolean refused;
        boolean returned = true;
        /** What must be durable before it may come. */
        long position;

        Owed(long seq, Letter letter) {
            this.seq = seq;
            this.letter = letter;
        }
    }

    /** An answer that must come, with what it means. */
    static final class Expected {
        final Class<? extends Method> type;
        final Consumer<Method> then;
        /** Which position must be durable before it comes; -1: all that is appended at that moment, 0: none. */
        long position;
        /** It is worked off behind another one, so that what it names may be gone by then. */
        boolean late;
        /** For an answer to a get. */
        ModelQueue getsFrom;

        boolean noAck;

        Expected(Class<? extends Method> type, long position, Consumer<Method> then) {
            this.type = type;
            this.position = position;
            this.then = then;
        }
    }

    final Model model;
    final ModelClient client;
    final int number;
    State state = State.OPEN;
    final TreeMap<Long, Out> unacked = new TreeMap<>();
    final Map<String, ModelConsumer> consumers = new LinkedHashMap<>();
    final Map<String, ModelBrowser> browsers = new LinkedHashMap<>();
    final Deque<Expected> expected = new ArrayDeque<>();
    final Set<String> cancelNotices = new HashSet<>();
    final List<Owed> owed = new ArrayList<>();
    final Deque<Letter> returns = new ArrayDeque<>();
    int expectedClose;
    long lastTag;
    long lastSeq;
    int prefetch;
    int channelPrefetch;
    boolean confirming;
    boolean transactional;
    final List<Runnable> transactionPublishes = new ArrayList<>();
    final List<Runnable> transactionSettlements = new ArrayList<>();
    final List<Letter> inTransaction = new ArrayList<>();
    /** Mandatory publishes of the transaction. */
    final Set<Letter> mandatory = new HashSet<>();
    /** A publish of the transaction was refused: it cannot be committed any more. */
    boolean doomed;

    ModelChannel(Model model, ModelClient client, int number) {
        this.model = model;
        this.client = client;
        this.number = number;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** What the window of the whole channel counts: what was got is outside of it. */
    long outToConsumers() {
        return unacked.values().stream().filter(out -> out.consumer != null).count();
    }

    boolean isBusy() {
        return !expected.isEmpty();
    }

    Expected expect(Class<? extends Method> type, long position, Consumer<Method> then) {
        Expected next = new Expected(type, position, then);
        expected.addLast(next);
        return next;
    }

    // ---- what it hears

    void hears(Method method) {
        if (state == State.GONE || state == State.CLOSED_BY_BROKER) {
            model.violation(this + " hears " + method + " after its end");
            return;
        }
        if (method instanceof ChannelMethod.Close close) {
            hearsClose(close);
            return;
        }
        if (method instanceof BasicMethod.Cancel cancel) {
            ModelBrowser browser = browsers.get(cancel.consumerTag());
            boolean unused = browser != null && browser.queue.leaseEnds <= model.now();
            if (unused) browsers.remove(browser.tag);
            else if (!cancelNotices.remove(cancel.consumerTag())) model.violation(this + " hears " + cancel);
            return;
        }
        if (method instanceof LeveretMethod.Drained drained) {
            hearsDrained(drained);
            return;
        }
        if (method instanceof BasicMethod.Nack nack) {
            confirmed(nack.deliveryTag(), nack.multiple(), true);
            return;
        }
        Expected next = expected.pollFirst();
        if (next == null || !next.type.isInstance(method)) {
            model.violation(this + " hears " + method + " where it expects "
                    + (next == null ? "nothing" : next.type.getSimpleName()));
            return;
        }
        long position = next.position < 0 ? model.core.journal.position() : next.position;
        if (model.core.journal.durable() < position)
            model.violation(this + " hears " + method + " before it is durable");
        next.then.accept(method);
    }

    private void hearsClose(ChannelMethod.Close close) {
        Expected late = expected.peekFirst();
        if (expectedClose == 0
                && late != null
                && late.late
                && List.of(403, 404, 405).contains(close.replyCode())) {
            // What it named had gone when its turn came.
            release();
        } else if (close.replyCode() != expectedClose) {
            model.violation(this + " is closed: " + close + ", expected was " + expectedClose);
        }
        expectedClose = 0;
        state = State.CLOSED_BY_BROKER;
        expected.clear();
        owed.clear();
        cancelNotices.clear();
    }

    void hearsContent(Method method, Properties properties, byte[] body) {
        if (method instanceof BasicMethod.Return back) {
            hearsReturn(back, properties);
        } else if (method instanceof BasicMethod.GetOk got) {
            gets(got, properties, body);
        } else {
            model.violation(this + " hears " + method);
        }
    }

    private void hearsReturn(BasicMethod.Return back, Properties properties) {
        Letter letter = returns.pollFirst();
        if (letter == null || !letter.id().equals(properties.messageId()) || back.replyCode() != 312) {
            model.violation(this + " hears " + back + " of " + properties.messageId() + ", expected is " + letter);
            return;
        }
        for (Owed each : owed) if (each.letter == letter) each.returned = true;
    }

    private void hearsDrained(LeveretMethod.Drained drained) {
        ModelBrowser browser = browsers.get(drained.consumerTag());
        if (browser != null) {
            browser.drained(drained.returned());
            return;
        }
        ModelConsumer consumer = consumers.get(drained.consumerTag());
        if (consumer == null || consumer.drains-- == 0) {
            model.violation(this + " hears " + drained + ", which it has not asked for");
            return;
        }
        if (drained.returned() != consumer.credit) {
            model.violation(consumer + " had " + consumer.credit + " left, not as in " + drained);
        }
        ModelQueue queue = consumer.queue;
        queue.ripen("");
        queue.expireHeads(model.now() + 1);
        Slot first = consumer.looks() ? queue.firstFor(consumer) : queue.first();
        boolean couldHave = first != null && consumer.hasCredit() && queue.mayServe(consumer);
        if (couldHave && !model.lenient) model.violation(consumer + " has drained, but could have " + first);
        consumer.credit = 0;
    }

    // ---- deliveries

    void delivered(
            String consumerTag,
            long tag,
            boolean redelivered,
            Properties as,
            String exchange,
            String key,
            byte[] body) {
        if (tag == 0) {
            shown(consumerTag, redelivered, as, exchange, key, body);
            return;
        }
        ModelConsumer consumer = consumers.get(consumerTag);
        if (!isOpen() || consumer == null) {
            model.violation(this + " is delivered to " + consumerTag + ", which is not open");
            return;
        }
        ModelQueue queue = consumer.queue;
        if (!queue.getters.isEmpty() && !consumer.looks())
            model.violation(consumer + " is served before those who get");
        if (!consumer.canTake()) model.violation(consumer + " is served and can take nothing");
        Slot slot = queue.handOut(as.messageId(), model.lenient, consumer);
        if (slot == null) return;
        model.fairness(consumer);
        handOver(slot, tag, redelivered, as, exchange, key, body, consumer.counts);
        if (consumer.byCredit) consumer.credit--;
        queue.handedTo(consumer, slot);
        if (consumer.noAck) {
            queue.take(slot);
            queue.gone(slot);
        } else {
            queue.take(slot);
            consumer.out++;
            unacked.put(tag, new Out(slot, consumer));
        }
        queue.expireHeads(model.now());
        model.noteAbilities();
    }

    private void shown(
            String consumerTag, boolean redelivered, Properties as, String exchange, String key, byte[] body) {
        ModelBrowser browser = browsers.get(consumerTag);
        if (!isOpen() || browser == null) {
            model.violation(this + " is shown something for " + consumerTag + ", which is not open");
            return;
        }
        Slot slot = browser.queue.shown(as.messageId(), browser);
        if (slot == null) return;
        browser.isShown(slot, redelivered);
        String differs =
                slot.letter.differs(exchange, key, as, body, slot.queue.redelivery.limit() >= 0 ? slot.attempts : 0, 0);
        if (!differs.isEmpty()) model.violation(slot + ": " + differs);
    }

    private void handOver(
            Slot slot,
            long tag,
            boolean redelivered,
            Properties as,
            String exchange,
            String key,
            byte[] body,
            boolean toldCounts) {
        if (tag != ++lastTag) model.violation(this + " has delivery tag " + tag + " instead of " + lastTag);
        if (redelivered != slot.redelivered) model.violation(slot + " comes with redelivered=" + redelivered);
        boolean counts = slot.queue.redelivery.limit() >= 0;
        String differs = slot.letter.differs(
                exchange, key, as, body, counts ? slot.attempts : 0, toldCounts ? slot.attempts : 0);
        if (!differs.isEmpty()) model.violation(slot + ": " + differs);
    }

    void get(ModelQueue queue, boolean noAck, boolean late) {
        if (!late) {
            queue.getters.addLast(this);
            queue.renewLease();
        }
        Expected answer = expect(BasicMethod.GetEmpty.class, 0, empty -> {
            queue.getters.remove(this);
            // A channel that the broker ends takes an auto-delete queue along before it hears why.
            boolean going = queue.autoDelete && model.core.info(queue.name) == null;
            if (queue.deleted || going) return;
            queue.expireHeads(model.now() + 1);
            boolean leaseOver = queue.leaseEnds <= model.now();
            Slot first = queue.first();
            if (first != null && !leaseOver && !model.lenient)
                model.violation(this + " gets nothing, there is " + first);
            if (late) queue.renewLease();
        });
        answer.late = late;
        answer.getsFrom = queue;
        answer.noAck = noAck;
    }

    private void gets(BasicMethod.GetOk got, Properties as, byte[] body) {
        Expected answer = expected.pollFirst();
        if (answer == null || answer.type != BasicMethod.GetEmpty.class) {
            model.violation(this + " hears " + got);
            return;
        }
        // By name: worked off late, it may mean another queue than when it was sent.
        ModelQueue getting = answer.late ? model.queues.get(answer.getsFrom.name) : answer.getsFrom;
        if (getting == null) {
            model.violation(this + " hears " + got + " of a queue that is gone");
            return;
        }
        if (!getting.getters.isEmpty() && getting.getters.peekFirst() != this && !answer.late) {
            model.violation(this + " gets before " + getting.getters.peekFirst());
        }
        getting.getters.remove(this);
        if (answer.late) getting.renewLease();
        Slot slot = getting.handOut(as.messageId(), model.lenient);
        if (slot == null) return;
        handOver(slot, got.deliveryTag(), got.redelivered(), as, got.exchange(), got.routingKey(), body, false);
        getting.take(slot);
        model.checkCount(getting, got.messageCount(), this + " " + got);
        if (answer.noAck) getting.gone(slot);
        else unacked.put(got.deliveryTag(), new Out(slot, null));
        getting.expireHeads(model.now());
        model.noteAbilities();
    }

    // ---- confirms

    void confirmed(long tag, boolean multiple, boolean nack) {
        if (state == State.CLOSED_BY_BROKER || state == State.GONE) {
            model.violation(this + " is confirmed " + tag + " after its end");
            return;
        }
        List<Owed> covered = new ArrayList<>();
        for (Owed each : owed) if (each.seq == tag || multiple && each.seq < tag) covered.add(each);
        if (covered.isEmpty() || covered.get(covered.size() - 1).seq != tag) {
            model.violation(this + " is confirmed " + tag + ", which is not owed");
        }
        for (Owed each : covered) {
            owed.remove(each);
            if (!each.returned) model.violation(this + " is confirmed " + each.seq + " before its return");
            if (each.refused != nack) model.violation(this + " hears the wrong kind of confirm for " + each.seq);
            if (model.core.journal.durable() < each.position) {
                model.violation(this + " is confirmed " + each.seq + " before it is durable");
            }
        }
    }

    // ---- settling

    enum Verdict {
        ACK,
        REQUEUE,
        REJECT
    }

    void settle(long tag, Verdict verdict) {
        Out out = unacked.remove(tag);
        switch (verdict) {
            case ACK -> out.slot.queue.gone(out.slot);
            case REQUEUE -> out.slot.queue.giveBack(out.slot, Returns.How.FAILED, out.redelivery());
            case REJECT ->
                out.slot.queue.die(out.slot, "rejected", out.redelivery().deadLetterQueue());
        }
        if (out.consumer != null) out.consumer.out--;
    }

    /** At once, in a transaction too. */
    void giveBack(long tag, Returns.How how) {
        Out out = unacked.remove(tag);
        out.slot.queue.giveBack(out.slot, how, out.redelivery());
        if (out.consumer != null) out.consumer.out--;
    }

    void recover() {
        for (long tag : new ArrayList<>(unacked.keySet())) {
            Out out = unacked.get(tag);
            if (!out.pending) giveBack(tag, Returns.How.SEEN);
        }
    }

    /** Nobody waits any more for what was to come. */
    void owedWhenLeaving() {
        expected.clear();
    }

    /** It is over: consumers first, then what is out comes back, the oldest as failed. */
    void release() {
        browsers.clear();
        transactionPublishes.clear();
        transactionSettlements.clear();
        inTransaction.clear();
        mandatory.clear();
        doomed = false;
        for (Expected each : expected) if (each.getsFrom != null) each.getsFrom.getters.remove(this);
        for (ModelConsumer consumer : new ArrayList<>(consumers.values())) {
            consumers.remove(consumer.tag);
            consumer.queue.unsubscribe(consumer);
        }
        boolean first = true;
        for (Out out : unacked.values()) {
            Returns.How how = first ? Returns.How.FAILED : Returns.How.SEEN;
            out.slot.queue.giveBack(out.slot, how, out.redelivery());
            first = false;
        }
        unacked.clear();
        returns.clear();
    }

    @Override
    public String toString() {
        return client.name + "/" + number;
    }
}
