package io.leveret.broker.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicMatcherTest {
    private final TopicMatcher<String> matcher = new TopicMatcher<>();

    @ParameterizedTest(name = "''{0}'' and ''{1}'': {2}")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a.b.c,a.b.c,true",
                "a.*.c,a.b.c,true",
                "a.*.c,a.b.b.c,false",
                "a.#.c,a.c,true",
                "a.#.c,a.b.b.c,true",
                "a.#,a,true",
                "a.#,ab,false",
                "#,'',true",
                "#.#,'',true",
                "'','',true",
                "*,'',false",
                "*.#,'',false",
                "'',.,false",
                "#.,'',false",
                "*.info,.info,true",
                "*.*,.,true",
                ".*,.a,true",
                "a.,a.,true",
                "a.,a,false",
                "#.b,b,true",
                "#.*.#,a,true",
                "#.*.#,'',false",
                "a*,ab,false",
                "a*,a*,true",
                "#a,#a,true",
                "#a,ba,false",
                "**,*,false",
                "*,*,true",
                "a.b,a.*,false",
            })
    void aStarIsOneWordAndAHashAnyNumber(String pattern, String key, boolean matches) {
        matcher.add(pattern, Table.EMPTY, "q");
        assertEquals(matches, !find(matcher, key).isEmpty());
        assertEquals(matches, naive(pattern, key), "the model of the other tests");
    }

    /** How many of the 40 keys of up to three words '', a and b each pattern was seen to match on RabbitMQ 3.10. */
    private static final String SEEN = """
            =1 .=1 ..=1 ..a=1 ..b=1 ..*=3 ..#=4 .a=1 .a.=1 .a.a=1 .a.b=1 .a.*=3 .a.#=4 .b=1 .b.=1 .b.a=1 .b.b=1
            .b.*=3 .b.#=4 .*=3 .*.=3 .*.a=3 .*.b=3 .*.*=9 .*.#=12 .#=12 .#.=4 .#.a=4 .#.b=4 .#.*=12 .#.#=12 a=1
            a.=1 a..=1 a..a=1 a..b=1 a..*=3 a..#=4 a.a=1 a.a.=1 a.a.a=1 a.a.b=1 a.a.*=3 a.a.#=4 a.b=1 a.b.=1
            a.b.a=1 a.b.b=1 a.b.*=3 a.b.#=4 a.*=3 a.*.=3 a.*.a=3 a.*.b=3 a.*.*=9 a.*.#=12 a.#=13 a.#.=4 a.#.a=4
            a.#.b=4 a.#.*=12 a.#.#=13 b=1 b.=1 b..=1 b..a=1 b..b=1 b..*=3 b..#=4 b.a=1 b.a.=1 b.a.a=1 b.a.b=1
            b.a.*=3 b.a.#=4 b.b=1 b.b.=1 b.b.a=1 b.b.b=1 b.b.*=3 b.b.#=4 b.*=3 b.*.=3 b.*.a=3 b.*.b=3 b.*.*=9
            b.*.#=12 b.#=13 b.#.=4 b.#.a=4 b.#.b=4 b.#.*=12 b.#.#=13 *=2 *.=3 *..=3 *..a=3 *..b=3 *..*=9 *..#=12
            *.a=3 *.a.=3 *.a.a=3 *.a.b=3 *.a.*=9 *.a.#=12 *.b=3 *.b.=3 *.b.a=3 *.b.b=3 *.b.*=9 *.b.#=12 *.*=9
            *.*.=9 *.*.a=9 *.*.b=9 *.*.*=27 *.*.#=36 *.#=38 *.#.=12 *.#.a=12 *.#.b=12 *.#.*=36 *.#.#=38 #=39
            #.=12 #..=4 #..a=4 #..b=4 #..*=12 #..#=24 #.a=13 #.a.=4 #.a.a=4 #.a.b=4 #.a.*=12 #.a.#=25 #.b=13
            #.b.=4 #.b.a=4 #.b.b=4 #.b.*=12 #.b.#=25 #.*=38 #.*.=12 #.*.a=12 #.*.b=12 #.*.*=36 #.*.#=38 #.#=39
            #.#.=12 #.#.a=13 #.#.b=13 #.#.*=38 #.#.#=39 a*=0 #a=0 **=0
            """;

    @Test
    void matchesWhatRabbitMqWasSeenToMatch() {
        Set<String> keys = new LinkedHashSet<>(List.of(""));
        for (String one : List.of("", "a", "b")) {
            keys.add(one);
            for (String two : List.of("", "a", "b")) {
                keys.add(one + "." + two);
                List.of("", "a", "b").forEach(three -> keys.add(one + "." + two + "." + three));
            }
        }
        for (String seen : SEEN.strip().split("\\s+")) {
            String pattern = seen.substring(0, seen.indexOf('='));
            TopicMatcher<String> alone = new TopicMatcher<>();
            alone.add(pattern, Table.EMPTY, "q");
            List<String> matched =
                    keys.stream().filter(key -> !find(alone, key).isEmpty()).toList();
            assertEquals(
                    Integer.parseInt(seen.substring(seen.indexOf('=') + 1)),
                    matched.size(),
                    () -> "'" + pattern + "' matched " + matched);
        }
    }

    @Test
    void findsWhatANaiveMatcherFindsWhileBindingsComeAndGo() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("topic seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            TopicMatcher<String> trie = new TopicMatcher<>();
            List<String[]> model = new ArrayList<>();
            for (int step = 0; step < 150; step++) {
                if (random.nextInt(5) < 3) {
                    String[] binding = {words(random, "*", "#"), "q" + random.nextInt(4)};
                    // Literals, so that the same name is the same destination.
                    binding[1] = binding[1].intern();
                    if (model.stream().noneMatch(b -> b[0].equals(binding[0]) && b[1].equals(binding[1]))) {
                        model.add(binding);
                        trie.add(binding[0], Table.EMPTY, binding[1]);
                    }
                } else if (!model.isEmpty() && random.nextBoolean()) {
                    String[] gone = model.remove(random.nextInt(model.size()));
                    trie.remove(gone[0], Table.EMPTY, gone[1]);
                } else {
                    trie.remove(words(random, "*", "#"), Table.EMPTY, "none of them");
                }
                String key = words(random, "a", "*");
                Map<String, Integer> expected = new TreeMap<>();
                model.stream().filter(b -> naive(b[0], key)).forEach(b -> expected.merge(b[1], 1, Integer::sum));
                Map<String, Integer> actual = new TreeMap<>();
                find(trie, key).forEach(d -> actual.merge(d, 1, Integer::sum));
                assertEquals(
                        expected,
                        actual,
                        () -> "key '" + key + "', bindings "
                                + model.stream().map(b -> b[0] + "->" + b[1]).collect(Collectors.joining(", "))
                                + "; -Dseed=" + seed);
            }
        }
    }

    @Test
    void findsEachBindingOnceHoweverManyWaysLeadToIt() {
        for (String pattern : List.of("#", "#.#", "#.#.#", "*.#", "#.*", "a.#", "a.b.#")) {
            matcher.add(pattern, Table.EMPTY, pattern);
        }
        assertEquals(7, find(matcher, "a.b").size());
        assertEquals(7, new TreeSet<>(find(matcher, "a.b")).size());
    }

    @Test
    void manyHashesInAPatternDoNotMultiply() {
        // 63 times #.a, then b: cut naively, a key of 127 words a has more ways than could ever be tried.
        String pattern = "#.a.".repeat(63) + "b";
        matcher.add(pattern, Table.EMPTY, "q");
        String key = "a.".repeat(126) + "a";
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 1000; i++) {
                assertTrue(find(matcher, key).isEmpty());
            }
        });
        assertEquals(List.of("q"), find(matcher, "a.".repeat(100) + "b"));
    }

    @Test
    void bindingsThatDifferInArgumentsAloneAreTwo() {
        Table selector = Table.of("x-selector", "a = 1");
        for (String pattern : List.of("a.b", "a.*")) {
            matcher.add(pattern, Table.EMPTY, "q");
            matcher.add(pattern, selector, "q");
            assertEquals(2, find(matcher, "a.b").size());
            matcher.remove(pattern, Table.EMPTY, "q");
            matcher.remove(pattern, Table.of("x-selector", "a = 2"), "q");
            assertEquals(List.of("q"), find(matcher, "a.b"));
            matcher.remove(pattern, selector, "q");
            assertEquals(List.of(), find(matcher, "a.b"));
        }
    }

    @Test
    void tellsDestinationsApartByIdentity() {
        String one = new String("q");
        String other = new String("q");
        matcher.add("a.*", Table.EMPTY, one);
        matcher.remove("a.*", Table.EMPTY, other);
        assertEquals(1, find(matcher, "a.b").size());
        matcher.remove("a.*", Table.EMPTY, one);
        assertEquals(0, find(matcher, "a.b").size());
    }

    @Test
    void keysOfManyWordsAreMatchedToTheirLast() {
        String key = ".".repeat(255);
        matcher.add("#", Table.EMPTY, "all");
        matcher.add("*".concat(".*".repeat(255)), Table.EMPTY, "256 words");
        matcher.add("*".concat(".*".repeat(254)), Table.EMPTY, "255 words");
        assertEquals(Set.of("all", "256 words"), Set.copyOf(find(matcher, key)));
    }

    private static String words(Random random, String wild, String wilder) {
        String[] words = {"a", "b", "", wild, wilder};
        int count = random.nextInt(6);
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < count; i++) {
            key.append(i == 0 ? "" : ".").append(words[random.nextInt(words.length)]);
        }
        return key.toString();
    }

    private static List<String> find(Matcher<String> matcher, String key) {
        List<String> found = new ArrayList<>();
        matcher.match(key, Properties.EMPTY, found::add);
        return found;
    }

    private static boolean naive(String pattern, String key) {
        return naive(split(pattern), split(key));
    }

    private static List<String> split(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
    }

    private static boolean naive(List<String> pattern, List<String> key) {
        if (pattern.isEmpty()) {
            return key.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("#")) {
            return naive(rest, key) || !key.isEmpty() && naive(pattern, key.subList(1, key.size()));
        }
        return !key.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(key.get(0)))
                && naive(rest, key.subList(1, key.size()));
    }
}
