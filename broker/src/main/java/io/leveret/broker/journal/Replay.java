package io.leveret.broker.journal;

/** What the log tells when it is read again, in the order in which it happened. */
interface Replay {
    /** Comes first: where to count what is stored and settled, and how large a segment is. */
    void begin(SegmentLedger ledger, int segmentCapacity);

    void stored(long place, long movedFrom, long order, long storedAt, LogRecord.Terms terms, long[] queueIds);

    void settled(long queueId, long place);

    void returned(long queueId, long place, int attempts, int failures);

    void topology(TopologyRecord change);

    void snapshot(LogRecord.Snapshot names);

    void stopped();
}
