package io.leveret.jms.wire;

/** Something that a thread hands over to the loop; it is itself the link of the list that it travels in. */
abstract class Work {
    Work next;

    /** On the loop, in the order of handing over. */
    abstract void run(Outgoing out);

    /** On the loop, in place of {@link #run}: the connection has ended. */
    abstract void lost(WireException why);
}
