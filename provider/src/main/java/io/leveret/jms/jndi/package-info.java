/** Names for factories and destinations: an initial context that a properties file fills, and what makes objects of references. */
package io.leveret.jms.jndi;
