package io.leveret.jms.session;

import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Table;
import io.leveret.jms.wire.ConsumeSpec;
import io.leveret.jms.wire.Deliveries;
import io.leveret.jms.wire.Delivery;
import io.leveret.jms.wire.WireChannel;
import io.leveret.jms.wire.WireException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;

/**
 * What one consumer has been sent and has not looked at yet. All of it is guarded by the lock of its {@link Inflow}, and every method
 * except {@link #delivered}, {@link #batchEnded}, {@link #cancelled}, {@link #attach} and {@link #end} expects the caller to hold that.
 *
 * <p>It asks for messages only while its session's messages flow, and {@link #recall}s what it has when they stop, or when nobody takes them: then
 * everything goes back to its old place, and what is still on its way goes back as it comes, until the broker has said that there is no more.
 */
abstract class Inbox implements Deliveries {
    /** More than this is not kept waiting, whatever the number of messages. */
    private static final long MOST_BYTES = 32 << 20;

    final Inflow flow;
    final Opening opening;
    final Window window;
    final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
    /** The loop's own: what this read has brought so far. It arrives as one, so the lock is taken once and a thread woken once. */
    private final List<Delivery> brought = new ArrayList<>();

    private final Condition arrived;
    private final Listening listening;

    WireChannel channel;
    ConsumeSpec spec;
    String tag = "";
    private long waitingBytes;
    private boolean listened;
    private boolean busy;
    private boolean queued;
    private boolean ended;
    private long takes;
    private long takesAtSweep;
    private int receivers;
    private long handedOver;
    private int handedBytes;
    private Optional<JMSException> broken = Optional.empty();
    private boolean dropped;

    /** Sees to it that there is something to consume from: at first, and again on another connection. Blocks. */
    @FunctionalInterface
    interface Opening {
        ConsumeSpec open() throws JMSException;

        /** Nothing of this consumer's consumes from there any more. Blocks. */
        default void left(String queue) {}
    }

    /** Who is called with a message that nobody asks for. */
    interface Listening {
        void dispatch(Delivery delivery);
    }

    Inbox(Inflow flow, Opening opening, Window window, Listening listening) {
        this.flow = flow;
        this.opening = opening;
        this.window = window;
        this.listening = listening;
        this.arrived = flow.lock.newCondition();
    }

    // ---- what kinds of brokers differ in

    /** From now on it is fed by this channel; blocks. */
    final void attach(WireChannel on) throws JMSException {
        ConsumeSpec from = opening.open();
        try {
            begin(on, from);
        } catch (WireException e) {
            throw Failures.of(e, "cannot consume from queue '" + from.queue() + "'");
        }
    }

    /** Begins there, with nothing under way, and says so by {@link #attached}. */
    abstract void begin(WireChannel on, ConsumeSpec from) throws WireException;

    /** What it has and waits for from here on comes over that channel. */
    final void attached(WireChannel on, ConsumeSpec from, String consumer) {
        channel = on;
        spec = from;
        tag = consumer;
        broken = Optional.empty();
    }

    /** Makes sure that so many messages are on their way or here, if messages flow. */
    abstract void ask(int wanted);

    /** How many are on their way at most. */
    abstract int outstanding();

    /** Whether what comes goes back. */
    abstract boolean isRecalling();

    /** Sends back what is here and what comes. {@link Inflow#awaitQuiet} waits for the end of it. */
    abstract void recall();

    /** Brings what the broker has at this moment, up to so many, and then sets {@link #hasLooked}. */
    abstract void look(int wanted);

    /** Whether the broker has answered the last {@link #look}. */
    abstract boolean hasLooked();

    /** One message came. */
    abstract void counted();

    // ---- arriving, on the loop

    @Override
    public final void delivered(Delivery delivery) {
        brought.add(delivery);
    }

    @Override
    public final void batchEnded() {
        flow.lock.lock();
        try {
            for (int i = 0; i < brought.size(); i++) arrived(brought.get(i));
            brought.clear();
            if (waiting.isEmpty()) return;
            if (listened) beReady();
            else arrived.signalAll();
        } finally {
            flow.lock.unlock();
        }
    }

    /** One that the broker was asked for by itself, on any thread, with the lock. */
    final void fetched(Delivery delivery) {
        arrived(delivery);
        if (listened && !waiting.isEmpty()) beReady();
    }

    private void arrived(Delivery delivery) {
        counted();
        if (isRecalling() || ended || !flow.flows()) {
            strayed();
            channel.giveBack(List.of(delivery), LeveretMethod.UNSEEN, Table.EMPTY);
            return;
        }
        waiting.add(delivery);
        waitingBytes += delivery.body().length;
        if (waitingBytes > MOST_BYTES && waiting.size() > 1) {
            window.idle();
            recall();
        }
    }

    /** Something came that had to go back. */
    void strayed() {}

    @Override
    public final void tooLarge(Delivery withoutBody, long size) {
        flow.lock.lock();
        try {
            counted();
            replenish();
            changed();
        } finally {
            flow.lock.unlock();
        }
    }

    @Override
    public final void cancelled(WireException why) {
        flow.drop(this, Failures.of(why, "cannot receive from " + spec.queue()));
        flow.lostConsumer(why);
    }

    // ---- listening

    boolean isListened() {
        return listened;
    }

    void listened(boolean yes) {
        listened = yes;
        if (!yes) {
            if (!waiting.isEmpty() || outstanding() > 0) recall();
        } else {
            if (!waiting.isEmpty()) beReady();
            replenish();
        }
    }

    private void beReady() {
        if (queued) return;
        queued = true;
        flow.ready(this);
    }

    /** The next message for the listener, if there is one still; the others keep their turn. */
    Delivery pollForListener() {
        queued = false;
        Delivery next = listened ? poll() : null;
        if (next == null) return null;
        if (!waiting.isEmpty()) beReady();
        busy = true;
        begun(next);
        replenish();
        return next;
    }

    void dispatch(Delivery delivery) {
        listening.dispatch(delivery);
    }

    void dispatched() {
        busy = false;
        finished();
        replenish();
    }

    boolean isBusy() {
        return busy;
    }

    /** Asks for as many as the window has room for, half a window at a time. */
    void replenish() {
        if (ended || dropped || isRecalling() || !flow.flows() || !(listened || window.isEager())) return;
        int room = window.size() - outstanding() - waiting.size() - (busy ? 1 : 0);
        if (room > 0 && room >= window.size() >> 1) ask(room);
    }

    // ---- receiving

    /**
     * Waits for a message and takes it; null when the time is over and the broker has none, when messages do not flow, or when the consumer is
     * closed meanwhile.
     *
     * @param nanos how long; 0 not at all, {@link Long#MAX_VALUE} for ever
     * @param taken told of the message while nobody can close the consumer
     */
    Delivery take(long nanos, Consumer<Delivery> taken) throws JMSException, InterruptedException {
        long end = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : System.nanoTime() + nanos;
        finished();
        receivers++;
        try {
            boolean looking = false;
            while (!ended) {
                if (broken.isPresent()) throw again(broken.get());
                long left = end == Long.MAX_VALUE ? Long.MAX_VALUE : end - System.nanoTime();
                if (flow.flows() && !isRecalling()) {
                    Delivery next = poll();
                    if (next != null) {
                        begun(next);
                        taken.accept(next);
                        askAhead();
                        return next;
                    }
                    if (left <= 0) {
                        if (looking && hasLooked()) {
                            replenish();
                            return null;
                        }
                        if (!looking) {
                            looking = true;
                            look(window.size());
                            continue;
                        }
                        await(flow.patienceNanos(), true);
                        continue;
                    }
                    if (outstanding() == 0) ask(window.size());
                } else if (left <= 0 && !isRecalling()) {
                    return null;
                }
                if (left <= 0) await(flow.patienceNanos(), true);
                else await(left, false);
            }
            return null;
        } finally {
            receivers--;
        }
    }

    /** The first of up to so many that the broker has now, or null; the others are here then, to be taken. */
    Delivery fetch(int most) throws JMSException, InterruptedException {
        if (waiting.isEmpty() && flow.flows() && !isRecalling() && !ended) look(most);
        while (!ended && broken.isEmpty() && flow.flows() && !hasLooked()) await(flow.patienceNanos(), true);
        return takeWaiting();
    }

    /** The next one that is here already, or null. */
    Delivery takeWaiting() {
        return flow.flows() && !isRecalling() ? poll() : null;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether somebody is waiting for a message. */
    boolean isAwaited() {
        return flow.lockedly(() -> receivers > 0);
    }

    /** Puts back, in front, what was taken and not looked at; into the queue, where everything else has gone there meanwhile. */
    void untake(Delivery delivery) {
        if (ended || dropped || isRecalling() || !flow.flows()) {
            strayed();
            channel.giveBack(List.of(delivery), LeveretMethod.UNSEEN, Table.EMPTY);
            return;
        }
        waiting.addFirst(delivery);
        waitingBytes += delivery.body().length;
    }

    private void askAhead() {
        if (!window.isAhead()) return;
        int room = window.size() - outstanding() - waiting.size();
        if (room >= window.size() >> 1) ask(room);
    }

    private void await(long nanos, boolean forBroker) throws JMSException, InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            arrived.await();
        } else if (arrived.awaitNanos(nanos) <= 0 && forBroker) {
            throw flow.impatient();
        }
    }

    /** Receivers look again: messages flow, or do not any more, or the broker has answered. */
    void changed() {
        arrived.signalAll();
    }

    // ---- pace

    private Delivery poll() {
        Delivery next = waiting.poll();
        if (next == null) return null;
        takes++;
        waitingBytes -= next.body().length;
        return next;
    }

    private void begun(Delivery delivery) {
        handedOver = System.nanoTime();
        handedBytes = delivery.body().length;
    }

    /** Whoever had the last message comes for another one, so that one is worked off. */
    private void finished() {
        if (handedOver == 0) return;
        window.worked(System.nanoTime() - handedOver, handedBytes);
        handedOver = 0;
    }

    /** Now and then: what nobody has taken from since the last time goes back, so that others can have it. */
    void sweep() {
        boolean idle = takes == takesAtSweep && receivers == 0;
        takesAtSweep = takes;
        if (!idle || window.isFixed() || isRecalling() || ended || dropped) return;
        if (!waiting.isEmpty() || (!listened && outstanding() > 0)) {
            window.idle();
            recall();
        }
    }

    /** What is waiting while nobody receives goes back at once. @return whether something goes back, or is on its way back */
    boolean recallIdle() {
        if (receivers > 0 || listened) return false;
        if (!isRecalling() && (!waiting.isEmpty() || outstanding() > 0)) recall();
        return isRecalling();
    }

    void giveBackWaiting() {
        if (waiting.isEmpty()) return;
        channel.giveBack(new ArrayList<>(waiting), LeveretMethod.UNSEEN, Table.EMPTY);
        waiting.clear();
        waitingBytes = 0;
    }

    // ---- ending

    boolean isEnded() {
        return ended;
    }

    /** Nothing is handed over any more; receivers come home with nothing, what waits goes back. */
    void beginEnd() {
        if (ended) return;
        ended = true;
        recall();
        arrived.signalAll();
    }

    /** The channel is gone, and with it all that was here. */
    void broken(WireException why) {
        broken = Optional.of(Failures.of(why, "cannot receive from " + spec.queue()));
        waiting.clear();
        waitingBytes = 0;
        arrived.signalAll();
    }

    /** The broker does not let it consume any more; it is not tried again. */
    void dropped(JMSException why) {
        broken = Optional.of(why);
        dropped = true;
        giveBackWaiting();
        arrived.signalAll();
    }

    boolean isDropped() {
        return dropped;
    }

    /** For each thread one of its own. */
    private static JMSException again(JMSException why) {
        JMSException again = why instanceof InvalidDestinationException
                ? new InvalidDestinationException(why.getMessage(), why.getErrorCode())
                : new JMSException(why.getMessage(), why.getErrorCode());
        return Failures.caused(again, why);
    }

    /** Ends the consumer at the broker, after {@link #beginEnd} and without the lock; blocks until it has let go of everything. */
    abstract void end() throws WireException;

    /** The session has closed, and its channel. Blocks. */
    void left() {}

    static long nanos(long millis) {
        return millis > TimeUnit.NANOSECONDS.toMillis(Long.MAX_VALUE - 1)
                ? Long.MAX_VALUE
                : TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
