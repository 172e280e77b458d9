package io.leveret.bench;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.broker.topology.TopicMatcher;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One topic message on its way through the bindings of an exchange. The keys change from message to message, as they do between
 * channels; they are strings that were seen before, as the frame reader's cache hands them on.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TopicTrieBench {
    private static final int KEYS = 1024;

    /** What is bound. */
    public enum Bindings {
        /** A queue for each key, as topics of one subscriber each are. */
        EXACT {
            @Override
            String pattern(int i) {
                return "prices.eur." + i;
            }
        },
        /** A star in the middle, and a hash at the end. */
        WILD {
            @Override
            String pattern(int i) {
                return i % 2 == 0 ? "prices.*." + i : "prices.eur." + i + ".#";
            }
        },
        /** Hashes in front: every word of the key may be the one. */
        HASHES {
            @Override
            String pattern(int i) {
                return "#." + i + ".#";
            }
        };

        abstract String pattern(int i);
    }

    @Param
    private Bindings bindings;

    @Param({"100", "100000"})
    private int count;

    private final TopicMatcher<Object> matcher = new TopicMatcher<>();
    private final String[] keys = new String[KEYS];
    private int next;
    private Consumer<Object> found;

    @Setup
    public void bind(Blackhole hole) {
        found = hole::consume;
        for (int i = 0; i < count; i++) {
            matcher.add(bindings.pattern(i), Table.EMPTY, new Object());
        }
        for (int i = 0; i < KEYS; i++) {
            // Half of them find something.
            keys[i] = "prices.eur." + (i % 2 == 0 ? i * 7919L % count : -i);
        }
    }

    @Benchmark
    public void match() {
        matcher.match(keys[next++ & KEYS - 1], Properties.EMPTY, found);
    }
}
