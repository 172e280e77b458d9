package io.leveret.broker.topology;

import io.leveret.amqp.Table;

/** What tells a binding from others of the same destination, where the exchange type makes nothing more of it. */
record BindingRule(String key, Table arguments) {}
