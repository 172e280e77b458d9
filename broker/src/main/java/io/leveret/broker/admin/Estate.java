package io.leveret.broker.admin;

import io.leveret.broker.definitions.UserDefinition;
import io.leveret.broker.insight.Alarm;
import io.leveret.broker.insight.ListenerInfo;
import io.leveret.broker.security.Directory;
import io.leveret.broker.security.User;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What the verbs need of the broker that runs. Any thread may call it. */
public interface Estate {
    /** What the broker calls itself to clients, and the version that it announces with it. */
    String product();

    String announcedVersion();

    /** When it started, in milliseconds of the wall clock. */
    long since();

    /** What messages may take of memory, in bytes. */
    long memoryBudget();

    List<ListenerInfo> listeners();

    Collection<Desk> virtualHosts();

    Optional<Desk> virtualHost(String name);

    /** @throws AdminError when there is none of that name */
    default Desk desk(String name) {
        return virtualHost(name).orElseThrow(() -> AdminError.notFound("there is no virtual host '%s'", name));
    }

    /** @return false when there is one of that name already */
    boolean addVirtualHost(String name);

    /**
     * Ends its connections and forgets all that was in it; it takes a moment.
     *
     * @return false when there is none of that name
     */
    boolean removeVirtualHost(String name);

    Directory directory();

    /** Live connections have heard of it when this returns. */
    void change(UnaryOperator<Directory> change);

    /** Hashes the password where there is a plain one: slow, on purpose. */
    User user(UserDefinition definition);

    Set<Alarm> alarms();

    /** Raises an alarm whatever there is of memory or disk, or ends that. */
    void rehearse(Alarm alarm, boolean on);
}
