package io.leveret.broker.session;

import io.leveret.broker.message.Message;
import io.leveret.broker.topology.Exchange;
import java.util.List;

/** A publish that has passed all checks. */
record Publication(Exchange exchange, Message message, List<String> moreKeys, long delay, boolean mandatory) {}
