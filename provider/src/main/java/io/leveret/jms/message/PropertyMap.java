package io.leveret.jms.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageNotWriteableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The properties of one message, in the order in which they were set. Reading those of a received one decodes them at the first question. */
final class PropertyMap {
    static final String DELIVERY_COUNT = "JMSXDeliveryCount";

    // A message has these by its header; as properties they could not be told apart from the header on the wire.
    private static final Set<String> TAKEN = Set.of(
            "JMSDestination",
            "JMSDeliveryMode",
            "JMSMessageID",
            "JMSTimestamp",
            "JMSCorrelationID",
            "JMSReplyTo",
            "JMSRedelivered",
            "JMSType",
            "JMSExpiration",
            "JMSPriority",
            "JMSDeliveryTime",
            "x-jms",
            "x-jms-type",
            "x-jms-correlation-id");

    private static final Function<String, Object> NOTHING = name -> null;

    private Map<String, Object> values = Map.of();
    private boolean ownMap;
    private boolean readOnly;
    private int deliveryCount;
    private Function<String, Object> hidden = NOTHING;

    void received(Map<String, Object> decoded, int count, Function<String, Object> bookkeeping) {
        values = decoded;
        ownMap = true;
        readOnly = true;
        deliveryCount = count;
        hidden = bookkeeping;
    }

    /** Without the delivery count, which is the receiver's. */
    Map<String, Object> values() {
        return values;
    }

    void clear() {
        values = Map.of();
        ownMap = false;
        readOnly = false;
        deliveryCount = 0;
        hidden = NOTHING;
    }

    /** Null when there is none, and when its value is null: the two read alike. */
    Object get(String name) {
        if (deliveryCount > 0 && DELIVERY_COUNT.equals(name)) {
            return deliveryCount;
        }
        Object value = name == null ? null : values.get(name);
        return value == null && name != null && !values.containsKey(name) ? hidden.apply(name) : value;
    }

    boolean has(String name) {
        return name != null && (values.containsKey(name) || deliveryCount > 0 && name.equals(DELIVERY_COUNT));
    }

    Enumeration<String> names() {
        List<String> names = new ArrayList<>(values.keySet());
        if (deliveryCount > 0 && !values.containsKey(DELIVERY_COUNT)) {
            names.add(DELIVERY_COUNT);
        }
        return Collections.enumeration(names);
    }

    void put(String name, Object value) throws JMSException {
        if (readOnly) {
            throw new MessageNotWriteableException(
                    "the properties of a received message are read-only; clearProperties() frees them");
        }
        checkName(name);
        Conversions.checkProperty(name, value);
        if (!ownMap) {
            values = new LinkedHashMap<>();
            ownMap = true;
        }
        values.put(name, value);
    }

    /**
     * A name that is no identifier is let through, unlike an empty one: it names a header that AMQP programs look at, though no
     * selector can.
     */
    static void checkName(String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("a property needs a name, not " + (name == null ? "null" : "''"));
        }
        if (TAKEN.contains(name)) {
            throw new IllegalArgumentException("'" + name + "' is a header field and no name for a property");
        }
    }
}
