package io.leveret.tck.wire;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows a test as the rule's number and the sentence that its name makes. */
final class RuleNames extends DisplayNameGenerator.Standard {
    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> type, Method method) {
        String sentence =
                method.getName().replaceAll("([A-Z]|(?<=[a-z])[0-9])", " $1").toLowerCase(Locale.ROOT);
        Rule rule = method.getAnnotation(Rule.class);
        return rule == null ? sentence : "rule " + rule.value() + ": " + sentence;
    }
}
