package io.leveret.broker.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistentHashMatcherTest {
    private static final int KEYS = 60_000;

    private final ConsistentHashMatcher<String> matcher = byRoutingKey();

    @Test
    void oneDestinationGetsEachMessageAndOneKeyGoesToOneDestination() {
        List.of("q1", "q2", "q3").forEach(q -> matcher.add("1", Table.EMPTY, q));
        for (int i = 0; i < 1000; i++) {
            assertEquals(find(matcher, "k" + i, Properties.EMPTY), find(matcher, "k" + i, Properties.EMPTY));
        }
    }

    @Test
    void sharesFollowTheWeights() {
        matcher.add("1", Table.EMPTY, "q1");
        matcher.add("2", Table.EMPTY, "q2");
        matcher.add("3", Table.EMPTY, "q3");
        Map<String, Integer> shares = new HashMap<>();
        placement(matcher).forEach(q -> shares.merge(q, 1, Integer::sum));
        assertEquals(10_000, shares.get("q1"), 400);
        assertEquals(20_000, shares.get("q2"), 600);
        assertEquals(30_000, shares.get("q3"), 600);
    }

    @Test
    void whoComesTakesOnlyItsShareAndWhoGoesGivesOnlyThat() {
        IntStream.range(0, 9).forEach(i -> matcher.add("10", Table.EMPTY, "q" + i));
        List<String> nine = placement(matcher);
        String comer = "the tenth";
        matcher.add("10", Table.EMPTY, comer);
        List<String> ten = placement(matcher);
        for (int i = 0; i < KEYS; i++) {
            assertTrue(ten.get(i).equals(nine.get(i)) || ten.get(i).equals(comer), "moved between two that stayed");
        }
        assertEquals(KEYS / 10, Collections.frequency(ten, comer), KEYS / 100);
        matcher.remove("10", Table.EMPTY, comer);
        assertEquals(nine, placement(matcher));
    }

    @Test
    void placesDoNotDependOnTheOrderOfBinding() {
        List<String> names = new ArrayList<>();
        IntStream.range(0, 50).forEach(i -> names.add("q" + i));
        names.forEach(q -> matcher.add("3", Table.EMPTY, q));
        Collections.shuffle(names, new Random(7));
        ConsistentHashMatcher<String> restarted = byRoutingKey();
        names.forEach(q -> restarted.add("3", Table.EMPTY, q));
        assertEquals(placement(matcher), placement(restarted));
    }

    @Test
    void namesWhoseHashCodesAreAlikeAreStillTwo() {
        assertEquals("qAa".hashCode(), "qBB".hashCode());
        matcher.add("1", Table.EMPTY, "qAa");
        matcher.add("1", Table.EMPTY, "qBB");
        assertEquals(KEYS / 2, Collections.frequency(placement(matcher), "qBB"), KEYS / 50);
    }

    @Test
    void ofTwoBindingsOfADestinationTheLargerWeightCounts() {
        matcher.add("1", Table.EMPTY, "q1");
        matcher.add("1", Table.EMPTY, "q2");
        matcher.add("3", Table.EMPTY, "q2");
        assertEquals(KEYS * 3 / 4, Collections.frequency(placement(matcher), "q2"), KEYS / 50);
        matcher.remove("3", Table.EMPTY, "q2");
        assertEquals(KEYS / 2, Collections.frequency(placement(matcher), "q2"), KEYS / 50);
    }

    @Test
    void hashesWhatTheExchangesArgumentsSay() {
        Properties one = Properties.EMPTY.toBuilder()
                .headers(Table.of("h", 1))
                .messageId("m1")
                .correlationId("c1")
                .timestamp(1)
                .build();
        for (Table arguments : List.of(
                Table.of("hash-header", "h"),
                Table.of("hash-property", "message_id"),
                Table.of("hash-property", "correlation_id"),
                Table.of("hash-property", "timestamp"))) {
            ConsistentHashMatcher<String> by = new ConsistentHashMatcher<>(arguments, name -> name);
            IntStream.range(0, 100).forEach(i -> by.add("1", Table.EMPTY, "q" + i));
            Set<String> found = new HashSet<>();
            Set<String> without = new HashSet<>();
            Set<String> others = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                found.add(find(by, "k" + i, one));
                without.add(find(by, "k" + i, Properties.EMPTY));
                others.add(find(
                        by,
                        "k",
                        one.toBuilder()
                                .headers(Table.of("h", 100L + i))
                                .messageId("m" + i)
                                .correlationId("c" + i)
                                .timestamp(100 + i)
                                .build()));
            }
            assertEquals(1, found.size(), () -> "the routing key mattered with " + arguments);
            assertEquals(1, without.size(), () -> "messages without it went apart with " + arguments);
            assertTrue(others.size() > 30, () -> "only " + others + " with " + arguments);
        }
    }

    @Test
    void aNumberInAHeaderHashesAlikeInEachWidth() {
        ConsistentHashMatcher<String> by = new ConsistentHashMatcher<>(Table.of("hash-header", "h"), name -> name);
        IntStream.range(0, 100).forEach(i -> by.add("1", Table.EMPTY, "q" + i));
        Set<String> found = new HashSet<>();
        for (Object value : List.of((byte) 7, (short) 7, 7, 7L)) {
            found.add(find(
                    by,
                    "",
                    Properties.EMPTY.toBuilder().headers(Table.of("h", value)).build()));
        }
        assertEquals(1, found.size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | The binding key must be greater than 0",
                "-1 | The binding key must be greater than 0",
                "x | The binding key must be an integer: <<\"x\">>",
                "1.5 | The binding key must be an integer: <<\"1.5\">>",
                "'' | The binding key must be an integer: <<>>",
                "3000000000 | The binding key must be an integer: <<\"3000000000\">>",
            })
    void refusesWhatIsNoWeight(String key, String says) {
        var error = assertThrows(ChannelError.class, () -> matcher.check(key, Table.EMPTY));
        assertTrue(error.text().startsWith("PRECONDITION_FAILED - " + says), error.text());
        // Unbinding what cannot be bound is no error either.
        matcher.remove(key, Table.EMPTY, "q");
    }

    @Test
    void refusesToHashWhatItCannot() {
        refuses(
                Table.of("hash-header", "h", "hash-property", "message_id"),
                "hash-header and hash-property are mutually exclusive");
        refuses(Table.of("hash-property", "nope"), "Unsupported property: nope");
        refuses(
                Table.of("hash-header", 1),
                "invalid arg 'hash-header': expected the name of a header as longstr, got signedint");
    }

    private static void refuses(Table arguments, String says) {
        var error = assertThrows(ChannelError.class, () -> new ConsistentHashMatcher<String>(arguments, name -> name));
        assertEquals("PRECONDITION_FAILED - " + says, error.text());
    }

    private static ConsistentHashMatcher<String> byRoutingKey() {
        return new ConsistentHashMatcher<>(Table.EMPTY, name -> name);
    }

    private static List<String> placement(Matcher<String> matcher) {
        return IntStream.range(0, KEYS)
                .mapToObj(i -> find(matcher, "order." + i, Properties.EMPTY))
                .toList();
    }

    private static String find(Matcher<String> matcher, String key, Properties properties) {
        List<String> found = new ArrayList<>();
        matcher.match(key, properties, found::add);
        assertEquals(1, found.size(), () -> "found " + found);
        return found.get(0);
    }
}
