/**
 * Where Jakarta Messaging meets AMQP: what becomes of each header field, property and body on its way out and in, and how another
 * provider's messages become ours. The only room that knows both.
 */
package io.leveret.jms.mapping;
