/**
 * The selectors of Jakarta Messaging: a condition in a subset of SQL-92 over a message's header fields and properties. A text is
 * parsed into an {@link io.leveret.broker.selector.Expression}, whose mistakes are told by place, and compiled once into something that
 * judges messages by the bytes of their properties and allocates nothing. It knows no queues and no bindings.
 */
package io.leveret.broker.selector;
