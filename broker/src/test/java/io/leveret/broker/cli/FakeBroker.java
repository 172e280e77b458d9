package io.leveret.broker.cli;

import io.leveret.broker.config.BrokerConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A broker that listens nowhere: it says it took port 40001 where any would do, and knows whether it was closed. */
final class FakeBroker implements RunningBroker {
    final CountDownLatch closed = new CountDownLatch(1);
    private final BrokerConfig config;
    private final Runnable closing;

    FakeBroker(BrokerConfig config) {
        this(config, () -> {});
    }

    FakeBroker(BrokerConfig config, Runnable closing) {
        this.config = config;
        this.closing = closing;
    }

    @Override
    public List<InetSocketAddress> amqp() {
        return config.port().isPresent() ? addresses(config.port().getAsInt(), 40001) : List.of();
    }

    @Override
    public List<InetSocketAddress> amqps() {
        return config.tls().on() ? addresses(config.tls().port(), 40002) : List.of();
    }

    @Override
    public List<InetSocketAddress> management() {
        return config.managementPort().isPresent()
                ? addresses(config.managementPort().getAsInt(), 40003)
                : List.of();
    }

    private List<InetSocketAddress> addresses(int asked, int free) {
        return config.addresses(asked == 0 ? free : asked);
    }

    @Override
    public Optional<Path> dataDir() {
        return Optional.of(config.dataDir());
    }

    @Override
    public void close() {
        closing.run();
        closed.countDown();
    }
}
