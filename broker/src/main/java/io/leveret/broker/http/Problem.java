package io.leveret.broker.http;

import io.leveret.amqp.AmqpError;
import io.leveret.amqp.ReplyCode;
import io.leveret.broker.admin.AdminError;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that is not answered as it was hoped: a status, a word for programs and a sentence for people. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(Problem.class);

    private final int status;
    private final String error;

    Problem(int status, String error, String reason) {
        super(reason, null, false, false);
        this.status = status;
        this.error = error;
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }

    String reason() {
        return getMessage();
    }

    static Problem badRequest(String reason, Object... about) {
        return new Problem(400, "bad_request", reason.formatted(about));
    }

    static Problem notFound(String reason, Object... about) {
        return new Problem(404, "not_found", reason.formatted(about));
    }

    static Problem forbidden(String reason, Object... about) {
        return new Problem(403, "not_authorized", reason.formatted(about));
    }

    /** The one place where errors of the rooms below become answers. */
    static Problem of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) return problem;
        if (cause instanceof AdminError error) {
            return switch (error.kind()) {
                case NOT_FOUND -> new Problem(404, "not_found", error.getMessage());
                case INVALID -> new Problem(400, "bad_request", error.getMessage());
                case IN_THE_WAY -> new Problem(409, "conflict", error.getMessage());
                case NO_ANSWER -> new Problem(503, "no_answer", error.getMessage());
            };
        }
        if (cause instanceof AmqpError error) {
            int status =
                    error.code() == ReplyCode.NOT_FOUND ? 404 : error.code() == ReplyCode.ACCESS_REFUSED ? 403 : 400;
            return new Problem(status, status == 404 ? "not_found" : "bad_request", error.text());
        }
        if (cause instanceof RejectedExecutionException) {
            return new Problem(503, "no_answer", "the virtual host or the broker is ending; ask again when it is back");
        }
        log.error("a request met a fault of the broker", cause);
        return new Problem(500, "internal_error", "a fault in the broker, which its log describes");
    }
}
