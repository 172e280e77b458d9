package io.leveret.broker.security;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** One user. Tags are free text; those named here have a meaning, with RabbitMQ's ranks among them. */
public record User(String name, PasswordHash passwordHash, Set<String> tags) {
    public static final String ADMINISTRATOR = "administrator";
    public static final String MONITORING = "monitoring";
    public static final String POLICYMAKER = "policymaker";
    public static final String MANAGEMENT = "management";
    public static final String IMPERSONATOR = "impersonator";

    public User {
        Names.check("user name", name);
        var sorted = new TreeSet<String>();
        for (String tag : tags) {
            sorted.add(Names.check("tag of user " + Names.shown(name), tag.strip()));
        }
        tags = Collections.unmodifiableSet(sorted);
    }

    public User withPasswordHash(PasswordHash hash) {
        return new User(name, hash, tags);
    }

    public User withTags(Collection<String> newTags) {
        return new User(name, passwordHash, Set.copyOf(newTags));
    }

    public boolean isAdministrator() {
        return tags.contains(ADMINISTRATOR);
    }

    /** May see everything of every virtual host. */
    public boolean mayMonitor() {
        return isAdministrator() || tags.contains(MONITORING);
    }

    /** May set policies and parameters where it has permissions. */
    public boolean mayMakePolicies() {
        return isAdministrator() || tags.contains(POLICYMAKER);
    }

    /** May use the management door at all. */
    public boolean mayManage() {
        return mayMonitor() || mayMakePolicies() || tags.contains(MANAGEMENT);
    }

    /** May publish with another's user-id. An administrator may not, unless tagged so. */
    public boolean mayImpersonate() {
        return tags.contains(IMPERSONATOR);
    }
}
