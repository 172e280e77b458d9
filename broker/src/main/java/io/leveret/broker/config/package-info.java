/** What can be set: each setting by its name, read from where it may be given, and checked as a whole before anything starts. */
package io.leveret.broker.config;
