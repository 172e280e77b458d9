package io.leveret.broker.admin;

import io.leveret.broker.loop.Slice;
import io.leveret.broker.session.Sessions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads a long list bit by bit between other turns: a hundred thousand queues hold nobody up because somebody looks at them. */
final class Survey<S, T> implements Slice {
    private static final int AT_ONCE = 256;

    private final Iterator<S> from;
    private final BiConsumer<S, Consumer<T>> read;
    private final List<T> found = new ArrayList<>();
    private final CompletableFuture<List<T>> answer;

    private Survey(Iterator<S> from, BiConsumer<S, Consumer<T>> read, CompletableFuture<List<T>> answer) {
        this.from = from;
        this.read = read;
        this.answer = answer;
    }

    /** @param read hands on what one element has to tell */
    static <S, T> CompletableFuture<List<T>> of(
            Desk desk, Function<Sessions, List<S>> list, BiConsumer<S, Consumer<T>> read) {
        CompletableFuture<List<T>> answer = new CompletableFuture<>();
        desk.ask(sessions -> {
                    var survey = new Survey<>(list.apply(sessions).iterator(), read, answer);
                    sessions.turns().later(survey);
                    return true;
                })
                .whenComplete((begun, failure) -> {
                    if (failure != null) answer.completeExceptionally(failure);
                });
        return answer;
    }

    @Override
    public boolean run(long stopAt) {
        try {
            for (int left = AT_ONCE; left > 0 && from.hasNext(); left--) read.accept(from.next(), found::add);
        } catch (RuntimeException fault) {
            answer.completeExceptionally(fault);
            throw fault;
        }
        if (from.hasNext()) return false;
        answer.complete(found);
        return true;
    }
}
