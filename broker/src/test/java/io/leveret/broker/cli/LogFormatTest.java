package io.leveret.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogFormatTest {

    @Test
    void oneLineForEachEventWhateverAClientSentAndNoneToStdout() throws JoranException {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        var appender = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
        assertEquals("System.err", appender.getTarget());
        assertEquals(Level.WARN, context.getLogger("io.netty.channel").getEffectiveLevel());
        Logger logger = context.getLogger("io.leveret.broker.session.Connection");
        var event = new LoggingEvent("", logger, Level.INFO, "no queue '{}'", null, new Object[] {"a\r\nERROR b"});
        String line = new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
        assertTrue(
                line.matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO  Connection - no queue 'a  ERROR b'\n"),
                line);
        context.stop();
    }
}
