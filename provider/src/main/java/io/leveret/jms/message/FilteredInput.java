package io.leveret.jms.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;

/**
 * Reads a stranger's object. Classes are the application's, which in a server are not seen from this library's own class loader: the
 * thread's context loader is asked first.
 */
final class FilteredInput extends ObjectInputStream {
    FilteredInput(InputStream in, ObjectFilter filter, int size) throws IOException {
        super(in);
        setObjectInputFilter(filter.forBody(size));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            try {
                return Class.forName(description.getName(), false, context);
            } catch (ClassNotFoundException e) {
                // Primitives have no loader, and a context loader may know less than the caller's.
                return super.resolveClass(description);
            }
        }
        return super.resolveClass(description);
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) {
        throw new ObjectFilter.Refusal(
                "a dynamic proxy (of " + String.join(", ", interfaces) + ") is never deserialized from a message");
    }
}
