package io.leveret.broker;

import io.leveret.amqp.Table;
import io.leveret.broker.config.Announcement;
import io.leveret.broker.session.Connection;

/** What the broker says of itself when it greets a client. Clients behave by the capabilities; some test product and version. */
final class ServerProperties {
    private ServerProperties() {}

    static Table of(Announcement announcement) {
        return Table.of(
                "product",
                announcement.product(),
                "version",
                announcement.version(),
                "platform",
                "Java " + Runtime.version().feature(),
                "copyright",
                "Copyright the Leveret authors",
                "information",
                "Licensed under the Apache License, Version 2.0",
                "cluster_name",
                "leveret",
                "compatible_with",
                "RabbitMQ 3.12",
                "capabilities",
                capabilities());
    }

    private static Table capabilities() {
        return Table.of(
                "publisher_confirms",
                true,
                "exchange_exchange_bindings",
                true,
                "basic.nack",
                true,
                "consumer_cancel_notify",
                true,
                "connection.blocked",
                true,
                "consumer_priorities",
                true,
                "authentication_failure_close",
                true,
                "per_consumer_qos",
                true,
                "direct_reply_to",
                true,
                Connection.LEVERET,
                true);
    }
}
