package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AmqpErrorTest {

    @Test
    void theTextBeginsWithTheNameOfTheCode() {
        ChannelError e = ChannelError.notFound("no queue '%s' in vhost '%s'", "q", "/");
        assertEquals("NOT_FOUND - no queue 'q' in vhost '/'", e.text());
        assertEquals(404, e.code().code());
        assertEquals("404 NOT_FOUND - no queue 'q' in vhost '/' 0/0", Recorder.show(e));
        assertEquals(0, e.getStackTrace().length);
    }

    @Test
    void itNamesTheMethodThatOffended() {
        ConnectionError e = ConnectionError.notAllowed("no").offendedBy(new QueueMethod.PurgeOk(1));
        assertEquals("530 NOT_ALLOWED - no 50/31", Recorder.show(e));
    }

    @Test
    void aTextWithoutArgumentsIsTakenLiterally() {
        assertEquals(
                "CONNECTION_FORCED - 100% %s", ConnectionError.forced("100% %s").text());
    }

    @Test
    void aTextFitsAShortStringAndIsCutBetweenCharacters() {
        for (String letter : new String[] {"x", "é", "€", "🐇"}) {
            for (int length = 50; length < 300; length++) {
                String all = letter.repeat(length);
                String text = ChannelError.notFound("%s", all).text();
                int bytes = text.getBytes(StandardCharsets.UTF_8).length;
                if (text.endsWith("...")) {
                    assertTrue(bytes <= 255 && bytes > 255 - 4, () -> bytes + " bytes");
                    assertTrue(("NOT_FOUND - " + all).startsWith(text.substring(0, text.length() - 3)));
                } else {
                    assertEquals("NOT_FOUND - " + all, text);
                    assertTrue(bytes <= 255);
                }
            }
        }
    }

    @Test
    void codesAreKnownByTheirNumber() {
        for (ReplyCode code : ReplyCode.values()) {
            assertEquals(Optional.of(code), ReplyCode.of(code.code()));
        }
        assertEquals(Optional.empty(), ReplyCode.of(999));
    }
}
