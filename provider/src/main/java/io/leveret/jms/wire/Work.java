package io.leveret.jms.wire;

/** Something that a thread hands over to the loop; it is itself the link of the list that it travels in. */
abstract class Work {
    Work next;
}
