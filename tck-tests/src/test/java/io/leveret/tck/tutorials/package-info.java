/** The programs of docs/tutorials, run as a reader would run them; their output is what the text says it is. */
package io.leveret.tck.tutorials;
