package io.leveret.broker.selector;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;

/**
 * A selector ready to judge messages, again and again and without allocating: it works in registers of its own, and therefore belongs to
 * one loop, like everything that holds it.
 */
public final class Selector {
    private final String text;
    private final Condition condition;
    private final MessageFields fields = new MessageFields();

    private Selector(String text, Condition condition) {
        this.text = text;
        this.condition = condition;
    }

    /** @throws ChannelError 406 that tells where the text is wrong, and what was expected there */
    public static Selector parse(String text) {
        return new Selector(text, Parser.parse(text).condition());
    }

    /** Whether nothing is selected by it, that is, everything passes: no text, or only spaces. */
    public static boolean isNone(String text) {
        return text.isBlank();
    }

    /** Whether the condition is true; when it is unknown, it is not. */
    public boolean matches(Properties message) {
        return condition.of(fields.of(message)) == Truth.TRUE;
    }

    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
