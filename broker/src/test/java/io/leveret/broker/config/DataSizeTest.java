package io.leveret.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "10b, 10",
        "10 KB, 10000",
        "1kib, 1024",
        "128MiB, 134217728",
        "1 GiB, 1073741824",
        "2TB, 2000000000000",
        "1TiB, 1099511627776"
    })
    void binaryUnitsCountIn1024sAndDecimalOnesIn1000s(String text, long bytes) {
        assertEquals(bytes, DataSize.parse(text).bytes());
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 1023, 1024, 1536, 131072, 134217728, 1L << 30, 1L << 40, (1L << 50) + 1, Long.MAX_VALUE / 8})
    void whatIsPrintedReadsBackWithoutLoss(long bytes) {
        var size = new DataSize(bytes);
        assertEquals(size, DataSize.parse(size.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1.5GiB", "12q", "1 KiB 2", "99999999999999999999"})
    void whatIsNoSizeIsRefusedWithWhatWouldDo(String text) {
        var e = assertThrows(IllegalArgumentException.class, () -> DataSize.parse(text));
        assertTrue(e.getMessage().startsWith("'" + text + "' is no size"), e.getMessage());
        assertTrue(e.getMessage().contains("128MiB"), e.getMessage());
    }

    @Test
    void aSizeThatOverflowsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> DataSize.parse("99999999999TiB"));
        assertThrows(IllegalArgumentException.class, () -> new DataSize(-1));
    }

    @Test
    void aMemoryShareIsAShareOfTheHeapOrASize() {
        assertEquals(400, MemoryShare.parse("40%").bytes(1000));
        assertEquals(1 << 20, MemoryShare.parse("1MiB").bytes(1000));
        assertEquals("40%", MemoryShare.parse(" 40 % ").toString());
        assertThrows(IllegalArgumentException.class, () -> MemoryShare.parse("x%"));
    }
}
