package io.leveret.broker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Settings that cannot be used. It carries everything found wrong at once, so that nobody mends them one start at a time. */
public final class ConfigError extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /** One setting by its name ({@code frame-max}) and a sentence that names its value and what is allowed. */
    public record Problem(String setting, String text) {}

    public ConfigError(List<Problem> problems) {
        super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** One setting that cannot be used as it is. */
    public static ConfigError of(String setting, String text) {
        return new ConfigError(List.of(new Problem(setting, text)));
    }

    public List<Problem> problems() {
        return problems;
    }

    /** Gathers problems while a configuration is looked through, and throws them together at the end. */
    static final class Gatherer {
        private final List<Problem> problems = new ArrayList<>();

        void require(boolean holds, String setting, String text, Object... values) {
            if (!holds) {
                problems.add(new Problem(setting, setting + " " + text.formatted(values)));
            }
        }

        void throwIfAny() {
            if (!problems.isEmpty()) {
                throw new ConfigError(problems);
            }
        }
    }
}
