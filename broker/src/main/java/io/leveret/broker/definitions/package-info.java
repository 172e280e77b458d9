/** A broker's virtual hosts, users, permissions, exchanges, queues and bindings as one JSON file, in RabbitMQ's format: reading it,
 *  whole or for one virtual host, with errors that say where and why, and writing it. It applies nothing; its user does. */
package io.leveret.broker.definitions;
