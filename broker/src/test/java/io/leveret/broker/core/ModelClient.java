package io.leveret.broker.core;

import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.broker.message.Message;
import io.leveret.broker.session.Connection;
import java.util.TreeMap;

/** A client connection as the model sees it, and its ears. */
final class ModelClient implements FakeOutbound.Listener {
    final Model model;
    final String name;
    /** It has announced that it knows what Leveret adds to the protocol. */
    final boolean speaksLeveret;

    final FakeOutbound out = new FakeOutbound(this);
    final TreeMap<Integer, ModelChannel> channels = new TreeMap<>();
    Connection connection;
    boolean room = true;

    boolean cut;
    /** The code with which the broker must close the connection now; 0 for none. */
    int expectedClose;

    boolean closing;
    /** It has ended the connection itself: confirms may still come. */
    boolean leaving;

    ModelClient(Model model, String name, boolean speaksLeveret) {
        this.model = model;
        this.name = name;
        this.speaksLeveret = speaksLeveret;
    }

    @Override
    public void method(int number, Method method) {
        model.tell(name, number, "hears", method);
        if (number == 0) {
            hears(method);
            return;
        }
        ModelChannel channel = channels.get(number);
        if (channel == null || closing) model.violation(name + "/" + number + " hears " + method + ", it is not open");
        else channel.hears(method);
    }

    private void hears(Method method) {
        if (method instanceof ConnectionMethod.OpenOk) return;
        if (method instanceof ConnectionMethod.Close close) {
            if (close.replyCode() != expectedClose || closing) model.violation(name + " hears " + close);
            closing = true;
        } else if (!(method instanceof ConnectionMethod.CloseOk)) {
            model.violation(name + " hears " + method);
        }
    }

    @Override
    public void content(int number, Method method, Properties properties, byte[] body) {
        model.tell(name, number, "hears", method, "of", properties.messageId());
        ModelChannel channel = channels.get(number);
        if (channel == null || !channel.isOpen()) model.violation(name + "/" + number + " hears " + method);
        else channel.hearsContent(method, properties, body);
    }

    @Override
    public void delivery(
            int number, String tag, long deliveryTag, boolean redelivered, Message message, Properties as) {
        model.tell(name, number, tag, "is delivered", deliveryTag, as.messageId(), redelivered ? "again" : "");
        ModelChannel channel = channels.get(number);
        if (channel == null) model.violation(name + "/" + number + " is delivered to, it is not open");
        else {
            channel.delivered(
                    tag, deliveryTag, redelivered, as, message.exchange(), message.routingKey(), message.body());
        }
    }

    @Override
    public void ack(int number, long deliveryTag, boolean multiple) {
        model.tell(name, number, "is confirmed", deliveryTag, multiple);
        ModelChannel channel = channels.get(number);
        if (channel == null) model.violation(name + "/" + number + " is confirmed, it is not open");
        else channel.confirmed(deliveryTag, multiple, false);
    }

    @Override
    public void finished() {
        cut = true;
    }

    /** The connection is over: its channels, then its exclusive queues. */
    void release() {
        for (ModelChannel channel : channels.values()) channel.browsers.clear();
        for (ModelChannel channel : channels.values()) channel.release();
        for (ModelQueue queue : model.queues.values().toArray(ModelQueue[]::new)) {
            if (queue.owner == this) model.delete(queue);
        }
    }
}
