/**
 * The whole core on a disk that forgets: crashes at any moment, also during recovery, and after each one everything that was
 * answered for must be there, in order, once.
 */
package io.leveret.broker.durable;
