package io.leveret.broker.cli;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a command takes from the process it runs in, handed in so that a test can be that process.
 *
 * @param atEnd registers what is to be done when the process is told to end
 */
public record Surroundings(
        Map<String, String> environment, Map<String, String> systemProperties, Consumer<Runnable> atEnd) {

    public static Surroundings ofThisProcess() {
        var properties = System.getProperties();
        return new Surroundings(
                System.getenv(),
                properties.stringPropertyNames().stream().collect(Collectors.toMap(n -> n, properties::getProperty)),
                task -> Runtime.getRuntime().addShutdownHook(new Thread(task, "leveret-end")));
    }
}
