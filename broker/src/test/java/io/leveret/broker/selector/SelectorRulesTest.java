package io.leveret.broker.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a selector may say, what it must not, and what it selects. */
class SelectorRulesTest {
    private static final Properties MESSAGE = Properties.builder()
            .headers(Table.of(
                    "b",
                    true,
                    "n",
                    5,
                    "d",
                    2.5,
                    "f",
                    1.1f,
                    "s",
                    "text",
                    "least",
                    Long.MIN_VALUE,
                    "most",
                    Long.MAX_VALUE,
                    "decimal",
                    new BigDecimal("1"),
                    "time",
                    new Timestamp(1),
                    "nothing",
                    Table.VOID,
                    "list",
                    List.of(1),
                    "$a",
                    1,
                    "_a",
                    2,
                    "A",
                    3))
            .deliveryMode(2)
            .priority(7)
            .messageId("ID:1")
            .timestamp(12)
            .correlationId("c")
            .type("t")
            .build();

    private static void selects(String selector) {
        assertTrue(Selector.parse(selector).matches(MESSAGE), selector);
    }

    private static void rejects(String selector) {
        assertFalse(Selector.parse(selector).matches(MESSAGE), selector);
    }

    /** Neither it nor its opposite. */
    private static void unknown(String selector) {
        rejects(selector);
        rejects("NOT (" + selector + ")");
    }

    private static String refusal(String selector) {
        String text = assertThrows(ChannelError.class, () -> Selector.parse(selector), selector)
                .text();
        assertTrue(text.startsWith("PRECONDITION_FAILED - invalid selector"), text);
        return text.substring("PRECONDITION_FAILED - invalid selector, ".length());
    }

    @Nested
    class Refused {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "n > 'foo'",
                    "'foo' <= TRUE",
                    "b >= FALSE",
                    "n = 1 <> 'a'",
                    "'a' = 1",
                    "TRUE <> 'TRUE'",
                    "n BETWEEN 'a' AND 'b'",
                    "n BETWEEN 1 AND 'b'",
                    "'a' BETWEEN 1 AND 2",
                    "s IN (1, 2)",
                    "s IN ('a', 2)",
                    "s IN ()",
                    "s IN 'a'",
                    "5 IN ('a')",
                    "s IN (n)",
                    "s LIKE 5",
                    "s LIKE n",
                    "'a' LIKE 'a'",
                    "s LIKE 'a' ESCAPE 'ab'",
                    "s LIKE 'a' ESCAPE ''",
                    "s LIKE 'a!' ESCAPE '!'",
                    "s LIKE 'a' ESCAPE 5",
                    "5",
                    "'a'",
                    "n + 1",
                    "-n",
                    "NOT 5",
                    "n = 1 AND 'a'",
                    "5 OR b",
                    "(5)",
                    "n + 'a' = 1",
                    "-'a' = 1",
                    "TRUE * 2 = 2",
                    "(n = 5) + 1 = 2",
                    "+TRUE",
                    "5 IS NULL",
                    "n IS",
                    "n IS NOT",
                    "n IS 5",
                    "n = NULL",
                    "NULL",
                    "NULL IS NULL"
                })
        void whatHasTheWrongType(String selector) {
            refusal(selector);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "AND = 1",
                    "or = 1",
                    "Not = 1",
                    "between > 2",
                    "like = 'a'",
                    "in = 'a'",
                    "is IS NULL",
                    "escape = 1",
                    "null = 1",
                    "true IS NULL",
                    "FALSE LIKE 'a'"
                })
        void reservedWordsAsIdentifiersInAnyCase(String selector) {
            refusal(selector);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "n =",
                    "= 5",
                    "n == 5",
                    "n != 5",
                    "n = 5 5",
                    "n 5",
                    "(n = 5",
                    "n = 5)",
                    "()",
                    "n = 5 AND",
                    "OR n = 5",
                    "n NOT = 5",
                    "n NOT 5",
                    "n = 'open",
                    "n = \"5\"",
                    "n # 5",
                    "n = 5;",
                    "a.b = 5",
                    "a-b",
                    "1a = 1",
                    "n BETWEEN 1",
                    "n BETWEEN 1 OR 2",
                    "n < 5 < 6",
                    "s LIKE",
                    "s IN ('a'",
                    "n = 1 n = 2",
                    "x\u0000 = 1"
                })
        void whatIsNoSentence(String selector) {
            refusal(selector);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "n = 9223372036854775808",
                    "n = -9223372036854775809",
                    "n = 0x1_0000_0000_0000_0000_0",
                    "n = 089",
                    "n = 0x",
                    "n = 0b2",
                    "n = 1e",
                    "n = 1e400",
                    "n = 1.5L",
                    "n = 1__",
                    "n = _1 + 1_",
                    "n = 1.2.3",
                    "n = 5x",
                    "n = 0x1.8"
                })
        void whatIsNoNumber(String selector) {
            refusal(selector);
        }

        @ParameterizedTest
        @ValueSource(strings = {"JMSDestination", "JMSReplyTo", "JMSExpiration", "JMSRedelivered", "JMSDeliveryTime"})
        void headerFieldsThatSelectorsMayNotName(String field) {
            assertTrue(refusal("n = 5 AND " + field + " IS NULL").startsWith("at character 11: "));
        }

        @Test
        void withThePlaceAndWhatWasExpectedThere() {
            assertEquals("at character 9: > needs numbers, this is a string", refusal("price > 'foo'"));
            assertEquals("at character 5: expected a property, a literal or '(', found the end", refusal("n = "));
            assertEquals("at character 7: expected AND, OR or the end, found 'n'", refusal("n = 5 n = 6"));
            assertEquals("at character 7: expected a string, found '1'", refusal("s IN (1)"));
            assertEquals("at character 5: the string that begins here has no closing quote", refusal("s = 'abc"));
            assertEquals(
                    "at character 1: expected a property, a literal or '(', found the reserved word AND",
                    refusal("AND = 1"));
        }
    }

    @Nested
    class Literals {
        @Test
        void reachTheLimitsOfLong() {
            selects("least = -9223372036854775808");
            selects("least = -9223372036854775808L");
            selects("least = - 9223372036854775808l");
            selects("most = 9223372036854775807L");
            selects("most = 0x7fffffffffffffff");
            selects("most = 0777777777777777777777");
            selects("most <> 9223372036854775806");
        }

        @Test
        void areJavas() {
            selects("n = 0x5 AND n = 05 AND n = 0b101 AND n = 5L AND n = 0X5L AND n = 0_5");
            selects("0x1F = 31 AND 017 = 15 AND 1_000 = 1000 AND 0 = 00");
            selects("7000. = 7000 AND .7e4 = 7000 AND 7E+3 = 7000 AND 7e3 = 7000.0 AND 70000E-1 = 7000");
            selects("-57.9E3 = -57900 AND +6.2 = 6.20 AND 1d = 1 AND 2.5D = d AND 09.5 = 9.5 AND 0x1.8p1 = 3");
            selects("f = 1.1f AND f <> 1.1");
        }

        @Test
        void quotesInStringsAreDoubled() {
            Properties message = Properties.builder()
                    .headers(Table.of("s", "it's", "q", "'"))
                    .build();
            assertTrue(Selector.parse("s = 'it''s' AND q = ''''").matches(message));
            selects("'' = '' AND 'a' <> 'A'");
        }
    }

    @Nested
    class Identifiers {
        @Test
        void areJavasAndCaseSensitive() {
            selects("$a = 1 AND _a = 2 AND A = 3 AND a IS NULL");
        }

        @Test
        void mayHaveLettersOfAnyLanguage() {
            Properties message = Properties.builder()
                    .headers(Table.of("größe", 4, "名前", "x"))
                    .build();
            assertTrue(Selector.parse("größe = 4 AND 名前 = 'x'").matches(message));
        }

        @Test
        void keywordsAreNot() {
            selects("n BeTween 4 aNd 6 anD s lIKE 't%' And s In ('text') aND b = True oR q iS noT nuLL");
        }

        @Test
        void standApartByAnyWhitespace() {
            selects("\t\n\f\r n\t=\n5\fAND\r\nb ");
            selects("(n)=(5)AND(b)");
        }

        @Test
        void headerFieldsAreThoseOfTheMessage() {
            selects("JMSDeliveryMode = 'PERSISTENT' AND JMSPriority = 7 AND JMSMessageID = 'ID:1'");
            selects("JMSTimestamp = 12000 AND JMSCorrelationID = 'c' AND JMSType = 't'");
        }

        @Test
        void headerFieldsThatAreNotThereHaveTheirDefaultOrAreNull() {
            for (String each : List.of(
                    "JMSDeliveryMode = 'NON_PERSISTENT'",
                    "JMSPriority = 4",
                    "JMSMessageID IS NULL",
                    "JMSTimestamp IS NULL",
                    "JMSCorrelationID IS NULL",
                    "JMSType IS NULL")) {
                assertTrue(Selector.parse(each).matches(Properties.EMPTY), each);
            }
        }

        @Test
        void aTimestampInMillisecondsGoesBeforeOneInSeconds() {
            Properties message = Properties.builder()
                    .headers(Table.of("JMSTimestamp", 12_345L))
                    .timestamp(12)
                    .build();
            assertTrue(Selector.parse("JMSTimestamp = 12345").matches(message));
        }

        @Test
        void typesThatJakartaMessagingDoesNotKnowAreNull() {
            selects("decimal IS NULL AND time IS NULL AND nothing IS NULL AND list IS NULL");
        }
    }

    @Nested
    class Logic {
        @Test
        void isThreeValued() {
            unknown("q");
            unknown("q = 1");
            unknown("q <> 1");
            unknown("q > 1");
            unknown("q IN ('a')");
            unknown("q NOT IN ('a')");
            unknown("q LIKE 'a'");
            unknown("q NOT LIKE 'a'");
            unknown("q BETWEEN 1 AND 2");
            unknown("q + 1 = 2");
            unknown("q AND b");
            unknown("q OR q");
            selects("q OR b");
            selects("NOT (q AND b <> TRUE)");
            selects("NOT (n BETWEEN q AND 3)");
        }

        @Test
        void aBooleanPropertyIsACondition() {
            selects("b");
            selects("NOT (NOT b)");
            unknown("s");
            unknown("n");
            selects("b = TRUE AND b <> FALSE AND (n = 5) = b");
        }

        @Test
        void notBindsStrongerThanAndAndAndStrongerThanOr() {
            selects("NOT n = 6 AND b");
            selects("b OR b AND n = 6");
            selects("n = 6 AND n = 6 OR b");
            rejects("(b OR b) AND n = 6");
            rejects("NOT (n = 6 OR b)");
        }

        @Test
        void valuesOfDifferentTypesAreNotConverted() {
            rejects("n = '5'");
            rejects("n <> '5'");
            rejects("s = 5");
            rejects("s > 5");
            rejects("b = 'true'");
            rejects("n IN ('5')");
            rejects("n LIKE '5'");
            selects("n = 5.0 AND d > n - 3");
        }

        @Test
        void arithmeticHasItsOrderAndItsSigns() {
            selects("n + 2 * 3 = 11 AND (n + 2) * 3 = 21 AND n - 1 - 1 = 3 AND 7 / 2 = 3 AND 7 / 2.0 = 3.5");
            selects("-n = -5 AND - -n = 5 AND +n = 5 AND -(n + 1) = -6 AND n * -1 = -5");
            unknown("n / 0 = 1");
            unknown("-s = 1");
            unknown("s + 1 = 1");
        }

        @Test
        void betweenIncludesItsBounds() {
            selects("n BETWEEN 5 AND 6 AND n BETWEEN 4 AND 5 AND n NOT BETWEEN 6 AND 7 AND n BETWEEN d AND d * 2");
        }

        @Test
        void likeKnowsOneManyAndEscape() {
            Properties message = Properties.builder()
                    .headers(Table.of("s", "10% of_it", "e", "", "u", "ä𝄞z", "n", "a\nb"))
                    .build();
            for (String each : List.of(
                    "s LIKE '10!%%' ESCAPE '!'",
                    "s LIKE '%of\\_it' ESCAPE '\\'",
                    "s LIKE '%'",
                    "s LIKE '1________'",
                    "s LIKE '%0%0%' OR s LIKE '%1%f%t'",
                    "e LIKE ''",
                    "e LIKE '%%'",
                    "e NOT LIKE '_'",
                    "u LIKE '___'",
                    "u LIKE 'ä%z'",
                    "u LIKE '_𝄞_'",
                    "n LIKE 'a_b'",
                    "s NOT LIKE '10'",
                    "s LIKE '10x% of_it' ESCAPE 'x'")) {
                assertTrue(Selector.parse(each).matches(message), each);
            }
        }

        @Test
        void nothingIsNone() {
            assertTrue(Stream.of("", " ", "\t\n").allMatch(Selector::isNone));
        }
    }

    static List<String> hostile() {
        return List.of(
                "(".repeat(60_000),
                "NOT ".repeat(15_000) + "b",
                "n = " + "-".repeat(60_000) + "1",
                "n = 1" + " + 1".repeat(15_000),
                "(".repeat(150) + "n" + (" + 1".repeat(150) + ")").repeat(150) + " = 1",
                "n = 1" + " OR n = 1".repeat(10_000),
                "s LIKE '" + "%a".repeat(600) + "'",
                "'".repeat(60_001),
                "n = " + "9".repeat(60_000));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void hostileTextsAreRefused(String selector) {
        assertTimeout(Duration.ofSeconds(2), () -> refusal(selector));
    }

    @Test
    void longOnesAreNot() {
        StringBuilder members = new StringBuilder("s IN ('text'");
        for (int i = 0; i < 5_000; i++) members.append(",'").append(i).append('\'');
        selects(members.append(") AND b").toString());
        selects("n = 5" + " OR n = 6".repeat(7_000));
        selects("(".repeat(Parser.MAX_DEPTH) + "b" + ")".repeat(Parser.MAX_DEPTH));
        selects("n" + " + 1".repeat(Parser.MAX_CALCULATIONS) + " = " + (5 + Parser.MAX_CALCULATIONS));
    }

    @Test
    void noPatternTakesLongForAnyText() {
        Properties message =
                Properties.builder().headers(Table.of("s", "a".repeat(100_000))).build();
        Selector selector =
                Selector.parse("s LIKE '" + "%a".repeat(250) + "%b' OR s LIKE '%" + "a".repeat(500) + "b%'");
        assertTimeout(Duration.ofSeconds(2), () -> assertFalse(selector.matches(message)));
    }
}
