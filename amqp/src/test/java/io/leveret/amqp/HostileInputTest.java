package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** A network cuts where it likes, and a stranger sends what he likes. */
class HostileInputTest {

    private static FrameReader reader() {
        return new FrameReader(4096, 150);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void whereTheInputIsCutMakesNoDifference(@ForAll long seed) {
        byte[] input = new RandomProtocol(new Random(seed)).conversation(6);
        List<String> whole = Recorder.feed(reader(), input);
        assertTrue(whole.stream().noneMatch(e -> e.startsWith("ConnectionError")), () -> "a valid input: " + whole);
        sameAtEveryCut(whole, input);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void whereADamagedInputIsCutMakesNoDifferenceEither(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] input = new RandomProtocol(random).conversation(2);
        input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
        List<String> whole = Recorder.feed(reader(), input);
        assertTrue(whole.stream().filter(e -> e.startsWith("ConnectionError")).count() <= 1, whole::toString);
        sameAtEveryCut(whole, input);
    }

    private static void sameAtEveryCut(List<String> whole, byte[] input) {
        for (int cut = 0; cut <= input.length; cut++) {
            assertEquals(whole, Recorder.feed(reader(), input, cut), "cut at " + cut);
        }
        int[] everyByte = IntStream.range(0, input.length).toArray();
        assertEquals(whole, Recorder.feed(reader(), input, everyByte), "byte by byte");
    }

    @Property(tries = 200)
    void noiseGivesAtMostOneError(@ForAll byte[] noise) {
        List<String> events = Recorder.feed(reader(), noise);
        assertTrue(events.size() <= 1, events::toString);
    }

    /** A small share of what FuzzFrames can do, with other inputs each time. */
    @Test
    void damagedConversationsGiveFramesOrOneProperError() {
        long seed = System.nanoTime();
        FuzzFrames fuzz = new FuzzFrames(seed);
        fuzz.run(Long.getLong("leveret.fuzz.inputs", 50_000));
        System.out.println(fuzz);
    }
}
