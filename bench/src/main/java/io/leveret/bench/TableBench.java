package io.leveret.bench;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.concurrent.TimeUnit;
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

/** Field tables: what it costs to check one, to read it, to write it, and to look for one header without reading it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TableBench {
    @Param({"2", "8", "32"})
    int entries;

    private Table table;
    private byte[] bytes;
    private byte[] raw;
    private Properties unread;
    private String lastName;

    @Setup
    public void setUp() {
        Table.Builder builder = Table.builder();
        for (int i = 0; i < entries; i++) {
            lastName = "x-header-" + i;
            builder.put(lastName, i % 2 == 0 ? "a value" : (Object) (long) i);
        }
        table = builder.build();
        bytes = table.toEntries();
        unread = Properties.builder().headers(table).build();
        raw = unread.raw();
    }

    @Benchmark
    public Properties check() {
        return Properties.of(raw);
    }

    @Benchmark
    public Table read() {
        return Table.ofEntries(bytes);
    }

    @Benchmark
    public byte[] write() {
        return table.toEntries();
    }

    @Benchmark
    public Object getFromTable() {
        return table.get(lastName);
    }

    @Benchmark
    public Object findInBytes() {
        return unread.header(lastName);
    }

    @Benchmark
    public Object missInBytes() {
        return unread.header("CC");
    }
}
