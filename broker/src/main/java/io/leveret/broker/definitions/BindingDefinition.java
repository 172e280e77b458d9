package io.leveret.broker.definitions;

import io.leveret.amqp.Table;

/** A binding to be, from an exchange to a queue or to another exchange. */
public record BindingDefinition(
        String virtualHost, String source, Target target, String destination, String routingKey, Table arguments) {
    /** What a binding leads to. */
    public enum Target {
        QUEUE("queue"),
        EXCHANGE("exchange");

        private final String text;

        Target(String text) {
            this.text = text;
        }

        /** As the file has it. */
        public String text() {
            return text;
        }
    }
}
