package io.leveret.broker.security;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one user may do in one virtual host. Answers are remembered, within a bound, so that one hash lookup is the price of a publish.
 * It belongs to one thread, and lives until the next {@link Directory}.
 */
public final class Access {
    /** What permissions call the exchange whose name is empty. */
    public static final String DEFAULT_EXCHANGE = "amq.default";

    private final boolean enters;
    private final Rule configure;
    private final Rule write;
    private final Rule read;
    private final Map<String, TopicRule> topics;

    private record TopicRule(Rule write, Rule read) {}

    private Access(boolean enters, Rule configure, Rule write, Rule read, Map<String, TopicRule> topics) {
        this.enters = enters;
        this.configure = configure;
        this.write = write;
        this.read = read;
        this.topics = topics;
    }

    static Access of(Permission permission, List<TopicPermission> topicPermissions) {
        var topics = new HashMap<String, TopicRule>();
        for (TopicPermission topic : topicPermissions) {
            topics.put(topic.exchange(), new TopicRule(new Rule(topic.writePattern()), new Rule(topic.readPattern())));
        }
        return new Access(
                true,
                new Rule(NamePattern.of(permission.configure())),
                new Rule(NamePattern.of(permission.write())),
                new Rule(NamePattern.of(permission.read())),
                topics);
    }

    static Access nothing() {
        var no = new Rule(new NamePattern.OnlyEmpty());
        return new Access(false, no, no, no, Map.of());
    }

    /** Whether a connection may be opened to the virtual host: any permission in it will do, even one to do nothing. */
    public boolean mayEnter() {
        return enters;
    }

    public boolean mayConfigure(String name) {
        return configure.allows(resource(name));
    }

    public boolean mayWrite(String name) {
        return write.allows(resource(name));
    }

    public boolean mayRead(String name) {
        return read.allows(resource(name));
    }

    /** Whether routing keys have to be asked about at all. */
    public boolean hasTopicRules() {
        return !topics.isEmpty();
    }

    /** To be asked of topic exchanges only, after {@link #mayWrite}. */
    public boolean mayWriteTopic(String exchange, String routingKey) {
        TopicRule rule = topics.get(exchange);
        return rule == null || rule.write.allows(routingKey);
    }

    /** To be asked of topic exchanges only, after {@link #mayRead}. */
    public boolean mayReadTopic(String exchange, String routingKey) {
        TopicRule rule = topics.get(exchange);
        return rule == null || rule.read.allows(routingKey);
    }

    private static String resource(String name) {
        return name.isEmpty() ? DEFAULT_EXCHANGE : name;
    }

    private static final class Rule {
        private static final int REMEMBERED = 512;

        private final NamePattern pattern;
        private final boolean worthRemembering;
        private Map<String, Boolean> answers = Map.of();

        Rule(NamePattern pattern) {
            this.pattern = pattern;
            this.worthRemembering = pattern instanceof NamePattern.Search;
        }

        boolean allows(String name) {
            if (!worthRemembering) {
                return pattern.matches(name);
            }
            Boolean known = answers.get(name);
            return known != null ? known : ask(name);
        }

        private boolean ask(String name) {
            boolean answer = pattern.matches(name);
            if (answers.isEmpty()) {
                answers = new HashMap<>();
            } else if (answers.size() >= REMEMBERED) {
                // Not least recently used: a client that never repeats a routing key gets no use of either, and this
                // costs nothing.
                answers.clear();
            }
            answers.put(name, answer);
            return answer;
        }
    }
}
