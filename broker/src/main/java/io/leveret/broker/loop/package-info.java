/**
 * One thread's property: the loop that owns a virtual host, its clock and its timers. Everything here is passed in, so that
 * tests put a manual clock and a seeded scheduler in their place.
 */
package io.leveret.broker.loop;
