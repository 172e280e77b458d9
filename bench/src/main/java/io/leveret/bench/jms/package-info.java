/** Jakarta Messaging workloads that know nothing but the API, so that each provider runs the same: bench/compare-jms drives them. */
package io.leveret.bench.jms;
