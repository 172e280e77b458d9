package io.leveret.broker.selector;

/** A message as a selector sees it. */
interface Fields {
    void header(JmsHeader which, Value into);

    /** @param name in UTF-8 */
    void property(byte[] name, Value into);
}
