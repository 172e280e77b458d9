package io.leveret.broker.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.amqp.Properties;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Random selectors over random messages, judged by the compiled selector and by a second evaluator that is slow and plain. */
class RandomSelectorsTest {
    private static final int ROUNDS = 20_000;

    @Test
    void theCompiledSelectorAgreesWithANaiveEvaluator() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("random selectors: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Naive.Node node = RandomSelectors.condition(random, 4);
            Selector selector = Selector.parse(node.text());
            // Registers are used again: one selector judges several messages.
            for (int i = 0; i < 5; i++) {
                Map<String, Object> message = RandomSelectors.message(random);
                Properties properties = RandomSelectors.properties(message);
                String what = "seed " + seed + ": " + node.text() + " of " + message;
                assertEquals(Boolean.TRUE.equals(node.evaluate(message)), selector.matches(properties), what);
            }
        }
    }

    @Test
    void whateverIsTypedGetsAnAnswer() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("random texts: seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text =
                    new StringBuilder(RandomSelectors.condition(random, 3).text());
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                int at = random.nextInt(text.length() + 1);
                switch (random.nextInt(3)) {
                    case 0 -> text.insert(at, (char) random.nextInt(0x250));
                    case 1 -> text.setLength(Math.max(1, at));
                    default ->
                        text.insert(
                                at, " " + RandomSelectors.condition(random, 1).text() + " ");
                }
            }
            try {
                Selector.parse(text.toString()).matches(Properties.EMPTY);
            } catch (io.leveret.amqp.ChannelError refused) {
                if (!refused.text().startsWith("PRECONDITION_FAILED - invalid selector")) {
                    throw new AssertionError("seed " + seed + ": " + text, refused);
                }
            }
        }
    }
}
