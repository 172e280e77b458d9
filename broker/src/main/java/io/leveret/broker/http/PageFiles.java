package io.leveret.broker.http;

import io.leveret.broker.config.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The management page, as it lies in the jar. */
final class PageFiles {
    private static final Map<String, String> TYPES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "page.css", "text/css; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8",
            "api.js", "text/javascript; charset=utf-8",
            "dom.js", "text/javascript; charset=utf-8",
            "views.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final Map<String, byte[]> files = new HashMap<>();

    PageFiles() {
        for (String name : TYPES.keySet()) files.put("/" + name, read(name));
        files.put("/", files.get("/index.html"));
        files.put("/favicon.ico", files.get("/icon.svg"));
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream("page/" + name)) {
            if (in == null) throw new IllegalStateException("the page's file " + name + " is missing in the jar");
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A browser asks again each time, and is told that it has it already where that is so. */
    Optional<Answer> find(String path, String knownTag) {
        byte[] bytes = files.get(path);
        if (bytes == null) return Optional.empty();
        String tag = "\"" + Version.current() + "-" + Integer.toHexString(Arrays.hashCode(bytes)) + "\"";
        var headers = Map.of("cache-control", "no-cache", "etag", tag);
        if (knownTag.equals(tag)) return Optional.of(new Answer.Content(304, "", new byte[0], headers));
        String name = path.equals("/") ? "index.html" : path.equals("/favicon.ico") ? "icon.svg" : path.substring(1);
        return Optional.of(new Answer.Content(200, TYPES.get(name), bytes, headers));
    }
}
