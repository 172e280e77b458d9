package io.leveret.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The settings' tables in docs/CONFIGURATION.md say what the program says. {@code -Dtest.jvm.args=-Ddocs.write=true} writes them. */
class ConfigurationPageTest {
    private static final String END = "<!-- end of settings -->";

    @Test
    void thePageTellsEverySettingAsTheProgramDoes() throws IOException {
        Path page = Path.of("..", "docs", "CONFIGURATION.md");
        String text = Files.readString(page);
        int start = text.indexOf('\n', text.indexOf("<!-- settings:")) + 1;
        int end = text.indexOf(END);
        assertTrue(start > 0 && end > start - 1, "the page has lost the marks between which the tables stand");
        String expected = text.substring(0, start) + tables() + text.substring(end);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(page, expected);
        }
        assertEquals(expected, Files.readString(page), "write it anew with -Dtest.jvm.args=-Ddocs.write=true");
    }

    private static String tables() {
        var text = new StringBuilder();
        for (Setting.Group group : Setting.Group.values()) {
            text.append("\n### ")
                    .append(group.heading())
                    .append("\n\n| setting | value | default | meaning |\n|---|---|---|---|\n");
            for (Setting s : group.settings()) {
                text.append("| `%s` | %s | `%s` | %s |\n"
                        .formatted(
                                s.settingName(),
                                s.placeholder(),
                                s.defaultText(),
                                s.meaning().replace("*", "`*`")));
            }
        }
        return text.append('\n').toString();
    }
}
