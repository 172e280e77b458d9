package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

    @Provide
    Arbitrary<Table> tables() {
        return Arbitraries.randomValue(random -> new RandomProtocol(random).table(5));
    }

    @Property(tries = 5_000)
    void everyTableComesBackAsItWent(@ForAll("tables") Table table) {
        byte[] entries = table.toEntries();
        Table back = Table.ofEntries(entries);
        assertEquals(table, back);
        assertEquals(table.hashCode(), back.hashCode());
        assertEquals(table.toString(), back.toString());
        assertEquals(table.entries(), back.entries());
        assertArrayEquals(entries, back.toEntries());
        table.entries().forEach((name, value) -> assertEquals(value, back.get(name)));
    }

    /** Clients look at the type letter: an integer must leave with the width with which it came. */
    @ParameterizedTest
    @CsvSource({
        "t, 01, java.lang.Boolean",
        "b, 80, java.lang.Byte",
        "B, 80, io.leveret.amqp.Unsigned",
        "s, 8001, java.lang.Short",
        "u, 8001, io.leveret.amqp.Unsigned",
        "I, 80000001, java.lang.Integer",
        "i, 80000001, io.leveret.amqp.Unsigned",
        "l, 8000000000000001, java.lang.Long",
        "L, 8000000000000001, io.leveret.amqp.Unsigned",
        "f, 7f800001, java.lang.Float",
        "d, 7ff0000000000001, java.lang.Double",
        "D, 02ffffff9c, java.math.BigDecimal",
        "S, 00000002c3a9, java.lang.String",
        "S, 00000002c328, io.leveret.amqp.LongString",
        "A, 0000000356 7401, java.util.List",
        "T, 000000006553f100, io.leveret.amqp.Timestamp",
        "F, 00000003016156, io.leveret.amqp.Table",
        "x, 00000002ff00, io.leveret.amqp.Binary",
    })
    void everyTypeKeepsItsLetterAndItsBits(char letter, String hex, Class<?> type) {
        byte[] entries =
                HexFormat.of().parseHex("016b" + HexFormat.of().toHexDigits((byte) letter) + hex.replace(" ", ""));
        Table table = Table.ofEntries(entries);
        assertTrue(
                type.isInstance(table.get("k")), () -> table.get("k").getClass().toString());
        assertArrayEquals(entries, table.toEntries());
    }

    @Test
    void voidIsThereButNothing() {
        Table table = Table.ofEntries(new byte[] {1, 'k', 'V'});
        assertSame(Table.VOID, table.get("k"));
        assertTrue(table.contains("k"));
        assertNull(table.get("other"));
        assertArrayEquals(new byte[] {1, 'k', 'V'}, table.toEntries());
    }

    @Test
    void aNameThatCameTwiceCountsByItsFirstValueAndLeavesTwice() {
        byte[] entries = {1, 'k', 'b', 1, 1, 'k', 'b', 2};
        Table table = Table.ofEntries(entries);
        assertEquals((byte) 1, table.get("k"));
        assertEquals(Map.of("k", (byte) 1), table.entries());
        assertArrayEquals(entries, table.toEntries());
    }

    @Test
    void bigTablesFindTheSameAsSmallOnes() {
        Table.Builder builder = Table.builder();
        for (int i = 0; i < 1000; i++) {
            builder.put("key" + i, i);
        }
        Table table = builder.build();
        for (int i = 0; i < 1000; i++) {
            assertEquals(i, table.get("key" + i));
        }
        assertNull(table.get("key1000"));
    }

    @Test
    void changesMakeNewTablesAndKeepTheOrder() {
        Table table = Table.of("a", 1, "b", 2, "c", 3);
        assertEquals("{a=1, b=9, c=3}", table.with("b", 9).toString());
        assertEquals("{a=1, b=2, c=3, d=4}", table.with("d", 4).toString());
        assertEquals("{a=1, c=3}", table.without("b").toString());
        assertSame(table, table.without("x"));
        assertEquals("{a=1, b=2, c=3}", table.toString());
        assertSame(Table.EMPTY, Table.of("a", 1).without("a"));
        assertEquals(List.of("a", "b", "c"), List.copyOf(table.entries().keySet()));
        assertThrows(UnsupportedOperationException.class, () -> table.entries().put("d", 4));
    }

    @Test
    void aListIsCopiedSoThatATableCannotChangeLater() {
        List<Object> list = new ArrayList<>(List.of(1));
        Table table = Table.of("k", list);
        list.add(2);
        assertEquals(List.of(1), table.get("k"));
    }

    @Test
    void onlyWhatTheWireCanHoldIsLetIn() {
        refused("null (use Table.VOID)", null);
        refused("java.lang.Object", new Object());
        refused("32 bits", new BigDecimal("12345678901"));
        refused("decimal places", new BigDecimal("1e3"));
        assertThrows(IllegalArgumentException.class, () -> Table.of("k".repeat(256), 1));
        assertThrows(IllegalArgumentException.class, () -> Table.of("k"));
        assertThrows(IllegalArgumentException.class, () -> new Unsigned('B', 256));
        assertThrows(IllegalArgumentException.class, () -> new Unsigned('I', 1));
    }

    private static void refused(String why, Object value) {
        var e = assertThrows(IllegalArgumentException.class, () -> Table.of("k", value));
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @Test
    void nestingEndsAtTheLimitInBothDirections() {
        Table deepest = nested(Table.MAX_DEPTH);
        assertEquals(deepest, Table.ofEntries(deepest.toEntries()));
        assertThrows(IllegalArgumentException.class, () -> Table.of("k", deepest));

        byte[] tooDeep = wrap(deepest.toEntries());
        ConnectionError e = assertThrows(ConnectionError.class, () -> Table.ofEntries(tooDeep));
        assertEquals(
                "SYNTAX_ERROR - a field table nests deeper than 64 levels; send deep structures in the body", e.text());
        assertThrows(ConnectionError.class, () -> Properties.of(asProperties(tooDeep)));
        assertEquals(deepest, Properties.of(asProperties(deepest.toEntries())).headers());
    }

    private static Table nested(int depth) {
        Table table = Table.of("k", 1);
        for (int i = 1; i < depth; i++) {
            table = Table.of("k", table);
        }
        return table;
    }

    private static byte[] wrap(byte[] entries) {
        var out = Unpooled.buffer();
        new ArgWriter(out).shortString("k").octet('F').longString(entries);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    private static byte[] asProperties(byte[] entries) {
        var out = Unpooled.buffer();
        new ArgWriter(out).shortInt(0x2000).longString(entries);
        return Arrays.copyOf(out.array(), out.writerIndex());
    }

    @Test
    void listsCountAsNestingToo() {
        var out = Unpooled.buffer();
        byte[] inner = {};
        for (int i = 0; i < Table.MAX_DEPTH; i++) {
            out.clear();
            new ArgWriter(out).octet('A').longString(inner);
            inner = Arrays.copyOf(out.array(), out.writerIndex());
        }
        out.clear();
        new ArgWriter(out).shortString("k");
        out.writeBytes(inner);
        byte[] entries = Arrays.copyOf(out.array(), out.writerIndex());
        assertEquals(
                ReplyCode.SYNTAX_ERROR,
                assertThrows(ConnectionError.class, () -> Table.ofEntries(entries))
                        .code());
        assertThrows(ConnectionError.class, () -> Properties.of(asProperties(entries)));
    }

    @Test
    void anUnknownTypeIsASyntaxErrorThatNamesIt() {
        for (byte type : new byte[] {'q', 0, (byte) 0xff}) {
            byte[] entries = {1, 'k', type, 0};
            ConnectionError e = assertThrows(ConnectionError.class, () -> Table.ofEntries(entries));
            assertEquals(ReplyCode.SYNTAX_ERROR, e.code());
            assertTrue(e.text().contains("type octet " + (type & 0xff)), e.text());
            assertThrows(ConnectionError.class, () -> Properties.of(asProperties(entries)));
        }
    }

    @Property(tries = 300)
    void aTableThatEndsTooEarlyIsAnErrorAtEveryByte(@ForAll("tables") Table table) {
        byte[] whole = wrap(table.toEntries());
        for (int cut = 1; cut < whole.length; cut++) {
            byte[] less = Arrays.copyOf(whole, cut);
            ConnectionError e = assertThrows(ConnectionError.class, () -> Table.ofEntries(less));
            assertEquals(ReplyCode.FRAME_ERROR, e.code());
        }
    }

    /** The check that runs for every message and the reading that runs for few must agree on what is a table. */
    @Property(tries = 20_000)
    void whatIsCheckedCanBeReadAndNothingElse(@ForAll("tables") Table table, @ForAll int where, @ForAll byte what) {
        byte[] entries = table.toEntries();
        if (entries.length > 0) {
            entries[Math.floorMod(where, entries.length)] = what;
        }
        String read = outcome(() -> Table.ofEntries(entries));
        String checked = outcome(() -> Properties.of(asProperties(entries)));
        assertEquals(read, checked);
    }

    private static String outcome(Runnable parse) {
        try {
            parse.run();
            return "ok";
        } catch (ConnectionError e) {
            return e.code().name();
        }
    }

    @Test
    void anAnnouncedLengthTakesNoMemory() {
        for (char type : new char[] {'S', 'x', 'F', 'A'}) {
            byte[] entries = {1, 'k', (byte) type, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
            assertThrows(ConnectionError.class, () -> Table.ofEntries(entries));
            entries[3] = (byte) 0xff;
            assertThrows(ConnectionError.class, () -> Table.ofEntries(entries));
        }
    }

    @Test
    void tablesDifferByOrderAndByWidth() {
        assertFalse(Table.of("a", 1, "b", 2).equals(Table.of("b", 2, "a", 1)));
        assertFalse(Table.of("a", 1).equals(Table.of("a", 1L)));
        assertEquals(Table.of("a", List.of(1, Table.of("x", true))), Table.of("a", List.of(1, Table.of("x", true))));
    }
}
