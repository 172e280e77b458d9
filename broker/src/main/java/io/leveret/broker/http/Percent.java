package io.leveret.broker.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Paths and queries as they stand in a request. A path is cut at its slashes before anything is decoded, so that {@code %2F} is a
 * slash within a name.
 */
final class Percent {
    private Percent() {}

    static List<String> segments(String path) {
        var segments = new ArrayList<String>();
        for (String part : path.split("/", -1)) segments.add(decode(part, false));
        // It begins with a slash, and may end with one.
        segments.remove(0);
        if (segments.size() > 1 && segments.get(segments.size() - 1).isEmpty()) segments.remove(segments.size() - 1);
        return segments;
    }

    static Map<String, String> query(String query) {
        var values = new LinkedHashMap<String, String>();
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            values.put(decode(name, true), equals < 0 ? "" : decode(pair.substring(equals + 1), true));
        }
        return values;
    }

    private static String decode(String text, boolean plusIsSpace) {
        byte[] bytes = new byte[text.length() * 3];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) throw malformed(text);
                bytes[size++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes[size++] = ' ';
            } else if (c < 128) {
                bytes[size++] = (byte) c;
            } else {
                throw malformed(text);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, size))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(text);
        }
    }

    private static Problem malformed(String text) {
        return Problem.badRequest(
                "'%s' in the address is not percent-encoded UTF-8: write a slash as %%2F, a percent sign as %%25",
                text.replaceAll("[^\\x21-\\x7e]", "?"));
    }
}
