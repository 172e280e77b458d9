package io.leveret.jms.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Objects are copied when they are set, and what a stranger sent is deserialized only as far as it is allowed. */
class ObjectMessageTest {
    /** A class that no filter knows by itself. */
    static final class Order implements Serializable {
        private static final long serialVersionUID = 1;
        private final int number;

        Order(int number) {
            this.number = number;
        }
    }

    /** Cannot be serialized, whatever it says. */
    private static final class Broken implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        private final Object inside = new Object();
    }

    private static LeveretObjectMessage received(Serializable object, String... allowed) throws JMSException {
        LeveretObjectMessage message = new LeveretObjectMessage();
        message.setObject(object);
        return new LeveretObjectMessage(message.encodeBody(), new ObjectFilter(List.of(allowed)));
    }

    @Test
    void theObjectIsCopiedWhenItIsSetAndWhenItIsRead() throws JMSException {
        ArrayList<String> list = new ArrayList<>(List.of("a"));
        LeveretObjectMessage message = new LeveretObjectMessage();
        message.setObject(list);
        list.add("b");
        assertEquals(List.of("a"), message.getObject());
        assertNotSame(message.getObject(), message.getObject());
        message.setObject(null);
        assertNull(message.getObject());
        assertNull(received(null).getObject());
    }

    @Test
    void theApplicationsOwnObjectNeedsNoPermission() throws JMSException {
        LeveretObjectMessage message = new LeveretObjectMessage();
        message.setObject(new Order(1));
        assertEquals(1, ((Order) message.getObject()).number);
        assertEquals(1, message.getBody(Order.class).number);
    }

    @Test
    void valueTypesPass() throws Exception {
        List<Serializable> values = List.of(
                "text",
                1,
                'c',
                new StringBuffer("buffer"),
                BigInteger.TEN,
                BigDecimal.ONE,
                new Date(1),
                UUID.randomUUID(),
                Instant.EPOCH,
                Duration.ofDays(1),
                LocalDate.EPOCH,
                ZonedDateTime.parse("2026-01-01T00:00:00+01:00[Europe/Berlin]"),
                URI.create("amqp://h"),
                InetAddress.getLoopbackAddress(),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                BitSet.valueOf(new long[] {5}),
                new ArrayList<>(List.of(1)),
                new LinkedList<>(List.of(1)),
                new HashMap<>(Map.of("a", 1)),
                new TreeMap<>(Map.of("a", new byte[0].length)),
                new ConcurrentHashMap<>(Map.of("a", 1)),
                new CopyOnWriteArrayList<>(List.of(1)),
                (Serializable) List.of(1, 2, 3),
                (Serializable) Map.of("a", 1),
                (Serializable) Set.of(1),
                (Serializable) Arrays.asList(1, 2),
                (Serializable) Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Thread.State.NEW.name());
        for (Serializable value : values) {
            Object back = received(value).getObject();
            assertEquals(value.getClass(), back.getClass());
            if (!(value instanceof StringBuffer)) {
                assertEquals(value, back);
            }
        }
        assertEquals(
                2, ((ArrayDeque<?>) received(new ArrayDeque<>(List.of(1, 2))).getObject()).size());
        assertEquals(3, ((int[][]) received(new int[3][2]).getObject()).length);
        assertEquals(
                "no", ((Throwable) received(new IllegalStateException("no")).getObject()).getMessage());
    }

    @Test
    void everythingElseIsRefusedByNameWithTheSettingThatAllowsIt() throws JMSException {
        LeveretObjectMessage message = received(new ArrayList<>(List.of(new Order(1))));
        MessageFormatException refused = assertThrows(MessageFormatException.class, message::getObject);
        assertTrue(refused.getMessage().contains(Order.class.getName()), refused.getMessage());
        assertTrue(refused.getMessage().contains("serializableClasses"), refused.getMessage());
        assertThrows(MessageFormatException.class, () -> message.getBody(ArrayList.class));
        assertFalse(message.isBodyAssignableTo(ArrayList.class));
    }

    @Test
    void theListAllowsClassesPackagesAndAll() throws JMSException {
        String name = Order.class.getName();
        String room = Order.class.getPackageName();
        String above = room.substring(0, room.lastIndexOf('.'));
        for (String allowed : List.of(name, ObjectMessageTest.class.getName(), room + ".*", above + ".**", "*")) {
            assertEquals(1, received(new Order(1), "a.B", allowed).getBody(Order.class).number, allowed);
        }
        for (String other : List.of("a.B", above + ".*", room, name + "s", room + ".x.**")) {
            assertThrows(
                    MessageFormatException.class,
                    () -> received(new Order(1), other).getObject(),
                    other);
        }
        assertEquals(2, ((Order[]) received(new Order[2], name).getObject()).length);
    }

    @Test
    void proxiesAreNeverMade() throws JMSException {
        Serializable proxy = (Serializable) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Serializable.class, Comparable.class},
                (InvocationHandler & Serializable) (self, method, args) -> 0);
        LeveretObjectMessage message = received(proxy, "*");
        MessageFormatException refused = assertThrows(MessageFormatException.class, message::getObject);
        assertTrue(refused.getMessage().contains("proxy"), refused.getMessage());
    }

    @Test
    void whatCannotBeSerializedIsRefusedWhenItIsSet() {
        LeveretObjectMessage message = new LeveretObjectMessage();
        assertThrows(MessageFormatException.class, () -> message.setObject(new Broken()));
    }

    @Test
    void damageIsAFormatErrorAndTakesNoMemory() {
        for (byte[] wrong : new byte[][] {{1}, {(byte) 0xac, (byte) 0xed, 0, 5, 0x74, 0x7f, 0x7f, 0x7f}}) {
            LeveretObjectMessage message = new LeveretObjectMessage(wrong, ObjectFilter.VALUES);
            assertThrows(MessageFormatException.class, message::getObject);
        }
    }

    @Test
    void classesAreLookedForWhereTheThreadLooksFirst() throws JMSException {
        LeveretObjectMessage message = received(new Order(1), "*");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        List<String> asked = new ArrayList<>();
        Thread.currentThread().setContextClassLoader(new ClassLoader(before) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                asked.add(name);
                return super.loadClass(name, resolve);
            }
        });
        try {
            message.getObject();
            Thread.currentThread().setContextClassLoader(null);
            assertEquals(1, message.getBody(Order.class).number);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertTrue(asked.contains(Order.class.getName()));
    }

    @Test
    void aReceivedObjectIsReadOnlyUntilTheBodyIsCleared() throws JMSException {
        LeveretObjectMessage message = received(1);
        message.arrived(
                new Undecoded() {
                    @Override
                    public void headerInto(AbstractMessage into) {}

                    @Override
                    public Map<String, Object> properties() {
                        return Map.of();
                    }

                    @Override
                    public Object hidden(String name) {
                        return null;
                    }
                },
                1,
                false);
        assertThrows(MessageNotWriteableException.class, () -> message.setObject(2));
        message.clearBody();
        message.setObject(new Order(3));
        assertEquals(3, message.getBody(Order.class).number);
    }
}
