package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;

/** What of a message a consistent-hash exchange hashes. Messages that have no such thing hash alike. */
@FunctionalInterface
interface HashInput {
    long hash(String routingKey, Properties properties);

    /** As the exchange's arguments say: the routing key, unless they name a header or a property. */
    static HashInput of(Table exchangeArguments) {
        Object header = exchangeArguments.get("hash-header");
        Object property = exchangeArguments.get("hash-property");
        if (header != null && property != null) {
            throw ChannelError.preconditionFailed("hash-header and hash-property are mutually exclusive");
        }
        if (header != null) {
            if (header instanceof String name) {
                return (key, properties) -> hash(properties.headers().get(name));
            }
            throw ChannelError.preconditionFailed(
                    "invalid arg 'hash-header': expected the name of a header as longstr, got %s",
                    FieldValues.typeName(header));
        }
        if (property == null) {
            return (key, properties) -> key.hashCode();
        }
        return switch (property.toString()) {
            case "message_id" -> (key, properties) -> properties.messageId().hashCode();
            case "correlation_id" ->
                (key, properties) -> properties.correlationId().hashCode();
            case "timestamp" -> (key, properties) -> properties.timestamp();
            default -> throw ChannelError.preconditionFailed("Unsupported property: %s", property);
        };
    }

    private static long hash(Object header) {
        if (header == null || header == Table.VOID) {
            return 0;
        }
        // Not by its width: the same number hashes alike from every client.
        return FieldValues.isInteger(header) ? FieldValues.integer(header) : header.hashCode();
    }
}
