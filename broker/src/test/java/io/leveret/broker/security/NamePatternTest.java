package io.leveret.broker.security;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {
    @ParameterizedTest
    @CsvSource(
            value = {
                "foo ~ xfoox ~ true",
                "^foo$ ~ xfoox ~ false",
                "^foo$ ~ foo ~ true",
                "'' ~ a ~ false",
                "'' ~ '' ~ true",
                ".* ~ anything ~ true",
                "^$ ~ a ~ false",
                "^(amq\\.gen.*|amq\\.default)$ ~ amq.default ~ true",
                "^(amq\\.gen.*|amq\\.default)$ ~ amq.topic ~ false",
                // What Java alone would refuse or misread.
                "^{client_id}-.*$ ~ {client_id}-7 ~ true",
                "^a{2,3}$ ~ aaa ~ true",
                "^a{2,3}$ ~ a{2,3} ~ false",
                "^a{,3}$ ~ a{,3} ~ true",
                "^[[:alpha:]]+$ ~ abc ~ true",
                "^[[:alpha:]]+$ ~ ab: ~ false",
                "^[[:^alpha:]_]+$ ~ 12_ ~ true",
                "^[[:word:]]+$ ~ a_1 ~ true",
                "^[[a]+$ ~ [a ~ true",
                "^[]a]+$ ~ ]a ~ true",
                "^[^]a]+$ ~ bc ~ true",
                "^[^]a]+$ ~ b] ~ false",
                "^[a&&b]+$ ~ a&b ~ true",
                "^[{}]+$ ~ {} ~ true",
                "^\\p{Upper}+$ ~ ABC ~ true",
                "^\\Q[[:alpha:]]{\\E$ ~ [[:alpha:]]{ ~ true",
                "^\\[a\\]$ ~ [a] ~ true",
                "^[\\]]$ ~ ] ~ true"
            },
            delimiter = '~',
            quoteCharacter = '\'')
    void meansWhatItMeansToRabbitMq(String regex, String name, boolean expected) {
        assertEquals(expected, NamePattern.of(regex).matches(name));
    }

    @Test
    void onlyALineFeedEndsALine() {
        assertTrue(NamePattern.of("^a.b$").matches("a\rb"));
        assertFalse(NamePattern.of("^a.b$").matches("a\nb"));
    }

    @Test
    void aMistakeIsToldWithItsPlaceAndAWayOut() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> NamePattern.check("the write permission of user 'u'", "a("));
        assertTrue(
                refused.getMessage().startsWith("the write permission of user 'u' is 'a(', which is not"),
                refused.getMessage());
        assertTrue(refused.getMessage().contains("'' for none"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> NamePattern.check("x", "[a"));
        assertThrows(IllegalArgumentException.class, () -> NamePattern.check("x", "*"));
        assertThrows(IllegalArgumentException.class, () -> NamePattern.check("x", "a\\"));
    }

    @Test
    void anExpressionThatWouldTakeHoursIsANo() {
        String hostile = "a".repeat(250) + "!";
        var pattern = NamePattern.of("^(a+)+$");
        assertFalse(pattern.matches(hostile));
        assertFalse(pattern.matches(hostile));
        assertTrue(pattern.matches("aaa"), "one that gave up goes on to answer others");
        assertFalse(NamePattern.of("(.*a){20}b").matches(hostile));
    }

    @Test
    void aCostlyButHonestExpressionGetsItsAnswer() {
        assertFalse(NamePattern.of(".*foo.*bar").matches("fo".repeat(127)));
        assertTrue(NamePattern.of(".*foo.*bar.*").matches("x".repeat(100) + "foo" + "y".repeat(100) + "bar"));
    }

    @Test
    void aQuotedNameMatchesItselfAlone() {
        for (String name : new String[] {".*", "\\E.*\\Q", "a-b_c", "[x]", "{vhost}", "ü&&|^$", "\n"}) {
            assertTrue(NamePattern.of("^" + NamePattern.quote(name) + "$").matches(name), name);
            assertFalse(NamePattern.of("^" + NamePattern.quote(name) + "$").matches("other"), name);
        }
        assertTrue(NamePattern.of("^[" + NamePattern.quote("]^-") + "]+$").matches("]^-"));
        assertFalse(NamePattern.of("^[" + NamePattern.quote("a-c") + "]+$").matches("b"));
    }

    @Test
    void whateverIsWrittenIsAPatternOrAClearRefusal() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        String signs = "ab[]^{}()\\.*+?|$&:-,1QEpx<>=!";
        for (int i = 0; i < 20_000; i++) {
            var regex = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                regex.append(signs.charAt(random.nextInt(signs.length())));
            }
            assertDoesNotThrow(
                    () -> {
                        try {
                            NamePattern.check("it", regex.toString());
                        } catch (IllegalArgumentException e) {
                            return;
                        }
                        NamePattern.of(regex.toString()).matches("ab[^{a}b");
                    },
                    () -> "'" + regex + "', seed " + seed);
        }
    }
}
