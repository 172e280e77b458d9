/** JMS programs and AMQP programs on the same queues: each sees of the other's messages what docs/INTEROP.md says. */
package io.leveret.tck.interop;
