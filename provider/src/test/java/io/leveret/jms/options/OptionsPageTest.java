package io.leveret.jms.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The options' table in docs/JMS.md says what the program says. {@code -Dtest.jvm.args=-Ddocs.write=true} writes it. */
class OptionsPageTest {
    @Test
    void thePageTellsEveryOptionAsTheProgramDoes() throws IOException {
        Path page = Path.of("..", "docs", "JMS.md");
        String text = Files.readString(page);
        int start = text.indexOf('\n', text.indexOf("<!-- options:")) + 1;
        int end = text.indexOf("<!-- end of options -->");
        assertTrue(start > 0 && end >= start, "the page has lost the marks between which the table stands");
        String expected = text.substring(0, start) + table() + text.substring(end);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(page, expected);
        }
        assertEquals(expected, Files.readString(page), "write it anew with -Dtest.jvm.args=-Ddocs.write=true");
    }

    private static String table() {
        StringBuilder text = new StringBuilder("\n| option | default | allowed | meaning |\n|---|---|---|---|\n");
        for (Option option : Option.values()) {
            String preset = option.isSecret() || option.preset().isEmpty() ? "" : "`" + option.preset() + "`";
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(option.key(), preset, code(option.allowed()), code(option.meaning())));
        }
        return text.append('\n').toString();
    }

    /** Stars and patterns are to be seen as they are. */
    private static String code(String text) {
        return text.replaceAll("(com\\.acme\\.\\*{1,2}|(?<= )\\*$)", "`$1`");
    }
}
