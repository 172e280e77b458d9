package io.leveret.jms.context;

import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.JMSSecurityRuntimeException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.MessageNotWriteableRuntimeException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.ResourceAllocationRuntimeException;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.TransactionRolledBackException;
import jakarta.jms.TransactionRolledBackRuntimeException;

/** Each checked exception's unchecked twin, with the same text and error code, and the original as its cause. */
public final class Unchecked {
    private Unchecked() {}

    /** Something that answers, or fails as the classic interfaces do. */
    @FunctionalInterface
    public interface Asking<T> {
        T ask() throws JMSException;
    }

    /** Something that is done, or fails as the classic interfaces do. */
    @FunctionalInterface
    public interface Doing {
        void run() throws JMSException;
    }

    public static <T> T get(Asking<T> question) {
        try {
            return question.ask();
        } catch (JMSException e) {
            throw of(e);
        }
    }

    public static void run(Doing action) {
        try {
            action.run();
        } catch (JMSException e) {
            throw of(e);
        }
    }

    public static JMSRuntimeException of(JMSException e) {
        String text = e.getMessage();
        String code = e.getErrorCode();
        if (e instanceof IllegalStateException) {
            return new IllegalStateRuntimeException(text, code, e);
        }
        if (e instanceof InvalidDestinationException) {
            return new InvalidDestinationRuntimeException(text, code, e);
        }
        if (e instanceof InvalidClientIDException) {
            return new InvalidClientIDRuntimeException(text, code, e);
        }
        if (e instanceof InvalidSelectorException) {
            return new InvalidSelectorRuntimeException(text, code, e);
        }
        if (e instanceof JMSSecurityException) {
            return new JMSSecurityRuntimeException(text, code, e);
        }
        if (e instanceof MessageFormatException) {
            return new MessageFormatRuntimeException(text, code, e);
        }
        if (e instanceof MessageNotWriteableException) {
            return new MessageNotWriteableRuntimeException(text, code, e);
        }
        if (e instanceof ResourceAllocationException) {
            return new ResourceAllocationRuntimeException(text, code, e);
        }
        if (e instanceof TransactionRolledBackException) {
            return new TransactionRolledBackRuntimeException(text, code, e);
        }
        return e instanceof TransactionInProgressException
                ? new TransactionInProgressRuntimeException(text, code, e)
                : new JMSRuntimeException(text, code, e);
    }
}
