package io.leveret.broker.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A browser as the model sees it: what it must be shown before it hears that it has seen everything. */
final class ModelBrowser {
    final ModelChannel channel;
    final String tag;
    final ModelQueue queue;
    private final int wanted;
    private final long since;
    private final List<Slot> there = new ArrayList<>();
    private final Set<Slot> shown = new HashSet<>();
    private Slot last;
    int credit;
    boolean draining;

    /** @param wanted the number that letters must have, or {@link ModelConsumer#ANY} */
    ModelBrowser(ModelChannel channel, String tag, ModelQueue queue, int wanted) {
        this.channel = channel;
        this.tag = tag;
        this.queue = queue;
        this.wanted = wanted;
        since = channel.model.step;
        for (List<Slot> lane : queue.lanes) {
            for (Slot slot : lane) if (slot.state == Slot.State.READY) there.add(slot);
        }
    }

    private boolean wants(Slot slot) {
        return wanted == ModelConsumer.ANY || slot.letter.number() == wanted;
    }

    /** Not twice, and not what is over: another letter with that id may be meant. */
    boolean maySee(Slot slot) {
        return !shown.contains(slot) && slot.expiresAt >= channel.model.now();
    }

    void isShown(Slot slot, boolean redelivered) {
        Model model = channel.model;
        if (credit-- <= 0) model.violation(this + " is shown " + slot + " without credit");
        if (!channel.client.room) model.violation(this + " is shown " + slot + " and has no room");
        if (slot.state != Slot.State.READY) model.violation(this + " is shown " + slot);
        if (!wants(slot)) model.violation(this + " does not want " + slot);
        shown.add(slot);
        if (redelivered != slot.redelivered) model.violation(slot + " is shown with redelivered=" + redelivered);
        if (last != null && last.lane == slot.lane) {
            List<Slot> lane = queue.lanes.get(slot.lane);
            if (lane.contains(last) && lane.indexOf(last) > lane.indexOf(slot)) {
                model.violation(this + " is shown " + slot + " after " + last);
            }
        }
        last = slot;
    }

    void drained(int returned) {
        Model model = channel.model;
        if (!draining || returned != credit)
            model.violation(this + " hears that " + returned + " of " + credit + " are left");
        draining = false;
        if (credit > 0) {
            for (Slot slot : there) {
                boolean waited = slot.state == Slot.State.READY && slot.since < since && slot.expiresAt > model.now();
                if (waited && wants(slot) && !shown.contains(slot)) model.violation(this + " was not shown " + slot);
            }
        }
        credit = 0;
    }

    @Override
    public String toString() {
        return channel + "/" + tag;
    }
}
