package io.leveret.broker.queue;

import io.leveret.amqp.Properties;
import io.leveret.broker.journal.Journal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Properties of cold messages, read in runs for those who only look: kept for a while, since consumers that began together come by the
 * same messages together.
 */
final class Glimpses {
    /** In place of properties that could not be read. */
    static final Properties UNREADABLE = Properties.of(new byte[2]);

    private static final int MESSAGES = 512;
    private static final int FEWEST = 8;
    private static final long BYTES = 1 << 20;
    /** Over how many chunks one run reaches at most, where few of their messages are still here. */
    private static final int CHUNKS = 8;

    /** What was seen of a chunk. */
    private static final class Page {
        final long first;
        final Properties[] seen;
        final boolean[] asked;

        Page(Chunk chunk) {
            first = chunk.first;
            seen = new Properties[chunk.place.length];
            asked = new boolean[chunk.place.length];
        }
    }

    private final MessageQueue queue;
    /** The oldest first. */
    private final Map<Chunk, Page> pages = new LinkedHashMap<>();

    private double averageBytes = 256;

    Glimpses(MessageQueue queue) {
        this.queue = queue;
    }

    /** Null when they are not here yet: they are read, with those of what follows, and the scans are woken. */
    Properties of(Chunk chunk, int index) {
        Page page = pages.get(chunk);
        Properties seen = page == null || page.first != chunk.first ? null : page.seen[index];
        if (seen == null) fetch(chunk, index);
        return seen;
    }

    private void fetch(Chunk from, int fromIndex) {
        int left = (int) Math.max(FEWEST, Math.min(MESSAGES, BYTES / averageBytes));
        int chunks = CHUNKS;
        int i = fromIndex;
        for (Chunk chunk = from; chunk != null && chunks > 0; chunk = chunk.next, i = 0) {
            if (chunk.cold == 0) continue;
            chunks--;
            Page page = page(chunk);
            for (; i < chunk.filled; i++) {
                if (chunk.state(i) != Chunk.READY || chunk.hot(i) != null) continue;
                if (left-- == 0) return;
                if (!page.asked[i]) ask(page, chunk, i);
            }
        }
    }

    private Page page(Chunk chunk) {
        Page page = pages.get(chunk);
        if (page != null && page.first == chunk.first) return page;
        pages.remove(chunk);
        makeRoom();
        page = new Page(chunk);
        pages.put(chunk, page);
        return page;
    }

    /** Each scan has room for what it asks for at once and before, or they would take it from each other for ever. */
    private void makeRoom() {
        int most = 2 * CHUNKS * (queue.consumers.scans() + 1);
        for (Iterator<Page> oldest = pages.values().iterator(); pages.size() >= most; ) {
            oldest.next();
            oldest.remove();
        }
    }

    private void ask(Page page, Chunk chunk, int index) {
        page.asked[index] = true;
        long place = chunk.place[index];
        queue.house.store().readProperties(place, new Journal.Glimpse() {
            @Override
            public void arrived(Properties properties) {
                averageBytes += (properties.size() - averageBytes) / 64;
                page.seen[index] = properties;
                queue.consumers.wakeScans();
            }

            @Override
            public void lost(String why) {
                // It may have moved while it was being read.
                if (chunk.place[index] != place) page.asked[index] = false;
                else page.seen[index] = UNREADABLE;
                queue.consumers.wakeScans();
            }
        });
    }
}
