package io.leveret.jms.wire;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;

/** basic.get, which has two answers. */
final class Fetch extends Call {
    private final boolean noAck;

    Fetch(ChannelCore channel, String queue, boolean noAck) {
        super(channel, new BasicMethod.Get(queue, noAck), BasicMethod.GetOk.class);
        this.noAck = noAck;
    }

    @Override
    boolean isAnsweredBy(Method method) {
        return method instanceof BasicMethod.GetEmpty || super.isAnsweredBy(method);
    }

    @Override
    void answered(Method method, Properties properties, byte[] body) {
        var got = (BasicMethod.GetOk) method;
        if (!noAck) channel.settlements().delivered(got.deliveryTag());
        asker.tell(new Delivery(
                channel, "", got.deliveryTag(), got.redelivered(), got.exchange(), got.routingKey(), properties, body));
    }
}
