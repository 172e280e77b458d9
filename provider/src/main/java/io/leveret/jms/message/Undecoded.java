package io.leveret.jms.message;

import java.util.Map;

/** A received message's header and properties while they are still the bytes that came. The header and the properties are asked for once at most. */
public interface Undecoded {
    /** Sets every header field that the bytes tell. */
    void headerInto(AbstractMessage message);

    /** The properties in the order in which they were set, to be kept by the caller; a value may be null. */
    Map<String, Object> properties();

    /** Bookkeeping that is no property and not listed as one, but readable by who knows its name; null when there is none. */
    Object hidden(String name);
}
