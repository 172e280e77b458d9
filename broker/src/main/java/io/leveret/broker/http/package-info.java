/**
 * The door for operators: an HTTP server with a JSON API that keeps to the paths and names of RabbitMQ's, figures for Prometheus, and
 * a page for people. It reads what {@code insight} tells and calls the verbs of {@code admin}; who may do what is judged here.
 */
package io.leveret.broker.http;
