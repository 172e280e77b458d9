package io.leveret.jms.mapping;

import io.leveret.amqp.Binary;
import io.leveret.amqp.LongString;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;
import io.leveret.amqp.Table;
import io.leveret.amqp.Timestamp;
import io.leveret.amqp.Unsigned;
import io.leveret.amqp.Utf8;
import io.leveret.jms.destination.Addresses;
import io.leveret.jms.message.AbstractMessage;
import io.leveret.jms.message.Undecoded;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Message;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The header and properties of one delivery, until the application asks for them. */
final class Incoming implements Undecoded {
    private final Properties from;
    private final boolean ours;
    private final String exchange;
    private final String routingKey;

    Incoming(Properties from, boolean ours, String exchange, String routingKey) {
        this.from = from;
        this.ours = ours;
        this.exchange = exchange;
        this.routingKey = routingKey;
    }

    @Override
    public void headerInto(AbstractMessage message) {
        message.setJMSDestination(Addresses.routed(exchange, routingKey));
        message.setJMSDeliveryMode(
                from.deliveryMode() == DeliveryMode.PERSISTENT ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
        message.setJMSPriority(from.has(Field.PRIORITY) ? Math.min(9, from.priority()) : Message.DEFAULT_PRIORITY);
        message.setJMSMessageID(from.has(Field.MESSAGE_ID) ? from.messageId() : null);
        if (from.has(Field.REPLY_TO) && !from.replyTo().isEmpty()) {
            message.setJMSReplyTo(Addresses.replyTo(from.replyTo()));
        }
        message.setJMSType(from.has(Field.TYPE) ? from.type() : ours ? text(Names.LONG_TYPE) : null);
        correlationInto(message);
        if (ours) {
            ownTimesInto(message);
        } else {
            foreignTimesInto(message);
        }
    }

    /** Octets that are no UTF-8 were set as octets, and stay what they are. */
    private void correlationInto(AbstractMessage message) {
        if (from.has(Field.CORRELATION_ID)) {
            String id = from.correlationId();
            byte[] octets = Utf8.encode(id);
            message.setJMSCorrelationID(id);
            if (!Arrays.equals(octets, id.getBytes(StandardCharsets.UTF_8))) {
                message.setJMSCorrelationIDAsBytes(octets);
            }
        } else if (ours) {
            message.setJMSCorrelationID(text(Names.LONG_CORRELATION_ID));
        }
    }

    private void ownTimesInto(AbstractMessage message) {
        long timestamp = number(Names.TIMESTAMP, 0);
        message.setJMSTimestamp(timestamp);
        message.setJMSExpiration(number(Names.EXPIRATION, 0));
        message.setJMSDeliveryTime(number(Names.DELIVERY_TIME, timestamp));
    }

    /** AMQP tells seconds, and how long a message lives, but not until when. */
    private void foreignTimesInto(AbstractMessage message) {
        long timestamp = from.timestamp() * 1000;
        message.setJMSTimestamp(timestamp);
        message.setJMSDeliveryTime(timestamp);
        if (timestamp > 0 && from.has(Field.EXPIRATION)) {
            try {
                message.setJMSExpiration(Math.addExact(timestamp, Long.parseLong(from.expiration())));
            } catch (ArithmeticException | NumberFormatException e) {
                message.setJMSExpiration(0);
            }
        }
    }

    @Override
    public Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        from.headers().forEach((name, value) -> {
            if (!Names.isHidden(name, ours)) {
                properties.putIfAbsent(name, property(value));
            }
        });
        return properties;
    }

    @Override
    public Object hidden(String name) {
        // A name that is no ASCII is none of those that are hidden.
        return Names.isHidden(name, ours) ? property(from.header(name)) : null;
    }

    private long number(String name, long otherwise) {
        return from.header(name) instanceof Long number ? number : otherwise;
    }

    private String text(String name) {
        return from.header(name) instanceof String text ? text : null;
    }

    /** What a header is as a property: its own type where Jakarta Messaging has it, the next wider one, or a text. */
    private static Object property(Object value) {
        if (value == null || value == Table.VOID) {
            return null;
        }
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double) {
            return value;
        }
        if (value instanceof Unsigned number) {
            return unsigned(number);
        }
        if (value instanceof Timestamp time) {
            return spell(time);
        }
        if (value instanceof LongString text) {
            return Utf8.decode(text.bytes());
        }
        if (value instanceof Binary binary) {
            return Base64.getEncoder().encodeToString(binary.bytes());
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private static Object unsigned(Unsigned number) {
        return switch (number.type()) {
            case 'B' -> (Object) (short) number.value();
            case 'u' -> (Object) (int) number.value();
            case 'i' -> (Object) number.value();
            default -> number.value() < 0 ? (Object) Long.toUnsignedString(number.value()) : (Object) number.value();
        };
    }

    private static String spell(Timestamp time) {
        try {
            return Instant.ofEpochSecond(time.seconds()).toString();
        } catch (DateTimeException e) {
            return Long.toUnsignedString(time.seconds());
        }
    }
}
