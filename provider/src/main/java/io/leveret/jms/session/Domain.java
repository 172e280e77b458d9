package io.leveret.jms.session;

import jakarta.jms.IllegalStateException;

/** Which of the older, domain-specific APIs an object was made through; these refuse what belongs to the other one. */
public enum Domain {
    BOTH,
    QUEUES,
    TOPICS;

    void refuseTopics(String method) throws IllegalStateException {
        if (this == QUEUES)
            throw new IllegalStateException(method + " is for topics, and this object is for queues only");
    }

    void refuseQueues(String method) throws IllegalStateException {
        if (this == TOPICS)
            throw new IllegalStateException(method + " is for queues, and this object is for topics only");
    }
}
