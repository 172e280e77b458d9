package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No rule is forgotten: each line of rules.txt is proven by a test that bears its number. */
class RulesTest {
    private static final int LAST = 80;
    private static final List<Class<?>> CLASSES = List.of(
            HandshakeTest.class,
            FramesTest.class,
            ChannelsTest.class,
            ExchangesTest.class,
            RoutingTest.class,
            QueuesTest.class,
            QueueArgumentsTest.class,
            ConsumersTest.class,
            AcksTest.class,
            PublishingTest.class,
            DeadLettersTest.class,
            ReplyToTest.class,
            AlarmsTest.class,
            PermissionsTest.class,
            OperatorTest.class);

    @Test
    void everyRuleHasATest() {
        var proven = CLASSES.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Rule.class))
                .map(method -> method.getAnnotation(Rule.class).value())
                .collect(Collectors.toCollection(TreeSet::new));
        var all = IntStream.rangeClosed(1, LAST).boxed().collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, proven);
    }

    @Test
    void everyRuleIsWrittenDown() throws IOException {
        try (var in = RulesTest.class.getResourceAsStream("/rules.txt")) {
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            var numbers = lines.stream().map(line -> line.split(" ")[0]).toList();
            assertEquals(
                    IntStream.rangeClosed(1, LAST).mapToObj(Integer::toString).toList(), numbers);
            assertTrue(lines.stream().allMatch(line -> line.length() > 20), "a rule is a sentence");
        }
    }
}
