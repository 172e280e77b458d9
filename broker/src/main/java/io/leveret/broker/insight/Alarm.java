package io.leveret.broker.insight;

/** Why publishers wait. */
public enum Alarm {
    MEMORY("low on memory"),
    DISK("low on disk");

    private final String reason;

    Alarm(String reason) {
        this.reason = reason;
    }

    /** As clients are told. */
    public String reason() {
        return reason;
    }
}
