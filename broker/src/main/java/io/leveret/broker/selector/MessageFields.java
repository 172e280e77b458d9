package io.leveret.broker.selector;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.leveret.amqp.FieldView;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Properties.Field;

/** Jakarta Messaging's fields and properties, read from the properties of an AMQP message where they lie. */
final class MessageFields implements Fields {
    private static final byte[] PERSISTENT = "PERSISTENT".getBytes(US_ASCII);
    private static final byte[] NON_PERSISTENT = "NON_PERSISTENT".getBytes(US_ASCII);
    private static final byte[] TIMESTAMP = JmsHeader.TIMESTAMP.identifier().getBytes(US_ASCII);

    /** Of a message that says none. */
    private static final int DEFAULT_PRIORITY = 4;

    private final FieldView view = new FieldView();
    private Properties properties = Properties.EMPTY;

    MessageFields of(Properties message) {
        properties = message;
        return this;
    }

    @Override
    public void header(JmsHeader which, Value into) {
        switch (which) {
            case DELIVERY_MODE -> into.set(properties.deliveryMode() == 2 ? PERSISTENT : NON_PERSISTENT);
            case PRIORITY ->
                into.set((long) (properties.has(Field.PRIORITY) ? properties.priority() : DEFAULT_PRIORITY));
            case MESSAGE_ID -> field(Field.MESSAGE_ID, into);
            case CORRELATION_ID -> field(Field.CORRELATION_ID, into);
            case TYPE -> field(Field.TYPE, into);
            case TIMESTAMP -> timestamp(into);
        }
    }

    private void field(Field field, Value into) {
        properties.view(field, view);
        into.set(view);
    }

    /** The property has milliseconds; AMQP's own field has seconds. */
    private void timestamp(Value into) {
        property(TIMESTAMP, into);
        if (into.isExact()) return;
        if (properties.has(Field.TIMESTAMP)) into.set(properties.timestamp() * 1000);
        else into.setNull();
    }

    @Override
    public void property(byte[] name, Value into) {
        properties.view(name, view);
        into.set(view);
    }
}
