package io.leveret.broker.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of more than one matcher: direct and fanout as a whole, and what bindings and matching may cost. */
class MatchersTest {
    private static final int MANY = 100_000;

    /** A matcher with a name for the tests' titles. */
    private record Kind(String name, Supplier<Matcher<Object>> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kind> kinds() {
        return List.of(
                new Kind("direct", DirectMatcher::new),
                new Kind("fanout", FanoutMatcher::new),
                new Kind("topic", TopicMatcher::new),
                new Kind("headers", HeadersMatcher::new),
                new Kind("x-random", () -> new RandomMatcher<>(new Random(1))));
    }

    @Test
    void directFindsTheBindingsOfTheKey() {
        Matcher<Object> direct = new DirectMatcher<>();
        direct.add("a", Table.EMPTY, "q1");
        direct.add("a", Table.EMPTY, "q2");
        direct.add("b", Table.EMPTY, "q1");
        assertEquals(List.of("q1", "q2"), find(direct, "a"));
        assertEquals(List.of("q1"), find(direct, "b"));
        assertEquals(List.of(), find(direct, "a.b"));
        direct.remove("a", Table.EMPTY, "q1");
        direct.remove("b", Table.EMPTY, "q2");
        assertEquals(List.of("q2"), find(direct, "a"));
        assertEquals(List.of("q1"), find(direct, "b"));
    }

    @Test
    void fanoutFindsAllOfThem() {
        Matcher<Object> fanout = new FanoutMatcher<>();
        fanout.add("a", Table.EMPTY, "q1");
        fanout.add("b", Table.EMPTY, "q2");
        fanout.add("b", Table.of("x", 1), "q2");
        assertEquals(List.of("q1", "q2", "q2"), find(fanout, "whatever"));
        fanout.remove("a", Table.EMPTY, "q2");
        fanout.remove("b", Table.EMPTY, "q2");
        fanout.remove("a", Table.EMPTY, "q1");
        assertEquals(List.of("q2"), find(fanout, ""));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void keepsExactlyTheBindingsThatWereNotRemoved(Kind kind) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(kind + " seed " + seed);
        Random random = new Random(seed);
        Object[] destinations = IntStream.range(0, 20).mapToObj(i -> "q" + i).toArray();
        Table[] arguments = {Table.EMPTY, Table.of("x-a", 1), Table.of("x-a", 1L)};
        record Bound(String key, Table arguments, Object destination) {}
        List<Bound> model = new ArrayList<>();
        Matcher<Object> matcher = kind.make.get();
        for (int step = 0; step < 20_000; step++) {
            // Up to some hundred bindings, and down to none, again and again.
            boolean grow = random.nextInt(10) < (step / 1000 % 2 == 0 ? 8 : 2);
            Bound bound =
                    new Bound("k" + random.nextInt(10), arguments[random.nextInt(3)], destinations[random.nextInt(20)]);
            if (grow && !model.contains(bound)) {
                model.add(bound);
                matcher.add(bound.key, bound.arguments, bound.destination);
            } else if (!grow && !model.isEmpty()) {
                Bound gone = random.nextInt(4) == 0 ? bound : model.get(random.nextInt(model.size()));
                model.remove(gone);
                matcher.remove(gone.key, gone.arguments, gone.destination);
            }
            if (step % 10 == 0) {
                assertAgrees(
                        kind,
                        matcher,
                        model.stream()
                                .filter(b ->
                                        b.key.equals("k3") || !kind.name.equals("direct") && !kind.name.equals("topic"))
                                .map(b -> b.destination.toString())
                                .sorted()
                                .collect(Collectors.toList()),
                        seed);
            }
        }
    }

    private static void assertAgrees(Kind kind, Matcher<Object> matcher, List<String> expected, long seed) {
        List<String> found =
                find(matcher, "k3").stream().map(Object::toString).sorted().collect(Collectors.toList());
        if (kind.name.equals("x-random")) {
            assertEquals(expected.isEmpty() ? 0 : 1, found.size(), () -> "-Dseed=" + seed);
            assertTrue(expected.containsAll(found), () -> found + " is not of " + expected + "; -Dseed=" + seed);
        } else {
            assertEquals(expected, found, () -> "-Dseed=" + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aHundredThousandBindingsTakeUnderThreeHundredBytesEach(Kind kind) {
        Object[] destinations =
                IntStream.range(0, MANY).mapToObj(i -> new Object()).toArray();
        String[] keys =
                IntStream.range(0, MANY).mapToObj(i -> "prices." + i + ".eur").toArray(String[]::new);
        long before = used();
        Matcher<Object> matcher = kind.make.get();
        for (int i = 0; i < MANY; i++) {
            matcher.add(keys[i], Table.EMPTY, destinations[i]);
        }
        long each = (used() - before) / MANY;
        System.out.println(kind + ": " + each + " bytes for a binding");
        assertTrue(each < 300, () -> each + " bytes for a binding");
        long start = System.nanoTime();
        for (int i = 0; i < MANY; i++) {
            matcher.remove(keys[i], Table.EMPTY, destinations[i]);
        }
        // Quadratic removal would take minutes.
        assertTrue(System.nanoTime() - start < 10_000_000_000L, "removing took " + (System.nanoTime() - start) + " ns");
        assertEquals(List.of(), find(matcher, keys[0]));
    }

    @Test
    void aHundredThousandPatternsTakeUnderThreeHundredBytesEach() {
        String[] keys =
                IntStream.range(0, MANY).mapToObj(i -> "prices." + i + ".*.#").toArray(String[]::new);
        Object[] destinations =
                IntStream.range(0, MANY).mapToObj(i -> new Object()).toArray();
        long before = used();
        TopicMatcher<Object> matcher = new TopicMatcher<>();
        for (int i = 0; i < MANY; i++) {
            matcher.add(keys[i], Table.EMPTY, destinations[i]);
        }
        long each = (used() - before) / MANY;
        System.out.println("topic patterns: " + each + " bytes for a binding");
        assertTrue(each < 300, () -> each + " bytes for a binding");
        assertEquals(List.of(destinations[4711]), find(matcher, "prices.4711.eur.x"));
    }

    @Test
    void matchingAllocatesNothing() {
        for (Kind kind : kinds()) {
            Matcher<Object> matcher = kind.make.get();
            for (int i = 0; i < 40; i++) {
                matcher.add("prices." + i, Table.of("x-a", i), "q");
                matcher.add("*." + i + ".#", Table.EMPTY, "q");
            }
            String[] keys = {"prices.7", "prices.12.eur.x", "stocks", ""};
            long[] found = new long[1];
            Consumer<Object> count = destination -> found[0]++;
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long thread = Thread.currentThread().getId();
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 10; round++) {
                long before = threads.getThreadAllocatedBytes(thread);
                for (int i = 0; i < 10_000; i++) {
                    matcher.match(keys[i & 3], Properties.EMPTY, count);
                }
                least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
            }
            assertTrue(found[0] > 0, kind.name);
            assertTrue(least < 10_000, kind + " allocated " + least + " bytes in 10,000 matches");
        }
    }

    private static List<Object> find(Matcher<Object> matcher, String key) {
        List<Object> found = new ArrayList<>();
        matcher.match(key, Properties.EMPTY, found::add);
        return found;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
