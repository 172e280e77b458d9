package io.leveret.broker.cli;

import java.util.LinkedHashSet;

/** What an exception and its causes say, in one line for a person. */
final class Reasons {
    private static final int DEPTH = 8;

    private Reasons() {}

    static String of(Throwable error) {
        var said = new LinkedHashSet<String>();
        Throwable t = error;
        for (int i = 0; t != null && i < DEPTH; i++, t = t.getCause()) {
            String text = t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
            // An exception made from its cause repeats it, with the class in front.
            if (said.stream().noneMatch(s -> s.contains(text))) {
                said.removeIf(text::contains);
                said.add(text);
            }
        }
        return String.join(": ", said);
    }
}
