package io.leveret.jms.options;

import io.leveret.jms.wire.Endpoint;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A factory's URI taken apart: {@code amqp://user:password@host:5672,other:5673/vhost?option=value&option=value}, {@code amqps://...},
 * {@code vm://name}. {@link java.net.URI} knows neither several hosts nor what passwords look like.
 */
record FactoryUri(List<Endpoint> endpoints, Map<Option, String> parameters) {
    private static final String FORM =
            "expected amqp://user:password@host:port,host:port/vhost?option=value, amqps://..., or vm://name";

    static FactoryUri parse(String uri) {
        if (uri == null || uri.isBlank()) {
            throw new IllegalArgumentException("the URI is empty: " + FORM);
        }
        String text = uri.strip();
        Endpoint.Kind kind = kind(text);
        String rest = text.substring(text.indexOf("://") + 3);
        int question = rest.indexOf('?');
        String place = question < 0 ? rest : rest.substring(0, question);
        Map<Option, String> parameters = new EnumMap<>(Option.class);
        int at = place.lastIndexOf('@');
        int slash = place.indexOf('/', at + 1);
        if (at >= 0) {
            readUser(place.substring(0, at), parameters);
        }
        // An empty path is the default virtual host, and not one whose name is empty.
        if (slash >= 0 && slash + 1 < place.length()) {
            parameters.put(Option.VIRTUAL_HOST, decode("virtual host", place.substring(slash + 1)));
        }
        List<Endpoint> endpoints = readHosts(kind, place.substring(at + 1, slash < 0 ? place.length() : slash));
        if (question >= 0) {
            readParameters(rest.substring(question + 1), parameters);
        }
        return new FactoryUri(endpoints, parameters);
    }

    private static Endpoint.Kind kind(String text) {
        if (text.startsWith("amqp://")) {
            return Endpoint.Kind.AMQP;
        }
        if (text.startsWith("amqps://")) {
            return Endpoint.Kind.AMQPS;
        }
        if (text.startsWith("vm://")) {
            return Endpoint.Kind.VM;
        }
        // Of a text of unknown form nothing is shown behind the scheme: a password may be in it.
        int colon = text.indexOf(':');
        throw new IllegalArgumentException("the URI begins with '"
                + (colon > 0 && colon <= 20 ? text.substring(0, colon + 1) + "..." : "...") + "': " + FORM);
    }

    private static void readUser(String userInfo, Map<Option, String> parameters) {
        int colon = userInfo.indexOf(':');
        parameters.put(Option.USER, decode("user", colon < 0 ? userInfo : userInfo.substring(0, colon)));
        parameters.put(Option.PASSWORD, colon < 0 ? "" : decode("password", userInfo.substring(colon + 1)));
    }

    private static List<Endpoint> readHosts(Endpoint.Kind kind, String hosts) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String host : hosts.split(",", -1)) {
            if (host.isBlank()) {
                throw new IllegalArgumentException(
                        hosts.isBlank()
                                ? "the URI names no host: " + FORM
                                : "the URI names an empty host in '" + hosts + "'");
            }
            endpoints.add(kind == Endpoint.Kind.VM ? Endpoint.vm(decode("name", host)) : readHost(kind, host.strip()));
        }
        if (kind == Endpoint.Kind.VM && endpoints.size() > 1) {
            throw new IllegalArgumentException("vm:// takes one name, not '" + hosts + "'");
        }
        return endpoints;
    }

    private static Endpoint readHost(Endpoint.Kind kind, String text) {
        int port = kind == Endpoint.Kind.AMQPS ? 5671 : 5672;
        int colon = text.lastIndexOf(':');
        int bracket = text.indexOf(']');
        boolean ipv6 = text.startsWith("[");
        if (ipv6 && bracket < 0) {
            throw new IllegalArgumentException(
                    "the host '" + text + "' lacks its closing bracket: expected [::1]:5672");
        }
        if (!ipv6 && colon != text.indexOf(':')) {
            throw new IllegalArgumentException(
                    "the host '" + text + "' has several colons: an IPv6 address stands in brackets, [::1]:5672");
        }
        boolean hasPort = colon > bracket;
        if (ipv6 && !hasPort && bracket != text.length() - 1) {
            throw new IllegalArgumentException(
                    "the host '" + text + "' goes on behind its bracket: expected [::1]:5672");
        }
        String host = hasPort ? text.substring(0, colon) : text;
        if (hasPort) {
            port = readPort(host, text.substring(colon + 1));
        }
        String name = ipv6 ? host.substring(1, host.length() - 1) : decode("host", host);
        return new Endpoint(kind, name, port);
    }

    private static int readPort(String host, String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is no port.
        }
        // Only digits are shown: where a password holds a '?', its beginning is what looks like a port.
        throw new IllegalArgumentException(
                "the host '" + host + "' has the port '"
                        + (text.matches("-?\\d*") ? text : "...")
                        + "': allowed is a number from 1 to 65535 (a ':', '?' or '@' in a user or password is percent-encoded)");
    }

    private static void readParameters(String query, Map<Option, String> parameters) {
        for (String parameter : query.split("&")) {
            if (parameter.isEmpty()) {
                continue;
            }
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected option=value behind '?' and '&', not '" + parameter + "'");
            }
            Option option = Option.named(decode("option", parameter.substring(0, equals)));
            String value = decode("option " + option.key(), parameter.substring(equals + 1));
            // Checked here and not with the rest, so that the first wrong one is told first.
            option.parse(value);
            if (parameters.put(option, value) != null) {
                throw new IllegalArgumentException("option " + option.key() + " is given twice");
            }
        }
    }

    private static String decode(String what, String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the URI's " + what
                    + " is not percent-encoded: a % is followed by two hexadecimal digits (a % itself is %25)");
        }
    }
}
