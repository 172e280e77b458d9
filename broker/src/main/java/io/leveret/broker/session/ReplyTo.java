package io.leveret.broker.session;

import io.leveret.broker.message.Message;
import java.util.HashMap;
import java.util.Map;

/** Direct reply-to: addresses that lead straight to a channel, without a queue. A reply to one that is gone is dropped. */
final class ReplyTo {
    static final String QUEUE = "amq.rabbitmq.reply-to";
    static final String PREFIX = QUEUE + ".";

    private final Map<String, Channel> channels = new HashMap<>();

    void open(String address, Channel channel) {
        channels.put(address, channel);
    }

    void close(String address) {
        channels.remove(address);
    }

    boolean isOpen(String address) {
        return channels.containsKey(address);
    }

    /** @return false when nobody waits there any more */
    boolean deliver(String address, Message message) {
        Channel channel = channels.get(address);
        if (channel == null) return false;
        channel.consuming().deliverReply(message);
        return true;
    }
}
