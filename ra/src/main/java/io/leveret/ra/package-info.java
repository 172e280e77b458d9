/** The resource adapter: message-driven beans and pooled connections for application servers, over the provider alone. */
package io.leveret.ra;
