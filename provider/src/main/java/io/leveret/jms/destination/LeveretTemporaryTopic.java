package io.leveret.jms.destination;

import jakarta.jms.JMSException;
import jakarta.jms.TemporaryTopic;

/** A key that no other connection subscribes to, gone with it. Who received one in a message may send to it, and cannot delete it. */
public final class LeveretTemporaryTopic extends LeveretTopic implements TemporaryTopic {
    private static final long serialVersionUID = 1;

    // A copy in another process, or one that came in a message, has no owner.
    private final transient TemporaryOwner owner;

    /** As it comes in a message: to be sent to. */
    public LeveretTemporaryTopic(String name) {
        this(name, null);
    }

    /** As its connection makes it. */
    public LeveretTemporaryTopic(String name, TemporaryOwner owner) {
        super(name);
        this.owner = owner;
    }

    /** Whether {@code connection} made this very object, and so may consume from it. */
    public boolean isOwnedBy(TemporaryOwner connection) {
        return owner == connection;
    }

    @Override
    public boolean isTemporary() {
        return true;
    }

    @Override
    public void delete() throws JMSException {
        if (owner == null) {
            throw new JMSException("only the connection that made " + this
                    + " can delete it; this object came in a message or was deserialized");
        }
        owner.delete(this);
    }
}
