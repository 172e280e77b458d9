package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.selector.Selector;

/**
 * A destination as a binding sees it that does not take all that its exchange matches. It stands in the matcher in the destination's
 * place, so that matchers know nothing of it and bindings that take everything pay nothing.
 */
final class Filtered implements Destination {
    static final String SELECTOR = "x-selector";
    static final String NO_LOCAL = "x-no-local";

    private final Destination behind;
    /** Null: whatever it says. */
    private final Selector selector;
    /** Whose messages do not pass; '' for nobody's. */
    private final String notFrom;

    private Filtered(Destination behind, Selector selector, String notFrom) {
        this.behind = behind;
        this.selector = selector;
        this.notFrom = notFrom;
    }

    /**
     * The destination behind what the binding's arguments ask, or itself if they ask nothing.
     *
     * @throws ChannelError 406 when what they ask cannot be understood
     */
    static Destination of(Destination destination, Table arguments) {
        if (arguments.isEmpty()) return destination;
        String condition = text(SELECTOR, arguments);
        String notFrom = text(NO_LOCAL, arguments);
        if (Selector.isNone(condition) && notFrom.isEmpty()) return destination;
        return new Filtered(destination, Selector.isNone(condition) ? null : Selector.parse(condition), notFrom);
    }

    private static String text(String name, Table arguments) {
        Object value = arguments.get(name);
        if (value == null) return "";
        if (value instanceof String text) return text;
        throw ChannelError.preconditionFailed(
                "invalid arg '%s' of a binding: it must be a string, this is %s", name, FieldValues.typeName(value));
    }

    /** Whether a binding's argument is for this class and not for the exchange's type. */
    static boolean regards(String argument) {
        return argument.equals(SELECTOR) || argument.equals(NO_LOCAL);
    }

    boolean admits(Properties message, Publisher from) {
        return (notFrom.isEmpty() || !from.isKnownAs(notFrom)) && (selector == null || selector.matches(message));
    }

    Destination behind() {
        return behind;
    }

    @Override
    public String name() {
        return behind.name();
    }

    @Override
    public String kindAndName() {
        return behind.kindAndName();
    }

    @Override
    public BindingsTo bindingsTo() {
        return behind.bindingsTo();
    }

    @Override
    public boolean survivesRestart() {
        return behind.survivesRestart();
    }

    @Override
    public boolean isGone() {
        return behind.isGone();
    }
}
