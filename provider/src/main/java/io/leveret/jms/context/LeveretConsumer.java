package io.leveret.jms.context;

import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.BodyReceiver;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageListener;

/** A consumer of a context, which it tells what was received last. */
final class LeveretConsumer implements JMSConsumer {
    private final LeveretContext context;
    private final MessageConsumer consumer;

    LeveretConsumer(LeveretContext context, MessageConsumer consumer) {
        this.context = context;
        this.consumer = consumer;
    }

    private Message noted(Message message) {
        if (message != null) {
            context.received(message);
        }
        return message;
    }

    @Override
    public String getMessageSelector() {
        return Unchecked.get(consumer::getMessageSelector);
    }

    /** The application's listener, after the context has noted what there is to acknowledge. */
    private record Noting(LeveretContext context, MessageListener listener) implements MessageListener {
        @Override
        public void onMessage(Message message) {
            context.received(message);
            listener.onMessage(message);
        }
    }

    @Override
    public MessageListener getMessageListener() {
        return Unchecked.get(() -> consumer.getMessageListener() instanceof Noting noting ? noting.listener : null);
    }

    @Override
    public void setMessageListener(MessageListener listener) {
        Unchecked.run(() -> consumer.setMessageListener(listener == null ? null : new Noting(context, listener)));
    }

    @Override
    public Message receive() {
        return Unchecked.get(() -> noted(consumer.receive()));
    }

    @Override
    public Message receive(long timeout) {
        return Unchecked.get(() -> noted(consumer.receive(timeout)));
    }

    @Override
    public Message receiveNoWait() {
        return Unchecked.get(() -> noted(consumer.receiveNoWait()));
    }

    @Override
    public void close() {
        Unchecked.run(consumer::close);
    }

    // ---- bodies

    @Override
    public <T> T receiveBody(Class<T> type) {
        return Unchecked.get(() -> body(type, 0));
    }

    @Override
    public <T> T receiveBody(Class<T> type, long timeout) {
        return Unchecked.get(() -> body(type, Math.max(0, timeout)));
    }

    @Override
    public <T> T receiveBodyNoWait(Class<T> type) {
        return Unchecked.get(() -> body(type, -1));
    }

    /**
     * Where the session acknowledges by itself, what has no such body is still the next message; where the application acknowledges
     * or commits, it counts as received.
     */
    private <T> T body(Class<T> type, long timeout) throws JMSException {
        if (context.acknowledgesByItself() && consumer instanceof BodyReceiver receiver) {
            Message message = noted(receiver.receiveWithBody(type, timeout));
            return message == null ? null : message.getBody(type);
        }
        Message message = noted(
                timeout < 0 ? consumer.receiveNoWait() : timeout == 0 ? consumer.receive() : consumer.receive(timeout));
        if (message == null) {
            return null;
        }
        if (message instanceof AbstractMessage ours && !ours.offers(type)) {
            throw new MessageFormatException("the body of " + message + " is no " + type.getName());
        }
        return message.getBody(type);
    }
}
