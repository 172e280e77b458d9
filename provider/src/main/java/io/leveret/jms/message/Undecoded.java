package io.leveret.jms.message;

import java.util.Map;

/** A received message's header and properties while they are still the bytes that came. Both are asked for once at most. */
public interface Undecoded {
    /** Sets every header field that the bytes tell. */
    void headerInto(AbstractMessage message);

    /** The properties in the order in which they were set, to be kept by the caller; a value may be null. */
    Map<String, Object> properties();
}
