package io.leveret.broker.core;

import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as the model sees it: what was published, and of what it has died.
 *
 * @param group whose consumer it sticks to, or ''
 * @param firstDeath null while it has not died
 */
record Letter(
        String id,
        String exchange,
        String key,
        byte[] body,
        boolean persistent,
        int priority,
        boolean jms,
        String group,
        long expiration,
        long delay,
        Death firstDeath,
        List<Death> deaths) {
    static final int NO_PRIORITY = -1;
    static final long NO_EXPIRATION = -1;

    record Death(String queue, String reason, String exchange, String key, long expiration, long count) {}

    /** @param deadLetterQueue where it goes if the queue has no dead-letter exchange */
    Letter died(ModelQueue from, String reason, String deadLetterQueue) {
        List<Death> all = new ArrayList<>(deaths);
        Death death = new Death(from.name, reason, exchange, key, expiration, 1);
        for (Death earlier : deaths) {
            if (!earlier.queue.equals(from.name) || !earlier.reason.equals(reason)) continue;
            all.remove(earlier);
            death = new Death(from.name, reason, earlier.exchange, earlier.key, earlier.expiration, earlier.count + 1);
        }
        all.add(0, death);
        String to = from.hasDlx() ? from.dlx : "";
        String as = !from.hasDlx() ? deadLetterQueue : from.dlk.isEmpty() ? key : from.dlk;
        return new Letter(
                id,
                to,
                as,
                body,
                persistent,
                priority,
                jms,
                group,
                NO_EXPIRATION,
                0,
                deaths.isEmpty() ? death : firstDeath,
                all);
    }

    /** What selectors select by. */
    int number() {
        return Integer.parseInt(id.substring(1)) % ModelConsumer.NUMBERS;
    }

    Properties properties() {
        Properties.Builder properties = Properties.builder().messageId(id);
        if (persistent) properties.deliveryMode(2);
        if (priority != NO_PRIORITY) properties.priority(priority);
        if (expiration != NO_EXPIRATION) properties.expiration(Long.toString(expiration));
        Table headers = Table.of("n", number());
        if (delay > 0) headers = headers.with("x-delay", delay);
        if (jms) headers = headers.with("x-jms", (byte) 1);
        if (!group.isEmpty()) headers = headers.with("JMSXGroupID", group);
        properties.headers(headers);
        return properties.build();
    }

    /** What is wrong with a delivery of this letter, or ''. */
    String differs(
            String exchangeSeen, String keySeen, Properties seen, byte[] bodySeen, int attempts, int toldToWhoAsks) {
        if (!exchange.equals(exchangeSeen) || !key.equals(keySeen)) return "came by " + exchangeSeen + "/" + keySeen;
        if (!java.util.Arrays.equals(body, bodySeen)) return "body differs";
        if (persistent != (seen.deliveryMode() == 2)) return "delivery mode differs";
        String expected = expiration == NO_EXPIRATION ? "" : Long.toString(expiration);
        if (!expected.equals(seen.expiration())) return "expiration is " + seen.expiration();
        Object count = seen.headers().get("x-delivery-count");
        if (attempts != (count instanceof Long number ? number : 0)) {
            return "x-delivery-count is " + count + ", not " + attempts;
        }
        Object told = seen.headers().get("x-attempts");
        if (toldToWhoAsks != (told instanceof Integer number ? number : 0)) {
            return "x-attempts is " + told + ", not " + toldToWhoAsks;
        }
        return deathsDiffer(seen.headers());
    }

    private String deathsDiffer(Table headers) {
        List<?> seen = headers.get("x-death") instanceof List<?> list ? list : List.of();
        if (seen.size() != deaths.size()) return "died " + seen.size() + " times, not " + deaths.size();
        for (int i = 0; i < seen.size(); i++) {
            Table is = (Table) seen.get(i);
            Death was = deaths.get(i);
            boolean same = was.queue.equals(is.get("queue"))
                    && was.reason.equals(is.get("reason"))
                    && was.exchange.equals(is.get("exchange"))
                    && List.of(was.key).equals(is.get("routing-keys"))
                    && Long.valueOf(was.count).equals(is.get("count"))
                    && (was.expiration == NO_EXPIRATION
                            ? !is.contains("original-expiration")
                            : Long.toString(was.expiration).equals(is.get("original-expiration")));
            if (!same) return "death " + is + " should be " + was;
        }
        if (deaths.isEmpty()) return "";
        return firstDeath.queue.equals(headers.get("x-first-death-queue"))
                        && firstDeath.reason.equals(headers.get("x-first-death-reason"))
                        && firstDeath.exchange.equals(headers.get("x-first-death-exchange"))
                ? ""
                : "first death differs";
    }
}
