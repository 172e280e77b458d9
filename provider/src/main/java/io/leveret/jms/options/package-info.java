/**
 * What a connection factory can be told: each option by its name, its default and what it may be, read from a URI and checked before
 * anything is connected.
 */
package io.leveret.jms.options;
