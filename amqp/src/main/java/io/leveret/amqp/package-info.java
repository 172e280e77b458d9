/**
 * The language: frames, methods, field tables and properties of AMQP 0-9-1 with RabbitMQ's extensions. It holds no policy and
 * no thread, and both ends use it: the broker reads what the provider writes.
 */
package io.leveret.amqp;
