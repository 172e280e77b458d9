package io.leveret.broker.admin;

import io.leveret.broker.session.Sessions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The way to one virtual host, from any thread. */
public interface Desk {
    String name();

    /** Asks on the virtual host's loop, as a turn of its own; the answer comes on that loop too. */
    <T> CompletableFuture<T> ask(Function<Sessions, T> question);

    /** What the messages that it holds in memory took a moment ago, in bytes. */
    long memoryUsed();
}
