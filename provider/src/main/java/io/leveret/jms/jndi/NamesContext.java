package io.leveret.jms.jndi;

import io.leveret.jms.destination.Addresses;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.InvalidNameException;
import javax.naming.Name;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NameParser;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;

/**
 * Names in one flat room: a slash in a name is a part of it, and there are no rooms within. What is bound at run time is bound in this
 * object alone.
 */
final class NamesContext implements Context {
    private static final String DYNAMIC_QUEUES = "dynamicQueues/";
    private static final String DYNAMIC_TOPICS = "dynamicTopics/";

    private final Map<String, Object> names;
    private final Hashtable<String, Object> environment = new Hashtable<>();

    NamesContext(Map<String, Object> names, Hashtable<?, ?> environment) {
        this.names = new ConcurrentHashMap<>(names);
        environment.forEach((name, value) -> this.environment.put(name.toString(), value));
    }

    @Override
    public Object lookup(String name) throws NamingException {
        if (name.isEmpty()) {
            return new NamesContext(names, environment);
        }
        Object found = names.get(name);
        if (found != null) {
            return found;
        }
        try {
            if (name.startsWith(DYNAMIC_QUEUES)) {
                return Addresses.queue(name.substring(DYNAMIC_QUEUES.length()));
            }
            if (name.startsWith(DYNAMIC_TOPICS)) {
                return Addresses.topic(name.substring(DYNAMIC_TOPICS.length()));
            }
        } catch (JMSException e) {
            NamingException invalid = new InvalidNameException(name + ": " + e.getMessage());
            invalid.initCause(e);
            throw invalid;
        }
        throw new NameNotFoundException("there is no '" + name + "'; the names are " + names.keySet());
    }

    @Override
    public Object lookup(Name name) throws NamingException {
        return lookup(name.toString());
    }

    @Override
    public Object lookupLink(String name) throws NamingException {
        return lookup(name);
    }

    @Override
    public Object lookupLink(Name name) throws NamingException {
        return lookup(name);
    }

    @Override
    public void bind(String name, Object value) throws NamingException {
        if (names.putIfAbsent(checked(name), value) != null) {
            throw new NameAlreadyBoundException("'" + name + "' is bound; rebind replaces it");
        }
    }

    @Override
    public void bind(Name name, Object value) throws NamingException {
        bind(name.toString(), value);
    }

    @Override
    public void rebind(String name, Object value) throws NamingException {
        names.put(checked(name), value);
    }

    @Override
    public void rebind(Name name, Object value) throws NamingException {
        rebind(name.toString(), value);
    }

    @Override
    public void unbind(String name) {
        names.remove(name);
    }

    @Override
    public void unbind(Name name) {
        unbind(name.toString());
    }

    @Override
    public void rename(String from, String to) throws NamingException {
        Object value = names.get(from);
        if (value == null) {
            throw new NameNotFoundException("there is no '" + from + "'");
        }
        bind(to, value);
        unbind(from);
    }

    @Override
    public void rename(Name from, Name to) throws NamingException {
        rename(from.toString(), to.toString());
    }

    private static String checked(String name) throws NamingException {
        if (name.isEmpty()) {
            throw new InvalidNameException("a name is needed, not ''");
        }
        return name;
    }

    @Override
    public NamingEnumeration<NameClassPair> list(String name) throws NamingException {
        requireSelf(name);
        List<NameClassPair> all = new ArrayList<>();
        names.forEach(
                (key, value) -> all.add(new NameClassPair(key, value.getClass().getName())));
        return new Listing<>(all.iterator());
    }

    @Override
    public NamingEnumeration<NameClassPair> list(Name name) throws NamingException {
        return list(name.toString());
    }

    @Override
    public NamingEnumeration<Binding> listBindings(String name) throws NamingException {
        requireSelf(name);
        List<Binding> all = new ArrayList<>();
        names.forEach((key, value) -> all.add(new Binding(key, value)));
        return new Listing<>(all.iterator());
    }

    @Override
    public NamingEnumeration<Binding> listBindings(Name name) throws NamingException {
        return listBindings(name.toString());
    }

    private static void requireSelf(String name) throws NamingException {
        if (!name.isEmpty()) {
            throw new NotContextException("'" + name + "' holds no names; '' lists them all");
        }
    }

    @Override
    public void destroySubcontext(String name) throws NamingException {
        throw flat();
    }

    @Override
    public void destroySubcontext(Name name) throws NamingException {
        throw flat();
    }

    @Override
    public Context createSubcontext(String name) throws NamingException {
        throw flat();
    }

    @Override
    public Context createSubcontext(Name name) throws NamingException {
        throw flat();
    }

    private static NamingException flat() {
        return new OperationNotSupportedException("these names are flat: a slash is a part of a name");
    }

    @Override
    public NameParser getNameParser(String name) {
        return CompositeName::new;
    }

    @Override
    public NameParser getNameParser(Name name) {
        return CompositeName::new;
    }

    @Override
    public String composeName(String name, String prefix) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    @Override
    public Name composeName(Name name, Name prefix) throws NamingException {
        return ((Name) prefix.clone()).addAll(name);
    }

    @Override
    public Object addToEnvironment(String property, Object value) {
        return environment.put(property, value);
    }

    @Override
    public Object removeFromEnvironment(String property) {
        return environment.remove(property);
    }

    @Override
    public Hashtable<?, ?> getEnvironment() {
        return new Hashtable<>(environment);
    }

    @Override
    public void close() {}

    @Override
    public String getNameInNamespace() {
        return "";
    }

    /** An iterator in the naming system's clothes. */
    private record Listing<T>(Iterator<T> of) implements NamingEnumeration<T> {
        @Override
        public T next() {
            return of.next();
        }

        @Override
        public boolean hasMore() {
            return of.hasNext();
        }

        @Override
        public boolean hasMoreElements() {
            return of.hasNext();
        }

        @Override
        public T nextElement() {
            return of.next();
        }

        @Override
        public void close() {}
    }
}
