package io.leveret.jms.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.jms.wire.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URI says is read whole, and what is wrong in it is told by name. */
class FactoryOptionsTest {
    private static String refusal(String uri) {
        return assertThrows(IllegalArgumentException.class, () -> FactoryOptions.parse(uri), uri)
                .getMessage();
    }

    @Test
    void saidNothingMeansGuestOnThisMachine() {
        FactoryOptions options = FactoryOptions.parse(FactoryOptions.DEFAULT_URI);
        assertEquals(List.of(Endpoint.amqp("localhost", 5672)), options.endpoints());
        assertEquals("guest", options.user());
        assertEquals("guest", options.password());
        assertEquals("/", options.virtualHost());
        assertEquals("", options.clientId());
        assertEquals(Option.AUTO, options.prefetch());
        assertEquals(60, options.heartbeatSeconds());
        assertEquals(10, options.redelivery().limit());
        assertEquals("DLQ.", options.redelivery().deadLetterPrefix());
        assertTrue(options.createQueues());
        assertFalse(options.waitForAcknowledge());
        assertEquals(List.of(), options.serializableClasses());
        assertTrue(options.tls().verifyHost());
    }

    @Test
    void everyPartOfTheUriIsRead() {
        FactoryOptions options = FactoryOptions.parse(
                "amqps://me:p%40ss%2Fw%25@one:1,two,[::1]:3,[fe80::2]/my%2Fhost?clientID=a%20b&prefetch=0&heartbeat=5"
                        + "&connectTimeout=3s&callTimeout=1500&sendTimeout=none&closeTimeout=1m&deliveryLimit=none"
                        + "&deadLetterPrefix=dead.&redeliveryDelay=100ms&redeliveryMultiplier=2.5&redeliveryDelayMax=1h"
                        + "&createQueues=false&waitForAcknowledge=true&asyncSendLimit=7&connectionName=me%40here"
                        + "&serializableClasses=a.B,%20c.*,d.**&sharedLoop=true&trustStore=/t.p12&trustStorePassword=x"
                        + "&keyStore=/k.p12&keyStorePassword=y&verifyHost=false");
        assertEquals(
                List.of(
                        Endpoint.amqps("one", 1),
                        Endpoint.amqps("two", 5671),
                        Endpoint.amqps("::1", 3),
                        Endpoint.amqps("fe80::2", 5671)),
                options.endpoints());
        assertEquals("me", options.user());
        assertEquals("p@ss/w%", options.password());
        assertEquals("my/host", options.virtualHost());
        assertEquals("a b", options.clientId());
        assertEquals(0, options.prefetch());
        assertEquals(5, options.heartbeatSeconds());
        assertEquals(Duration.ofSeconds(3), options.connectTimeout());
        assertEquals(Duration.ofMillis(1500), options.callTimeout());
        assertEquals(Duration.ZERO, options.sendTimeout());
        assertEquals(Duration.ofMinutes(1), options.closeTimeout());
        assertEquals(
                new Redelivery(Option.UNLIMITED, "dead.", Duration.ofMillis(100), 2.5, Duration.ofHours(1)),
                options.redelivery());
        assertFalse(options.createQueues());
        assertTrue(options.waitForAcknowledge());
        assertEquals(7, options.asyncSendLimit());
        assertEquals("me@here", options.connectionName());
        assertEquals(List.of("a.B", "c.*", "d.**"), options.serializableClasses());
        assertTrue(options.sharedLoop());
        assertEquals("/t.p12", options.tls().trustStore());
        assertEquals("x", options.tls().trustStorePassword());
        assertEquals("/k.p12", options.tls().keyStore());
        assertEquals("y", options.tls().keyStorePassword());
        assertFalse(options.tls().verifyHost());
        assertEquals("a", options.wire("a", "b").user());
        assertEquals("my/host", options.wire("a", "b").virtualHost());
    }

    @ParameterizedTest
    @CsvSource({
        "vm://my%20broker, my broker, guest, /",
        "vm://a/v, a, guest, v",
        "vm://me:pw@a, a, me, /",
        "' amqp://h ', h, guest, /",
        "amqp://h/, h, guest, /",
        "amqp://h/%2f, h, guest, /",
        "amqp://me@h/v?, h, me, v"
    })
    void formsOfTheUri(String uri, String host, String user, String virtualHost) {
        FactoryOptions options = FactoryOptions.parse(uri);
        assertEquals(host, options.endpoints().get(0).host());
        assertEquals(user, options.user());
        assertEquals(virtualHost, options.virtualHost());
    }

    @Test
    void settingsCountForMoreThanTheUri() {
        FactoryOptions options = FactoryOptions.parse(
                "amqp://me:pw@h?clientID=a&prefetch=1", Map.of(Option.USER, "you", Option.CLIENT_ID, "b"));
        assertEquals("you", options.user());
        assertEquals("pw", options.password());
        assertEquals("b", options.clientId());
        assertEquals(1, options.prefetch());
    }

    @ParameterizedTest
    @CsvSource({
        "prefetch, -1",
        "prefetch, 65536",
        "prefetch, many",
        "heartbeat, 70000",
        "connectTimeout, 0",
        "connectTimeout, 25h",
        "callTimeout, 1d",
        "sendTimeout, 0",
        "closeTimeout, -1s",
        "deliveryLimit, 0",
        "redeliveryDelay, 1.5s",
        "redeliveryMultiplier, 0.5",
        "redeliveryMultiplier, NaN",
        "redeliveryDelayMax, x",
        "createQueues, yes",
        "waitForAcknowledge, TRUE",
        "asyncSendLimit, 0",
        "sharedLoop, 1",
        "verifyHost, ''",
        "'serializableClasses', 'a b'",
        "'serializableClasses', 'a.*.B'"
    })
    void aWrongValueIsToldWithTheOptionAndWhatIsAllowed(String option, String value) {
        String text = refusal("amqp://h?" + option + "=" + value.replace(" ", "%20"));
        assertTrue(text.contains("option " + option + "=" + value), text);
        assertTrue(text.contains(Option.named(option).allowed()), text);
        assertTrue(text.contains("default"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h:5672",
                "http://h",
                "amqp://",
                "amqp://h:0",
                "amqp://h:99999",
                "amqp://h:x",
                "amqp://h,,g",
                "amqp://::1",
                "amqp://[::1",
                "amqp://[::1]x",
                "vm://a,b",
                "vm://",
                "amqp://h?x",
                "amqp://h?=1",
                "amqp://h?prefetch=1&prefetch=2",
                "amqp://h?nosuch=1",
                "amqp://h/%zz",
                "amqp://u:p@h?user=x"
            })
    void aWrongUriIsToldInWords(String uri) {
        assertFalse(refusal(uri).isBlank());
    }

    @Test
    void anUnknownOptionNamesThoseThatThereAre() {
        String text = refusal("amqp://h?clientid=x");
        assertTrue(text.contains("did you mean clientID?"), text);
        for (Option option : Option.values()) {
            assertTrue(text.contains(option.key()), text);
        }
    }

    @ParameterizedTest
    @EnumSource(Option.class)
    void everyDefaultIsAllowed(Option option) {
        option.parse(option.preset());
        assertFalse(option.meaning().isBlank());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amqp://me:sEcret@h:x", "amqp://me:sEc?ret@h", "amqp://me:sEc/ret@h:x", "amqp://me:sEc%zz@h",
                "http://me:sEcret@h", "me:sEcret@h", "amqp://me:sEc:ret@h?prefetch=x", "amqp://me:5sEc?x@h"
            })
    void noPasswordIsEverShown(String uri) {
        assertFalse(refusal(uri).contains("sEc"), refusal(uri));
    }

    @Test
    void toStringHidesWhatIsSecret() {
        FactoryOptions options =
                FactoryOptions.parse("amqps://me:sEcret@h?trustStorePassword=sEcret&keyStorePassword=sEcret");
        assertFalse((options.toString() + options.tls() + options.wire("u", "sEcret")).contains("sEcret"));
    }
}
