/** One message as it was published, and the budget of memory that the bodies of waiting messages share. */
package io.leveret.broker.message;
