package io.leveret.broker.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Brings answers from loops to a thread where whoever asked may go on from them, and ends the waiting for those that do not come. */
final class Patience {
    private static final long SECONDS = 20;

    private final Executor answers;

    Patience(Executor answers) {
        this.answers = answers;
    }

    <T> CompletableFuture<T> with(CompletableFuture<T> question) {
        return hand(question.orTimeout(SECONDS, TimeUnit.SECONDS));
    }

    /** For what may take as long as it takes. */
    <T> CompletableFuture<T> hand(CompletableFuture<T> question) {
        return question.handleAsync(
                (answer, failure) -> {
                    if (failure == null) return answer;
                    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
                    if (cause instanceof TimeoutException) {
                        throw AdminError.noAnswer(
                                "no answer within %d s: the virtual host is ending or very busy; ask again later",
                                SECONDS);
                    }
                    if (cause instanceof RuntimeException known) throw known;
                    throw new CompletionException(cause);
                },
                answers);
    }
}
