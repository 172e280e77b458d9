/** What survives the end of a broker, and what its folder is good for: started again, looked at, copied. */
package io.leveret.tck.durable;
