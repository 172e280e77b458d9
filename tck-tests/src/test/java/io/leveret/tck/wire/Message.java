package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A method that carries content, the content, and how long each body frame of it was. */
record Message(int channel, Method method, Properties properties, byte[] body, List<Integer> bodyFrames) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    Table headers() {
        return properties.headers();
    }

    BasicMethod.Deliver delivery() {
        return (BasicMethod.Deliver) method;
    }

    BasicMethod.GetOk got() {
        return (BasicMethod.GetOk) method;
    }

    BasicMethod.Return returned() {
        return (BasicMethod.Return) method;
    }

    long tag() {
        return method instanceof BasicMethod.Deliver d ? d.deliveryTag() : got().deliveryTag();
    }

    boolean redelivered() {
        return method instanceof BasicMethod.Deliver d ? d.redelivered() : got().redelivered();
    }

    /** Asserts body and redelivered flag at once, since most tests look at both. */
    Message is(String expected, boolean redelivered) {
        assertEquals(expected, text());
        assertEquals(redelivered, redelivered(), () -> "redelivered of " + expected);
        return this;
    }

    Message is(String expected) {
        assertEquals(expected, text());
        return this;
    }
}
