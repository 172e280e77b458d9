package io.leveret.jms.session;

import io.leveret.amqp.ReplyCode;
import io.leveret.jms.wire.Outcome;
import io.leveret.jms.wire.WireException;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.TransactionRolledBackException;

/** The one door between the wire's failures and the exceptions that Jakarta Messaging names. */
final class Failures {
    private Failures() {}

    /** @param attempt what was tried, as it begins a sentence: "cannot consume from queue://orders" */
    static JMSException of(WireException why, String attempt) {
        if (why instanceof WireException.Refused refused) {
            return caused(byCode(refused.code(), attempt + ": " + refused.text()), why);
        }
        String text = attempt + ": " + why.getMessage();
        if (why instanceof WireException.AccessRefused) return caused(new JMSSecurityException(text, "403"), why);
        if (why instanceof WireException.RolledBack) return caused(new TransactionRolledBackException(text), why);
        if (why instanceof WireException.Closed) return caused(new IllegalStateException(text), why);
        return caused(new JMSException(text), why);
    }

    /** The same where a selector was judged: 406 is its syntax error. */
    static JMSException ofSelector(WireException why, String attempt) {
        if (why instanceof WireException.Refused refused && refused.code() == ReplyCode.PRECONDITION_FAILED.code()) {
            return caused(new InvalidSelectorException(attempt + ": " + refused.text(), "406"), why);
        }
        return of(why, attempt);
    }

    /** A message that the broker sent back or did not want. */
    static JMSException refusedMessage(int code, String text, String destination) {
        String what = "the message to " + destination + " was refused: " + text;
        return code == Outcome.NACKED ? new ResourceAllocationException(what) : byCode(code, what);
    }

    private static JMSException byCode(int code, String text) {
        String errorCode = Integer.toString(code);
        if (code == ReplyCode.NO_ROUTE.code() || code == ReplyCode.NOT_FOUND.code()) {
            return new InvalidDestinationException(text, errorCode);
        }
        if (code == ReplyCode.ACCESS_REFUSED.code()) return new JMSSecurityException(text, errorCode);
        if (code == ReplyCode.CONTENT_TOO_LARGE.code() || code == ReplyCode.RESOURCE_ERROR.code()) {
            return new ResourceAllocationException(text, errorCode);
        }
        return new JMSException(text, errorCode);
    }

    static IllegalStateException closed(String what) {
        return new IllegalStateException("this " + what + " is closed");
    }

    static <E extends JMSException> E caused(E exception, Exception cause) {
        exception.setLinkedException(cause);
        exception.initCause(cause);
        return exception;
    }
}
