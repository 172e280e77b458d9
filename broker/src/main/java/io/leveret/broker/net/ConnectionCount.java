package io.leveret.broker.net;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many sockets are open, over all listeners: past the limit a newcomer is closed before anything is read from it. */
public final class ConnectionCount {
    private static final Logger log = LoggerFactory.getLogger(ConnectionCount.class);

    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    public ConnectionCount(int limit) {
        this.limit = limit;
    }

    boolean enter(Channel channel) {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            log.warn(
                    "{}: refused, {} connections are open and max-connections allows no more",
                    channel.remoteAddress(),
                    limit);
            channel.close();
            return false;
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    public int open() {
        return open.get();
    }
}
