package io.leveret.amqp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Property(tries = 20_000)
    void noByteIsLost(@ForAll byte @Size(max = 40) [] bytes) {
        assertArrayEquals(bytes, Utf8.encode(Utf8.decode(bytes)));
    }

    @Property(tries = 2_000)
    void bytesAmongRealTextAreNotLostEither(@ForAll byte @Size(max = 4) [] noise, @ForAll boolean first) {
        byte[] text = "é€\ufffd🐇".getBytes(StandardCharsets.UTF_8);
        byte[] both = new byte[text.length + noise.length];
        System.arraycopy(text, 0, both, first ? 0 : noise.length, text.length);
        System.arraycopy(noise, 0, both, first ? text.length : 0, noise.length);
        assertArrayEquals(both, Utf8.encode(Utf8.decode(both)));
    }

    @Test
    void realTextIsItself() {
        for (String text : new String[] {"", "plain", "é", "€", "🐇", "a\ufffdb"}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertEquals(text, Utf8.decode(bytes));
            assertArrayEquals(bytes, Utf8.encode(text));
            assertTrue(Utf8.isValid(Utf8.decode(bytes)));
        }
        assertFalse(Utf8.isValid(Utf8.decode(new byte[] {(byte) 0xff})));
    }

    @Property(tries = 2_000)
    void plainAsciiIsPutDown(@ForAll @AlphaChars @StringLength(max = 40) String text) {
        asciiIsPutDownAsItIsAndOtherTextIsRefused(text);
    }

    @Property(tries = 2_000)
    void asciiIsPutDownAsItIsAndOtherTextIsRefused(@ForAll @StringLength(max = 40) String text) {
        var out = Unpooled.buffer(64);
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        assertEquals(ascii, Utf8.putAscii(out, 3, text));
        if (ascii) {
            assertEquals(text, Utf8.read(out, 3, text.length()));
        }
    }
}
