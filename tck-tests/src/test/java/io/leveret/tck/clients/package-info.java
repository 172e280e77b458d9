/** Clients that were written for another broker, unchanged: the RabbitMQ Java client, pika, amqplib. */
package io.leveret.tck.clients;
