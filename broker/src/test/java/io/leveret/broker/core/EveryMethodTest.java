package io.leveret.broker.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.BasicMethod;
import io.leveret.amqp.ChannelMethod;
import io.leveret.amqp.ConnectionMethod;
import io.leveret.amqp.LeveretMethod;
import io.leveret.amqp.Method;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.message.Message;
import io.leveret.broker.session.Connection;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever method a client sends, wherever: it is handled, or refused with a proper close. A fault (541) is never the answer. */
class EveryMethodTest {
    private static final Set<Integer> CHANNEL_CLOSES = Set.of(403, 404, 405, 406);
    private static final Set<Integer> CONNECTION_CLOSES = Set.of(503, 504, 505, 530, 540);

    private final SimulatedHost core = new SimulatedHost(new Random(1), Long.MAX_VALUE);
    private final List<Method> heard = new ArrayList<>();
    private boolean finished;

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
            heard.add(new BasicMethod.Deliver(consumer, tag, redelivered, message.exchange(), message.routingKey()));
        }

        @Override
        public void ack(int channel, long tag, boolean multiple) {
            heard.add(new BasicMethod.Ack(tag, multiple));
        }

        @Override
        public void finished() {
            finished = true;
        }
    });

    private Connection connection = core.connect("client", out);

    static Stream<Method> methods() {
        return Arrays.stream(Method.class.getPermittedSubclasses())
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .map(EveryMethodTest::sample);
    }

    private static Method sample(Class<?> type) {
        try {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Object[] values = Arrays.stream(types).map(EveryMethodTest::value).toArray();
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (Method) constructor.newInstance(values);
        } catch (ReflectiveOperationException failure) {
            throw new AssertionError(type + " cannot be made", failure);
        }
    }

    private static Object value(Class<?> type) {
        if (type == int.class) return 1;
        if (type == long.class) return 1L;
        if (type == boolean.class) return false;
        if (type == String.class) return "x";
        if (type == byte[].class) return new byte[1];
        if (type == Table.class) return Table.EMPTY;
        throw new AssertionError("no sample of " + type);
    }

    private void receive(int channel, Method method, boolean withContent) {
        if (withContent) core.receive(connection, channel, method, Properties.EMPTY, new byte[1]);
        else core.receive(connection, channel, method);
        core.settle();
    }

    private void assertProper() {
        assertEquals(List.of(), core.violations);
        for (Method each : heard) {
            if (each instanceof ConnectionMethod.Close close) {
                assertTrue(CONNECTION_CLOSES.contains(close.replyCode()), close.toString());
                assertFalse(close.replyText().isBlank(), close.toString());
            }
            if (each instanceof ChannelMethod.Close close) {
                assertTrue(CHANNEL_CLOSES.contains(close.replyCode()), close.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void onAnOpenChannel(Method method) {
        receive(1, new ChannelMethod.Open(), false);
        receive(1, method, method.hasContent());
        assertProper();
        // Whoever only sends what brokers send is told so at once, not later.
        if (method instanceof ConnectionMethod)
            assertTrue(heard.get(heard.size() - 1) instanceof ConnectionMethod.Close);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void onAnOpenChannelOfAClientThatSpeaksLeveret(Method method) {
        connection = core.connect("client", out, true);
        onAnOpenChannel(method);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void onAChannelThatIsNotOpen(Method method) {
        receive(7, method, method.hasContent());
        assertProper();
        boolean harmless = method instanceof ChannelMethod.Open || method instanceof ChannelMethod.CloseOk;
        assertEquals(
                harmless ? 0 : 1,
                heard.stream().filter(ConnectionMethod.Close.class::isInstance).count());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void onChannelZero(Method method) {
        receive(0, method, method.hasContent());
        assertProper();
        boolean known = method instanceof ConnectionMethod.Close
                || method instanceof ConnectionMethod.CloseOk
                || method instanceof ConnectionMethod.UpdateSecret;
        assertEquals(
                known ? 0 : 1,
                heard.stream().filter(ConnectionMethod.Close.class::isInstance).count());
        assertEquals(method instanceof ConnectionMethod.Close || method instanceof ConnectionMethod.CloseOk, finished);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void onChannelZeroOfAClientThatSpeaksLeveret(Method method) {
        connection = core.connect("client", out, true);
        if (!(method instanceof LeveretMethod.Identify)) {
            onChannelZero(method);
            return;
        }
        receive(0, method, false);
        assertProper();
        assertEquals(new LeveretMethod.IdentifyOk(true), heard.get(heard.size() - 1));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void withoutTheContentThatItShouldHave(Method method) {
        receive(1, new ChannelMethod.Open(), false);
        receive(1, method, false);
        assertProper();
    }
}
