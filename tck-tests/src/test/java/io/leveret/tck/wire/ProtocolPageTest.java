package io.leveret.tck.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No rule of docs/PROTOCOL.md without a test, and no test of a rule that is not there. */
class ProtocolPageTest {
    private static final Pattern RULE = Pattern.compile("^\\* \\*\\*([A-Z]\\d+)\\*\\* ", Pattern.MULTILINE);
    private static final List<Class<?>> CLASSES = List.of(
            CapabilityTest.class,
            CreditTest.class,
            GiveBackTest.class,
            RedeliveryTest.class,
            GroupsTest.class,
            IfAbsentTest.class,
            IdentifyTest.class,
            StrictCommitTest.class,
            PolitePublishersTest.class);

    @Test
    void everyRuleHasATest() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "PROTOCOL.md"));
        var rules = RULE.matcher(page)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var proven = CLASSES.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Protocol.class))
                .map(method -> method.getAnnotation(Protocol.class).value())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rules, proven);
    }
}
