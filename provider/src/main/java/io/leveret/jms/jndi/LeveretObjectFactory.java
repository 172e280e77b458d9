package io.leveret.jms.jndi;

import io.leveret.jms.LeveretConnectionFactory;
import io.leveret.jms.destination.Addresses;
import io.leveret.jms.destination.LeveretDestination;
import jakarta.jms.JMSException;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;

/** Makes factories and destinations of the references that a directory holds. */
public final class LeveretObjectFactory implements ObjectFactory {
    private static final String DESTINATIONS = LeveretDestination.class.getPackageName() + ".";

    /** Made by the naming system. */
    public LeveretObjectFactory() {}

    /** Null, as the naming system expects, for what is no reference to something of ours. */
    @Override
    public Object getObjectInstance(Object info, Name name, Context context, Hashtable<?, ?> environment)
            throws NamingException {
        if (!(info instanceof Reference reference)) {
            return null;
        }
        try {
            if (reference.getClassName().equals(LeveretConnectionFactory.class.getName())) {
                return LeveretConnectionFactory.of(reference);
            }
            RefAddr address = reference.get(LeveretDestination.REFERENCE_ADDRESS);
            return reference.getClassName().startsWith(DESTINATIONS) && address != null
                    ? Addresses.parse((String) address.getContent())
                    : null;
        } catch (JMSException | IllegalArgumentException e) {
            NamingException failed =
                    new NamingException("the reference " + name + " cannot be read: " + e.getMessage());
            failed.initCause(e);
            throw failed;
        }
    }
}
