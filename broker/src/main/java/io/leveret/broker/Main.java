package io.leveret.broker;

import io.leveret.broker.cli.LeveretCommand;
import io.leveret.broker.cli.RunningBroker;
import io.leveret.broker.cli.Surroundings;
import io.leveret.broker.config.BrokerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Where the {@code leveret} command begins. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(
                LeveretCommand.create(Main::start, Surroundings.ofThisProcess()).execute(args));
    }

    private static RunningBroker start(BrokerConfig config) {
        try {
            return Broker.start(config);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }
}
