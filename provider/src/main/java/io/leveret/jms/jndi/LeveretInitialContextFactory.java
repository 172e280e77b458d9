package io.leveret.jms.jndi;

import io.leveret.jms.LeveretConnectionFactory;
import io.leveret.jms.destination.Addresses;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/**
 * An initial context of what properties name: {@code connectionFactory.NAME = URI}, {@code queue.NAME = address}, {@code topic.NAME =
 * address}. They come from the file, URL or class path resource ({@code classpath:name}) that {@code java.naming.provider.url} names,
 * and from the environment itself, which counts for more. If it is a broker's URI instead, {@code ConnectionFactory} is bound to it. Besides, {@code dynamicQueues/ADDRESS} and {@code dynamicTopics/ADDRESS}
 * need no entry.
 */
public final class LeveretInitialContextFactory implements InitialContextFactory {
    private static final String FACTORY = "connectionFactory.";
    private static final String QUEUE = "queue.";
    private static final String TOPIC = "topic.";
    private static final String DEFAULT_FACTORY = "ConnectionFactory";
    private static final String CLASS_PATH = "classpath:";

    /** Made by the naming system. */
    public LeveretInitialContextFactory() {}

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
        Map<String, String> entries = new TreeMap<>();
        Object place = environment == null ? null : environment.get(Context.PROVIDER_URL);
        if (place != null && isBroker(place.toString())) {
            entries.put(FACTORY + DEFAULT_FACTORY, place.toString());
        } else if (place != null && !place.toString().isBlank()) {
            Properties file = read(place.toString().strip());
            file.stringPropertyNames().forEach(name -> entries.put(name, file.getProperty(name)));
        }
        if (environment != null) {
            environment.forEach((name, value) -> {
                if (value instanceof String text) {
                    entries.put(name.toString(), text);
                }
            });
        }
        Map<String, Object> bound = new HashMap<>();
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            bind(entry.getKey(), entry.getValue().strip(), bound);
        }
        return new NamesContext(bound, environment == null ? new Hashtable<>() : environment);
    }

    private static boolean isBroker(String place) {
        return place.startsWith("amqp://") || place.startsWith("amqps://") || place.startsWith("vm://");
    }

    private static void bind(String key, String value, Map<String, Object> bound) throws NamingException {
        String name = key.substring(key.indexOf('.') + 1);
        try {
            if (key.startsWith(FACTORY)) {
                put(key, name, new LeveretConnectionFactory(value), bound);
            } else if (key.startsWith(QUEUE)) {
                put(key, name, Addresses.queue(value), bound);
            } else if (key.startsWith(TOPIC)) {
                put(key, name, Addresses.topic(value), bound);
            }
        } catch (IllegalArgumentException | JMSException e) {
            throw because(new ConfigurationException(key + ": " + e.getMessage()), e);
        }
    }

    private static void put(String key, String name, Object value, Map<String, Object> bound) throws NamingException {
        if (name.isEmpty()) {
            throw new ConfigurationException(key + ": a name is expected behind the dot");
        }
        if (bound.put(name, value) != null) {
            throw new ConfigurationException(key + ": the name " + name + " is given to something else already");
        }
    }

    private static Properties read(String place) throws NamingException {
        Properties properties = new Properties();
        try (InputStream in = open(place)) {
            properties.load(in);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw because(new ConfigurationException(Context.PROVIDER_URL + "=" + place + " cannot be read: " + e), e);
        }
    }

    private static InputStream open(String place) throws IOException {
        if (place.startsWith(CLASS_PATH)) {
            String resource = place.substring(CLASS_PATH.length());
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            InputStream found = (context == null ? LeveretInitialContextFactory.class.getClassLoader() : context)
                    .getResourceAsStream(resource);
            if (found == null) {
                throw new IOException("there is no such resource on the class path");
            }
            return found;
        }
        try {
            return new URL(place).openStream();
        } catch (MalformedURLException e) {
            return Files.newInputStream(Path.of(place));
        }
    }

    private static NamingException because(NamingException failed, Exception why) {
        failed.initCause(why);
        return failed;
    }
}
