package io.leveret.jms.message;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which classes may come out of a received {@link jakarta.jms.ObjectMessage}. Java's value types pass; everything else only if its
 * name stands in the setting {@code serializableClasses}: {@code com.acme.Order}, {@code com.acme.*} (that package), {@code
 * com.acme.**} (and those below it), {@code *} (whatever comes).
 */
public final class ObjectFilter {
    /** Values only. */
    public static final ObjectFilter VALUES = new ObjectFilter(List.of());

    /** For what the application itself put into the message. */
    static final ObjectFilter OWN = new ObjectFilter(List.of("*"));

    private static final int DEEPEST = 5_000;

    /** Packages whose serializable classes are plain values, without code that acts on what they hold. */
    private static final Set<String> VALUE_PACKAGES =
            Set.of("java.math", "java.time", "java.time.chrono", "java.time.zone");

    private static final Set<String> VALUE_CLASSES = Set.of(
            "java.lang.Object",
            "java.lang.Number",
            "java.lang.Enum",
            "java.lang.String",
            "java.lang.StringBuffer",
            "java.lang.StringBuilder",
            "java.lang.Boolean",
            "java.lang.Character",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Throwable",
            "java.lang.StackTraceElement",
            "java.net.URI",
            "java.net.InetAddress",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetSocketAddress",
            "java.sql.Date",
            "java.sql.Time",
            "java.sql.Timestamp",
            "java.text.DecimalFormatSymbols",
            "java.util.Date",
            "java.util.Calendar",
            "java.util.GregorianCalendar",
            "java.util.TimeZone",
            "java.util.SimpleTimeZone",
            "sun.util.calendar.ZoneInfo",
            "java.util.BitSet",
            "java.util.Currency",
            "java.util.Locale",
            "java.util.Random",
            "java.util.UUID",
            "java.util.ArrayDeque",
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.CollSer",
            "java.util.Dictionary",
            "java.util.EnumMap",
            "java.util.EnumSet",
            "java.util.EnumSet$SerializationProxy",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Hashtable",
            "java.util.IdentityHashMap",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.LinkedList",
            "java.util.PriorityQueue",
            "java.util.Properties",
            "java.util.Stack",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.Vector",
            "java.util.AbstractMap$SimpleEntry",
            "java.util.AbstractMap$SimpleImmutableEntry",
            "java.util.Map$Entry",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentHashMap$Segment",
            "java.util.concurrent.ConcurrentLinkedQueue",
            "java.util.concurrent.ConcurrentSkipListMap",
            "java.util.concurrent.ConcurrentSkipListSet",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.LinkedBlockingQueue",
            "java.util.concurrent.TimeUnit",
            "java.util.concurrent.locks.AbstractOwnableSynchronizer",
            "java.util.concurrent.locks.AbstractQueuedSynchronizer",
            "java.util.concurrent.locks.ReentrantLock",
            "java.util.concurrent.locks.ReentrantLock$NonfairSync",
            "java.util.concurrent.locks.ReentrantLock$Sync",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong");

    private final List<String> allowed;

    /** @param allowed names and patterns as above */
    public ObjectFilter(List<String> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** The filter for one body: nothing in it can announce more elements than its bytes could hold. */
    ObjectInputFilter forBody(int size) {
        long longestArray = Math.max(64, size * 4L);
        return info -> {
            if (info.arrayLength() > longestArray) {
                throw refused("an array of " + info.arrayLength() + " elements in a body of " + size + " bytes");
            }
            if (info.depth() > DEEPEST) {
                throw refused("objects nested deeper than " + DEEPEST);
            }
            Class<?> type = info.serialClass();
            if (type != null && !allows(type)) {
                throw refused("class " + type.getName() + " may not be deserialized from a message: it is not among "
                        + "serializableClasses, which " + (allowed.isEmpty() ? "is empty" : "are " + allowed)
                        + ". If its senders are to be trusted with it, add it to the connection factory's URI: "
                        + "serializableClasses=" + type.getName());
            }
            return type == null ? ObjectInputFilter.Status.UNDECIDED : ObjectInputFilter.Status.ALLOWED;
        };
    }

    boolean allows(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isPrimitive()
                || isValue(element)
                || allowed.stream().anyMatch(matching(element.getName())::test);
    }

    private static boolean isValue(Class<?> type) {
        String name = type.getName();
        return VALUE_CLASSES.contains(name)
                || VALUE_PACKAGES.contains(type.getPackageName())
                || name.startsWith("java.util.Collections$")
                || name.startsWith("java.util.ImmutableCollections$")
                || type.getPackageName().equals("java.lang") && Throwable.class.isAssignableFrom(type);
    }

    private static Predicate<String> matching(String name) {
        return pattern -> {
            if (pattern.equals("*") || pattern.equals("**")) {
                return true;
            }
            if (pattern.endsWith(".**")) {
                return name.startsWith(pattern.substring(0, pattern.length() - 2));
            }
            if (pattern.endsWith(".*")) {
                String within = pattern.substring(0, pattern.length() - 1);
                return name.startsWith(within) && name.indexOf('.', within.length()) < 0;
            }
            // A class brings its nested ones, which are part of it.
            return name.equals(pattern) || name.startsWith(pattern + "$");
        };
    }

    private static Refusal refused(String why) {
        return new Refusal(why);
    }

    /** Why the filter said no; Java's serialization hands it on as the cause. */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refusal(String why) {
            super(why);
        }
    }
}
