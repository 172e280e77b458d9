package io.leveret.broker.session;

import java.util.HashMap;
import java.util.Map;

/** The client ids of a virtual host: each belongs to one connection at a time. */
final class ClientIds {
    private final Map<String, Connection> holders = new HashMap<>();

    /** @return false when another connection has that id: then the asker keeps what it had */
    boolean claim(String id, Connection by, String before) {
        if (!id.isEmpty()) {
            Connection holder = holders.putIfAbsent(id, by);
            if (holder != null && holder != by) return false;
        }
        if (!before.equals(id)) holders.remove(before, by);
        return true;
    }

    void release(String id, Connection by) {
        holders.remove(id, by);
    }
}
