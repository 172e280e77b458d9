package io.leveret.broker.topology;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.broker.message.Message;
import io.leveret.broker.queue.DeadLetter;
import java.util.ArrayList;
import java.util.List;

/** The x-death headers: which queues a message has died in, why, and how often. */
final class DeathNotice {
    private static final int LONGEST_DETAIL = 500;

    private final List<Table> deaths;

    private DeathNotice(List<Table> deaths) {
        this.deaths = deaths;
    }

    /** What the headers of a message tell so far. What is no x-death array (a client may send anything) counts as none. */
    private static List<Table> earlier(Table headers) {
        List<Table> deaths = new ArrayList<>();
        if (headers.get("x-death") instanceof List<?> list) {
            for (Object entry : list) if (entry instanceof Table table) deaths.add(table);
        }
        return deaths;
    }

    /** The dead letter itself: the message with its newest death noted, on its way to the queue's dead-letter exchange. */
    static Message of(DeadLetter letter, long wallMillis) {
        Message message = letter.message();
        Properties properties = message.properties();
        Table headers = properties.headers();
        String queue = letter.from().name();
        String reason = letter.reason().header();
        List<Table> deaths = earlier(headers);
        boolean first = deaths.isEmpty();

        Table entry = null;
        for (Table known : deaths) {
            if (queue.equals(known.get("queue")) && reason.equals(known.get("reason"))) entry = known;
        }
        if (entry != null) {
            deaths.remove(entry);
            long count = entry.get("count") instanceof Number number ? number.longValue() : 0;
            entry = entry.with("count", count + 1);
        } else {
            entry = newEntry(message, queue, reason, wallMillis);
        }
        if (letter.reason() == DeadLetter.Reason.DELIVERY_LIMIT) {
            entry = entry.with("last-time", new Timestamp(wallMillis / 1000));
        }
        deaths.add(0, entry);

        Table noted = headers.with("x-death", List.<Object>copyOf(deaths));
        if (first) {
            noted = noted.with("x-first-death-exchange", message.exchange())
                    .with("x-first-death-queue", queue)
                    .with("x-first-death-reason", reason);
        }
        var arguments = letter.from().arguments();
        String key = message.routingKey();
        if (arguments.hasDeadLetterRoutingKey()) {
            key = arguments.deadLetterRoutingKey();
            noted = noted.without("CC");
        }
        String exchange = arguments.deadLetterExchange();
        if (letter.goesToNamedQueue()) {
            exchange = "";
            key = letter.cause().queue();
            noted = noted.without("CC");
        }
        noted = withDetails(noted, letter.cause().details());
        Properties withNotice = properties.without(Field.EXPIRATION).withHeaders(noted);
        return new Message(exchange, key, withNotice, message.body());
    }

    /** What whoever failed with it has told: of the last time only. */
    private static Table withDetails(Table headers, Table details) {
        Table noted = headers.without("x-exception").without("x-exception-message");
        if (details.get("exception") instanceof String exception) noted = noted.with("x-exception", cut(exception));
        if (details.get("message") instanceof String text) noted = noted.with("x-exception-message", cut(text));
        return noted;
    }

    /** Headers travel in one frame, with all else that they hold. */
    private static String cut(String text) {
        if (text.length() <= LONGEST_DETAIL) return text;
        int end = Character.isHighSurrogate(text.charAt(LONGEST_DETAIL - 1)) ? LONGEST_DETAIL - 1 : LONGEST_DETAIL;
        return text.substring(0, end);
    }

    private static Table newEntry(Message message, String queue, String reason, long wallMillis) {
        List<Object> keys = new ArrayList<>();
        keys.add(message.routingKey());
        keys.addAll(RoutingHeaders.keys(message.properties(), "CC"));
        Table entry = Table.of(
                "count",
                1L,
                "reason",
                reason,
                "queue",
                queue,
                "time",
                new Timestamp(wallMillis / 1000),
                "exchange",
                message.exchange(),
                "routing-keys",
                keys);
        Properties properties = message.properties();
        return properties.has(Field.EXPIRATION) ? entry.with("original-expiration", properties.expiration()) : entry;
    }

    static DeathNotice read(Message message) {
        return new DeathNotice(earlier(message.properties().headers()));
    }

    /**
     * Whether the message has come from that queue before and everything since was automatic: then it would go round for ever. A
     * rejection on the way means that somebody decides each time, so it goes on.
     */
    boolean goesRoundFor(String queue) {
        for (int i = 0; i < deaths.size(); i++) {
            if (DeadLetter.Reason.REJECTED.header().equals(deaths.get(i).get("reason"))) return false;
            if (queue.equals(deaths.get(i).get("queue"))) return true;
        }
        return false;
    }
}
