package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.impl.AMQImpl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MethodTest {

    @Provide
    Arbitrary<Method> methods() {
        return methods(false);
    }

    @Provide
    Arbitrary<Method> commonMethods() {
        return methods(true);
    }

    private static Arbitrary<Method> methods(boolean common) {
        List<Class<?>> known = RandomProtocol.METHODS.stream()
                .filter(type -> !common || !LeveretMethod.class.isAssignableFrom(type))
                .toList();
        return Arbitraries.of(known)
                .flatMap(type -> Arbitraries.randomValue(random -> new RandomProtocol(random, common).method(type)));
    }

    @Property(tries = 20_000)
    void everyMethodComesBackAsItWent(@ForAll("methods") Method method) throws Exception {
        byte[] bytes = RandomProtocol.args(method);
        Method back = Method.read(method.id(), new ArgReader(Unpooled.wrappedBuffer(bytes)));
        assertEquals(method.getClass(), back.getClass());
        for (var component : method.getClass().getRecordComponents()) {
            Object sent = component.getAccessor().invoke(method);
            Object came = component.getAccessor().invoke(back);
            assertTrue(
                    Arrays.deepEquals(new Object[] {sent}, new Object[] {came}),
                    () -> component.getName() + " of " + method.protocolName() + ": " + sent + " became " + came);
        }
        assertArrayEquals(bytes, RandomProtocol.args(back));
    }

    /** Reading what we wrote ourselves would not show two mistakes that cancel each other out; a foreign codec does. */
    @Property(tries = 10_000)
    void theRabbitMqJavaClientReadsTheSame(@ForAll("commonMethods") Method method) throws Exception {
        ByteBuf frame = Unpooled.buffer(256);
        FrameWriter.method(frame, 1, method);
        byte[] payload = Arrays.copyOfRange(frame.array(), 7, frame.writerIndex() - 1);
        com.rabbitmq.client.impl.Method theirs =
                AMQImpl.readMethodFrom(new DataInputStream(new ByteArrayInputStream(payload)));
        assertEquals(method.protocolName(), theirs.protocolMethodName());
        assertEquals(method.hasContent(), theirs.hasContent());
        assertEquals(method.classId(), theirs.protocolClassId());
        assertEquals(method.methodId(), theirs.protocolMethodId());
        for (var component : method.getClass().getRecordComponents()) {
            if (component.getType().isPrimitive()) {
                Object ours = component.getAccessor().invoke(method);
                Object read =
                        theirs.getClass().getMethod(getter(component.getName())).invoke(theirs);
                if (component.getName().equals("prefetchSize")) {
                    read = (int) read & 0xffffffffL;
                }
                assertEquals(ours, read, component.getName());
            }
        }
    }

    private static String getter(String component) {
        String theirs = switch (component) {
            case "offendingClass" -> "classId";
            case "offendingMethod" -> "methodId";
            default -> component;
        };
        return "get" + Character.toUpperCase(theirs.charAt(0)) + theirs.substring(1);
    }

    @Test
    void everyMethodHasAnIdAndANameOfItsOwn() {
        RandomProtocol random = new RandomProtocol(new java.util.Random(1));
        Set<Integer> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (Class<?> type : RandomProtocol.METHODS) {
            Method method = random.method(type);
            assertTrue(ids.add(method.id()), () -> "the id of " + method + " is another one's too");
            assertTrue(names.add(method.protocolName()), () -> "the name of " + method + " is another one's too");
        }
        assertEquals(73, ids.size());
    }

    @Test
    void argumentsThatEndTooEarlyAreAFrameErrorThatNamesTheMethod() {
        RandomProtocol random = new RandomProtocol(new java.util.Random(2));
        for (Class<?> type : RandomProtocol.METHODS) {
            Method method = random.method(type);
            byte[] bytes = RandomProtocol.args(method);
            for (int cut = 0; cut < bytes.length; cut++) {
                byte[] less = Arrays.copyOf(bytes, cut);
                ConnectionError e = assertThrows(
                        ConnectionError.class,
                        () -> Method.read(method.id(), new ArgReader(Unpooled.wrappedBuffer(less))));
                assertEquals(ReplyCode.FRAME_ERROR, e.code());
                assertTrue(e.text().startsWith("FRAME_ERROR - cannot decode <<"), e.text());
                assertEquals(
                        List.of(method.classId(), method.methodId()), List.of(e.offendingClass(), e.offendingMethod()));
            }
        }
    }

    @Test
    void argumentsThatGoOnAfterTheirEndAreAFrameError() {
        ConnectionError e = assertThrows(
                ConnectionError.class,
                () -> Method.read(BasicMethod.QosOk.ID, new ArgReader(Unpooled.wrappedBuffer(new byte[] {1, 2}))));
        assertEquals("501 FRAME_ERROR - cannot decode <<1,2>> 60/11", Recorder.show(e));
    }

    @Test
    void anUnknownMethodIsNotImplemented() {
        for (int id : new int[] {60 << 16 | 99, 30 << 16 | 10, 85 << 16 | 12, 0}) {
            ConnectionError e =
                    assertThrows(ConnectionError.class, () -> Method.read(id, new ArgReader(Unpooled.EMPTY_BUFFER)));
            assertEquals(ReplyCode.NOT_IMPLEMENTED, e.code());
            assertEquals(id, e.offendingClass() << 16 | e.offendingMethod());
        }
    }

    @Test
    void aCountBeyondAnIntReadsAsItsGreatestValue() {
        byte[] tune = {0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 60};
        Method method = Method.read(ConnectionMethod.TuneOk.ID, new ArgReader(Unpooled.wrappedBuffer(tune)));
        assertEquals(new ConnectionMethod.TuneOk(1, Integer.MAX_VALUE, 60), method);
    }
}
