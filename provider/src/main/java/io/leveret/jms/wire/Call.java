package io.leveret.jms.wire;

import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;

/** A question to the broker that one method answers. */
class Call extends Work {
    final ChannelCore channel;
    final Method request;
    private final Class<? extends Method> answer;
    final Answer<Object> asker = new Answer<>();

    Call(ChannelCore channel, Method request, Class<? extends Method> answer) {
        this.channel = channel;
        this.request = request;
        this.answer = answer;
    }

    @Override
    void run(Outgoing out) {
        channel.ask(this, out);
    }

    @Override
    void lost(WireException why) {
        failed(why);
    }

    /** It is written, and nothing else has happened since. */
    void asked() {}

    boolean isAnsweredBy(Method method) {
        return answer.isInstance(method);
    }

    /** On the loop. */
    void answered(Method method) {
        asker.tell(method);
    }

    /** On the loop, for an answer that brings a message. */
    void answered(Method method, Properties properties, byte[] body) {
        answered(method);
    }

    /** On the loop: there will be no answer. */
    void failed(Throwable why) {
        asker.fail(why);
    }
}
