package io.leveret.broker.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the command line needs to know of a broker that runs: where its doors are by now, and how to end it. */
public interface RunningBroker extends AutoCloseable {

    /** Where AMQP clients are answered; with the ports that were really taken. */
    List<InetSocketAddress> amqp();

    /** Where AMQP clients are answered over TLS; empty without a certificate. */
    List<InetSocketAddress> amqps();

    /** Where the management page is; empty when it is off. */
    List<InetSocketAddress> management();

    /** Where messages outlive a restart; empty when they live in memory only. */
    Optional<Path> dataDir();

    /** Ends everything in order, clients being told first, and returns when it is done. */
    @Override
    void close();
}
