package io.leveret.broker.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.QueueMethod;
import io.leveret.amqp.Table;
import io.leveret.broker.message.Message;
import io.leveret.broker.session.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a client sends while an answer is on its way waits, but not without bound: then nothing more is read from it. */
class CrowdedChannelTest {
    private final SimulatedHost core = new SimulatedHost(new Random(1), Long.MAX_VALUE);
    private final List<Method> heard = new ArrayList<>();
    private final FakeOutbound out = new FakeOutbound(new FakeOutbound.Listener() {
        @Override
        public void method(int channel, Method method) {
            heard.add(method);
        }

        @Override
        public void content(int channel, Method method, Properties properties, byte[] body) {
            heard.add(method);
        }

        @Override
        public void delivery(
                int channel, String consumer, long tag, boolean redelivered, Message message, Properties as) {
            throw new AssertionError("nobody consumes");
        }

        @Override
        public void ack(int channel, long tag, boolean multiple) {
            throw new AssertionError("nothing is confirmed");
        }

        @Override
        public void finished() {
            throw new AssertionError("the connection ends");
        }
    });

    private final Connection connection = core.connect("client", out);

    /** The answer to it waits for the journal. */
    private void declare() {
        core.receive(connection, 1, new ChannelMethod.Open());
        core.receive(connection, 1, new QueueMethod.Declare("q", false, true, false, false, false, Table.EMPTY));
    }

    private void publish(int bytes) {
        core.receive(connection, 1, new BasicMethod.Publish("", "q", false, false), Properties.EMPTY, new byte[bytes]);
    }

    @Test
    void manyMethodsBehindAnAnswerStopTheReadingUntilItIsGiven() {
        declare();
        for (int i = 0; i < 1_000; i++) publish(1);
        assertFalse(out.isPaused());
        for (int i = 1_000; i < 1_500; i++) publish(1);
        assertTrue(out.isPaused());
        core.settle();
        assertFalse(out.isPaused());
        assertEquals(1_500, core.info("q").ready(), "all of them arrive");
    }

    @Test
    void fewLargeMessagesDoAsWell() {
        declare();
        for (int i = 0; i < 9; i++) publish(1 << 20);
        assertTrue(out.isPaused());
        core.settle();
        assertFalse(out.isPaused());
        assertEquals(9, core.info("q").ready());
    }

    @Test
    void aCloseBehindThemFreesTheChannel() {
        declare();
        for (int i = 0; i < 1_500; i++) publish(1);
        core.receive(connection, 1, new ChannelMethod.Close(200, "", 0, 0));
        core.settle();
        assertFalse(out.isPaused());
        assertEquals(1_500, core.info("q").ready());
        assertTrue(heard.get(heard.size() - 1) instanceof ChannelMethod.CloseOk, () -> "heard " + heard);
    }
}
