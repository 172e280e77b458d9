package io.leveret.jms.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each exception has its twin, which says the same. */
class UncheckedTest {
    @ParameterizedTest
    @CsvSource({
        "IllegalStateException, IllegalStateRuntimeException",
        "InvalidClientIDException, InvalidClientIDRuntimeException",
        "InvalidDestinationException, InvalidDestinationRuntimeException",
        "InvalidSelectorException, InvalidSelectorRuntimeException",
        "JMSException, JMSRuntimeException",
        "JMSSecurityException, JMSSecurityRuntimeException",
        "MessageEOFException, JMSRuntimeException",
        "MessageFormatException, MessageFormatRuntimeException",
        "MessageNotReadableException, JMSRuntimeException",
        "MessageNotWriteableException, MessageNotWriteableRuntimeException",
        "ResourceAllocationException, ResourceAllocationRuntimeException",
        "TransactionInProgressException, TransactionInProgressRuntimeException",
        "TransactionRolledBackException, TransactionRolledBackRuntimeException"
    })
    void theTwinSaysTheSame(String checked, String unchecked) throws Exception {
        JMSException given = (JMSException) Class.forName("jakarta.jms." + checked)
                .getConstructor(String.class, String.class)
                .newInstance("text", "code");
        JMSRuntimeException twin = Unchecked.of(given);
        assertEquals("jakarta.jms." + unchecked, twin.getClass().getName());
        assertEquals("text", twin.getMessage());
        assertEquals("code", twin.getErrorCode());
        assertSame(given, twin.getCause());
    }
}
