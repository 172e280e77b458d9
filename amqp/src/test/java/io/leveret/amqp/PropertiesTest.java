package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties.Field;
import java.util.Arrays;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PropertiesTest {

    @Provide
    Arbitrary<Properties> properties() {
        return Arbitraries.randomValue(random -> new RandomProtocol(random).properties());
    }

    @Test
    void allFieldsSitWhereTheProtocolPutsThem() {
        Properties properties = Properties.builder()
                .clusterId("l")
                .contentType("a")
                .contentEncoding("b")
                .headers(Table.of("k", true))
                .deliveryMode(2)
                .priority(9)
                .correlationId("f")
                .replyTo("g")
                .expiration("h")
                .messageId("i")
                .timestamp(0x0102030405060708L)
                .type("j")
                .userId("k")
                .appId("m")
                .build();
        assertEquals(
                "fffc" + "0161" + "0162" + "00000004016b7401" + "02" + "09" + "0166" + "0167" + "0168" + "0169"
                        + "0102030405060708" + "016a" + "016b" + "016d" + "016c",
                Recorder.hex(properties.raw()));
        assertEquals(
                "Properties[CONTENT_TYPE=a, CONTENT_ENCODING=b, HEADERS={k=true}, DELIVERY_MODE=2, PRIORITY=9,"
                        + " CORRELATION_ID=f, REPLY_TO=g, EXPIRATION=h, MESSAGE_ID=i, TIMESTAMP=72623859790382856,"
                        + " TYPE=j, USER_ID=k, APP_ID=m, CLUSTER_ID=l]",
                properties.toString());
    }

    @Test
    void absentIsEmptyOrZero() {
        Properties none = Properties.EMPTY;
        assertEquals(2, none.size());
        for (Field field : Field.values()) {
            assertFalse(none.has(field));
        }
        assertEquals("", none.contentType() + none.contentEncoding() + none.correlationId() + none.replyTo());
        assertEquals("", none.expiration() + none.messageId() + none.type() + none.userId() + none.appId());
        assertEquals("", none.clusterId());
        assertEquals(0, none.deliveryMode() + none.priority() + none.timestamp());
        assertSame(Table.EMPTY, none.headers());
        assertNull(none.header("k"));
        assertSame(none, Properties.builder().build());
    }

    @Property(tries = 5_000)
    void takenApartAndPutTogetherTheyAreTheSameBytes(@ForAll("properties") Properties properties) {
        assertArrayEquals(properties.raw(), properties.toBuilder().build().raw());
        Properties again = Properties.of(properties.raw().clone());
        assertEquals(properties, again);
        assertEquals(properties.hashCode(), again.hashCode());
        assertEquals(properties.toString(), again.toString());
    }

    @Property(tries = 5_000)
    void whatIsChangedChangesAndTheRestStaysByteForByte(@ForAll("properties") Properties properties) {
        for (Field field : Field.values()) {
            Properties without = properties.without(field);
            assertFalse(without.has(field));
            othersAreTheSame(properties, without, field);
        }
        Table headers = Table.of("k", 1L);
        Properties other = properties.withHeaders(headers).withReplyTo("here");
        assertEquals(headers, other.headers());
        assertEquals("here", other.replyTo());
        othersAreTheSame(
                properties.without(Field.HEADERS).without(Field.REPLY_TO),
                other.without(Field.HEADERS).without(Field.REPLY_TO),
                Field.HEADERS);
        assertSame(
                Properties.EMPTY.raw(), Properties.EMPTY.without(Field.HEADERS).raw());
    }

    private static void othersAreTheSame(Properties before, Properties after, Field changed) {
        for (Field field : Field.values()) {
            if (field != changed) {
                assertEquals(before.has(field), after.has(field), field::name);
                if (before.has(field)) {
                    assertArrayEquals(before.value(field), after.value(field), field::name);
                }
            }
        }
    }

    @Property(tries = 2_000)
    void oneHeaderIsTheSameByItselfAsAmongAll(@ForAll("properties") Properties properties) {
        Properties fresh = Properties.of(properties.raw());
        properties.headers().entries().forEach((name, value) -> {
            if (name.chars().allMatch(c -> c < 0x80)) {
                assertEquals(value, fresh.header(name));
                assertEquals(value, properties.header(name));
            }
        });
        assertNull(fresh.header("no such header"));
    }

    @Property(tries = 500)
    void propertiesThatEndTooEarlyOrTooLateAreAFrameError(@ForAll("properties") Properties properties) {
        byte[] raw = properties.raw();
        for (int cut = 0; cut < raw.length; cut++) {
            byte[] less = Arrays.copyOf(raw, cut);
            ConnectionError e = assertThrows(ConnectionError.class, () -> Properties.of(less));
            assertEquals(ReplyCode.FRAME_ERROR, e.code());
        }
        byte[] more = Arrays.copyOf(raw, raw.length + 1);
        assertEquals(
                ReplyCode.FRAME_ERROR,
                assertThrows(ConnectionError.class, () -> Properties.of(more)).code());
    }

    @Test
    void flagsThatBasicDoesNotHaveAreASyntaxError() {
        for (int flag : new int[] {1, 2}) {
            ConnectionError e =
                    assertThrows(ConnectionError.class, () -> Properties.of(new byte[] {0, (byte) flag, 0, 0}));
            assertEquals(ReplyCode.SYNTAX_ERROR, e.code());
        }
    }

    @Test
    void namesThatAreNoUtf8LeaveAsTheyCame() {
        byte[] raw = {(byte) 0x80, 0, 2, (byte) 0xc3, 0x28};
        String type = Properties.of(raw).contentType();
        assertArrayEquals(raw, Properties.builder().contentType(type).build().raw());
    }

    @Test
    void aStringThatDoesNotFitIsRefused() {
        Function<String, Properties> withType =
                text -> Properties.builder().type(text).build();
        assertEquals(255, withType.apply("x".repeat(255)).type().length());
        assertThrows(IllegalArgumentException.class, () -> withType.apply("x".repeat(256)));
        assertThrows(IllegalArgumentException.class, () -> withType.apply("é".repeat(128)));
    }

    @Test
    void bigDeliveryModesAndPrioritiesAreUnsigned() {
        Properties properties =
                Properties.builder().deliveryMode(200).priority(255).build();
        assertTrue(properties.deliveryMode() == 200 && properties.priority() == 255);
    }
}
