package io.leveret.broker.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.leveret.amqp.Binary;
import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.amqp.Unsigned;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeadersMatcherTest {
    static List<Arguments> rules() {
        return List.of(
                rule(Table.EMPTY, Table.EMPTY, true),
                rule(Table.of("x-match", "all"), Table.EMPTY, true),
                rule(Table.of("x-match", "all-with-x"), Table.EMPTY, true),
                rule(Table.of("x-match", "any"), Table.of("a", 1), false),
                rule(Table.of("x-match", "any-with-x"), Table.of("x-a", 1), false),
                rule(Table.of("a", 1, "b", 2), Table.of("b", 2, "c", 3, "a", 1), true),
                rule(Table.of("a", 1, "b", 2), Table.of("b", 2), false),
                rule(Table.of("x-match", "any", "a", 1, "b", 2), Table.of("b", 2), true),
                rule(Table.of("x-match", "any", "a", 1, "b", 2), Table.of("b", 3), false),
                rule(Table.of("x-match", "any", "x-a", 1), Table.of("x-a", 1), false),
                rule(Table.of("x-match", "all", "x-a", 1), Table.EMPTY, true),
                rule(Table.of("x-match", "all", "x-a", 1, "b", 1), Table.of("b", 1), true),
                rule(Table.of("x-match", "all-with-x", "x-a", 1), Table.EMPTY, false),
                rule(Table.of("x-match", "all-with-x", "x-a", 1), Table.of("x-a", 1), true),
                rule(Table.of("x-match", "any-with-x", "x-a", 1), Table.of("x-a", 1), true),
                rule(Table.of("x-match", "all", "X-a", 1), Table.EMPTY, false),
                rule(Table.of("x-match", "all", "x", 1), Table.EMPTY, false),
                rule(Table.of("x-match", "any", "a", Table.VOID), Table.of("a", 5), true),
                rule(Table.of("x-match", "any", "a", Table.VOID), Table.EMPTY, false),
                rule(Table.of("a", Table.VOID), Table.of("a", Table.VOID), true),
                rule(Table.of("a", 1), Table.of("a", Table.VOID), false));
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @MethodSource("rules")
    void saysHowManyOfTheHeadersMustMatch(Table binding, Table headers, boolean matches) {
        assertEquals(matches, matches(binding, headers));
    }

    /** Values of one row are the same, those of different rows are not; as seen on RabbitMQ 3.10. */
    private static final List<List<Object>> SAME = List.of(
            List.of(
                    (byte) 1,
                    (short) 1,
                    1,
                    1L,
                    new Unsigned('B', 1),
                    new Unsigned('L', 1),
                    1.0f,
                    1.0,
                    new Timestamp(1)),
            List.of(-1, -1L, (byte) -1, -1.0),
            List.of(new Unsigned('L', -1)),
            List.of(0.5f, 0.5),
            List.of(Double.NaN),
            List.of(Double.POSITIVE_INFINITY),
            List.of(9_007_199_254_740_993L),
            List.of(9_007_199_254_740_992L, 9_007_199_254_740_992.0),
            List.of("1", new Binary(new byte[] {'1'})),
            List.of(new BigDecimal("1")),
            List.of(new BigDecimal("1.0")),
            List.of(true),
            List.of("true"),
            List.of(List.of(1)),
            List.of(List.of(1L)),
            List.of(Table.of("k", 1)),
            List.of(Table.of("k", 1L)));

    @Test
    void comparesNumbersByValueAndTheRestByTypeToo() {
        for (List<Object> row : SAME) {
            for (Object asked : row) {
                for (List<Object> otherRow : SAME) {
                    for (Object there : otherRow) {
                        assertEquals(
                                row == otherRow,
                                matches(Table.of("v", asked), Table.of("v", there)),
                                () -> FieldValues.typeName(asked) + " " + asked + " and " + FieldValues.typeName(there)
                                        + " " + there);
                    }
                }
            }
        }
    }

    static List<Arguments> refused() {
        return List.of(
                Arguments.of(
                        "some",
                        "Invalid x-match field value <<\"some\">>; expected all, any, all-with-x, or any-with-x"),
                Arguments.of("", "Invalid x-match field value <<>>; expected all, any, all-with-x, or any-with-x"),
                Arguments.of(1, "Invalid x-match field type signedint (value 1); expected longstr"),
                Arguments.of(1L, "Invalid x-match field type long (value 1); expected longstr"),
                Arguments.of(2.5, "Invalid x-match field type double (value 2.5); expected longstr"),
                Arguments.of(true, "Invalid x-match field type bool (value true); expected longstr"),
                Arguments.of(Table.VOID, "Invalid x-match field type void (value undefined); expected longstr"),
                Arguments.of(List.of(), "Invalid x-match field type array (value []); expected longstr"));
    }

    @ParameterizedTest(name = "x-match {0}")
    @MethodSource("refused")
    void refusesAnXMatchItDoesNotKnow(Object how, String says) {
        var error = assertThrows(
                ChannelError.class, () -> new HeadersMatcher<String>().check("", Table.of("x-match", how)));
        assertEquals("PRECONDITION_FAILED - " + says, error.text());
    }

    @Test
    void removesTheBindingOfTheseArgumentsAlone() {
        HeadersMatcher<String> matcher = new HeadersMatcher<>();
        matcher.add("", Table.of("a", 1), "q");
        matcher.add("k", Table.of("a", 1), "q");
        matcher.add("", Table.of("x-match", "any", "a", 1), "q");
        matcher.remove("", Table.of("a", 2), "q");
        matcher.remove("", Table.of("x-match", "no such thing"), "q");
        assertEquals(3, find(matcher, Table.of("a", 1)).size());
        matcher.remove("", Table.of("a", 1), "q");
        assertEquals(2, find(matcher, Table.of("a", 1)).size());
    }

    private static Arguments rule(Table binding, Table headers, boolean matches) {
        return Arguments.of(binding, headers, matches);
    }

    private static boolean matches(Table binding, Table headers) {
        HeadersMatcher<String> matcher = new HeadersMatcher<>();
        matcher.check("", binding);
        matcher.add("", binding, "q");
        return !find(matcher, headers).isEmpty();
    }

    private static List<String> find(Matcher<String> matcher, Table headers) {
        List<String> found = new ArrayList<>();
        matcher.match("", Properties.EMPTY.toBuilder().headers(headers).build(), found::add);
        return found;
    }
}
