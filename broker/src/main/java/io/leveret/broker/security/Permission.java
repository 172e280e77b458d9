package io.leveret.broker.security;

/** What a user may configure, write and read in a virtual host: regular expressions over names, '' for nothing. */
public record Permission(String user, String virtualHost, String configure, String write, String read) {
    public static final String ALL = ".*";
    public static final String NOTHING = "";

    public Permission {
        String where = " permission of user " + Names.shown(user) + " in virtual host " + Names.shown(virtualHost);
        NamePattern.check("the configure" + where, configure);
        NamePattern.check("the write" + where, write);
        NamePattern.check("the read" + where, read);
    }

    public static Permission all(String user, String virtualHost) {
        return new Permission(user, virtualHost, ALL, ALL, ALL);
    }
}
