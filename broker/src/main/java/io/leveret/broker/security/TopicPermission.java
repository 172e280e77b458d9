package io.leveret.broker.security;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which routing keys of a topic exchange a user may publish with and bind with, on top of the {@link Permission}. Both expressions
 * may hold {@code {username}} and {@code {vhost}}. Without one, every key of the exchange is allowed.
 */
public record TopicPermission(String user, String virtualHost, String exchange, String write, String read) {
    private static final Pattern VARIABLE = Pattern.compile("\\{(username|vhost)}");

    public TopicPermission {
        String where = " topic permission of user " + Names.shown(user) + " on exchange " + Names.shown(exchange)
                + " in virtual host " + Names.shown(virtualHost);
        Names.check("exchange of the topic permission of user " + Names.shown(user), exchange);
        NamePattern.check("the write" + where, expand(write, user, virtualHost));
        NamePattern.check("the read" + where, expand(read, user, virtualHost));
    }

    NamePattern writePattern() {
        return NamePattern.of(expand(write, user, virtualHost));
    }

    NamePattern readPattern() {
        return NamePattern.of(expand(read, user, virtualHost));
    }

    /** Quoted, and in one pass: a user called '.*' or '{vhost}' gets that name's keys and no other's. */
    private static String expand(String regex, String user, String virtualHost) {
        return VARIABLE.matcher(regex)
                .replaceAll(found -> Matcher.quoteReplacement(
                        NamePattern.quote(found.group(1).equals("username") ? user : virtualHost)));
    }
}
