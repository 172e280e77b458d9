package io.leveret.jms.wire;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.Properties;

/** The messages of a channel that wait for the broker's word. It may come in any order; outcomes are told in the order of publishing. */
final class Confirms {
    private final ChannelCore channel;
    private Publishing[] waiting = new Publishing[64];
    /** Sequence numbers: of the oldest that waits, and of the next publish. */
    private long head = 1;

    private long next = 1;

    Confirms(ChannelCore channel) {
        this.channel = channel;
    }

    void published(Publishing message) {
        if (next - head == waiting.length) grow();
        waiting[slot(next++)] = message;
    }

    /** The broker's word on one message, or on all up to it; answers how many outcomes were told. */
    int decide(long tag, boolean multiple, boolean yes) {
        long last = Math.min(tag, next - 1);
        for (long seq = multiple ? head : Math.max(tag, head); seq <= last; seq++) {
            Publishing message = waiting[slot(seq)];
            // What was returned stays refused, whatever is said of it afterwards.
            if (!yes && !message.decided && message.refusal == null) {
                message.refused(Outcome.NACKED, "the broker has not accepted the message (basic.nack)");
            }
            message.decided = true;
        }
        return tellDecided();
    }

    private int tellDecided() {
        int told = 0;
        while (head < next && waiting[slot(head)].decided) {
            Publishing message = removeFirst();
            told++;
            channel.tell(message);
        }
        return told;
    }

    /**
     * A message comes back, and its confirm will follow. The broker does not say which it was, so it is looked for: the oldest one like it.
     * Messages that are alike in all of this are each other's equals for the application, too.
     */
    void returned(BasicMethod.Return method, Properties properties) {
        Publishing like = null;
        for (long seq = head; seq < next; seq++) {
            Publishing each = waiting[slot(seq)];
            if (!each.mandatory || each.decided || each.refusal != null) continue;
            if (!each.key.equals(method.routingKey()) || !each.exchange.equals(method.exchange())) continue;
            if (each.properties.equals(properties)) {
                like = each;
                break;
            }
            // A broker may add to the properties of what it returns.
            if (like == null) like = each;
        }
        if (like != null) like.refused(method.replyCode(), method.replyText());
    }

    /** The channel has ended; answers how many outcomes were told. */
    int end(WireException why) {
        int told = 0;
        while (head < next) {
            Publishing message = removeFirst();
            told++;
            if (message.decided) channel.tell(message);
            else channel.tell(message.outcome, why);
        }
        return told;
    }

    private Publishing removeFirst() {
        int slot = slot(head++);
        Publishing message = waiting[slot];
        waiting[slot] = null;
        return message;
    }

    private int slot(long seq) {
        return (int) seq & waiting.length - 1;
    }

    private void grow() {
        Publishing[] larger = new Publishing[waiting.length * 2];
        for (long seq = head; seq < next; seq++) larger[(int) seq & larger.length - 1] = waiting[slot(seq)];
        waiting = larger;
    }
}
