/** The Jakarta Messaging client: it holds the rules of Jakarta Messaging, speaks {@code amqp}, and never knows the broker. */
package io.leveret.jms;
