package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.function.Consumer;

/**
 * An exchange type is only a matching rule; everything else about exchanges is said once, in Exchange.
 *
 * <p>A matcher belongs to one loop. A destination is told from another by identity. Who is told of a find may not change the matcher
 * nor ask it again before {@code match} has returned: matchers keep their working memory from one message to the next.
 */
public sealed interface Matcher<D>
        permits DirectMatcher, FanoutMatcher, TopicMatcher, HeadersMatcher, ConsistentHashMatcher, RandomMatcher {

    /**
     * Refuses a binding that means nothing to this type, before anything is made of it. To most types any key and any arguments
     * mean something, or nothing is made of them.
     *
     * @throws ChannelError 406
     */
    default void check(String bindingKey, Table arguments) {}

    /** The owner has had the binding checked, and never adds the same three twice. */
    void add(String bindingKey, Table arguments, D destination);

    /** Nothing happens when there is no such binding. */
    void remove(String bindingKey, Table arguments, D destination);

    /** A destination may be found more than once, by several of its bindings; the router keeps one copy for each queue. */
    void match(String routingKey, Properties properties, Consumer<? super D> found);
}
