/**
 * The core of the broker (sessions, topology, queues, journal's seam) on one thread, with a manual clock, a seeded scheduler and a
 * store that answers late; and a small obvious model beside it that knows what may happen.
 */
package io.leveret.broker.core;
