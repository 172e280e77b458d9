package io.leveret.bench.stress;

import java.util.List;

/** One thing that must not disturb a broker. */
interface Scenario {
    List<Scenario> ALL = List.of(
            new Stalled(),
            new Flood(),
            new IdleQueues(),
            new LongTurns(),
            new VirtualHostStall(),
            new ManyConnections(),
            new FullDisk(),
            new Waiting(),
            new Rubbish());

    String name();

    /** What is done to the broker, in a sentence. */
    String meaning();

    void run(Report report) throws Exception;
}
