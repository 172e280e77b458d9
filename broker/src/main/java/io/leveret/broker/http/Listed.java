package io.leveret.broker.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A kind of list that can be asked for: how an element is written, and by what it may be sorted. With {@code page} it comes in pages,
 * else whole.
 *
 * @param name what {@code ?name=} looks into
 * @param natural the order where nothing else is asked for, which also tells equals apart
 * @param columns orders by the names of fields
 */
record Listed<T>(
        Answer.Item<T> item, Function<T, String> name, Comparator<T> natural, Map<String, Comparator<T>> columns) {
    private static final int PAGE_SIZE = 100;
    private static final int LARGEST_PAGE = 500;

    Answer answer(List<T> all, Request request) {
        List<T> found = filtered(all, request);
        found.sort(order(request));
        if (request.parameter("page").isEmpty()
                && request.parameter("page_size").isEmpty()) {
            return new Answer.Listing<>(found, item);
        }
        int size = number(request, "page_size", PAGE_SIZE, LARGEST_PAGE);
        int pages = Math.max(1, (found.size() + size - 1) / size);
        int page = number(request, "page", 1, Integer.MAX_VALUE);
        if (page > pages) {
            throw new Problem(
                    400,
                    "page_out_of_range",
                    "page %d is asked for, but %d elements in pages of %d make %d"
                            .formatted(page, found.size(), size, pages));
        }
        List<T> shown = found.subList((page - 1) * size, Math.min(found.size(), page * size));
        return Answer.of(out -> write(out, shown, page, pages, size, found.size(), all.size()));
    }

    private void write(JsonGenerator out, List<T> shown, int page, int pages, int size, int filtered, int total)
            throws IOException {
        out.writeStartObject();
        out.writeNumberField("page", page);
        out.writeNumberField("page_count", pages);
        out.writeNumberField("page_size", size);
        out.writeNumberField("item_count", shown.size());
        out.writeNumberField("filtered_count", filtered);
        out.writeNumberField("total_count", total);
        out.writeArrayFieldStart("items");
        for (T each : shown) item.write(out, each);
        out.writeEndArray();
        out.writeEndObject();
    }

    private List<T> filtered(List<T> all, Request request) {
        if (request.flag("use_regex")) {
            throw Problem.badRequest("use_regex is not offered: ?name= finds what contains that text");
        }
        List<T> found = new ArrayList<>(all.size());
        String part = request.parameter("name").orElse("").toLowerCase(Locale.ROOT);
        for (T each : all) {
            if (part.isEmpty() || name.apply(each).toLowerCase(Locale.ROOT).contains(part)) found.add(each);
        }
        return found;
    }

    private Comparator<T> order(Request request) {
        Comparator<T> order = request.parameter("sort")
                .map(column -> {
                    Comparator<T> by = columns.get(column);
                    if (by == null) {
                        throw Problem.badRequest(
                                "these cannot be sorted by '%s'; they can by %s",
                                column, String.join(", ", new TreeSet<>(columns.keySet())));
                    }
                    return by;
                })
                .orElse(natural);
        if (request.flag("sort_reverse")) order = order.reversed();
        return order.thenComparing(natural);
    }

    private static int number(Request request, String parameter, int otherwise, int most) {
        String text = request.parameter(parameter).orElse(Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) return number;
        } catch (NumberFormatException e) {
            // told below
        }
        throw Problem.badRequest("%s is '%s': allowed are 1 to %d", parameter, text, most);
    }
}
