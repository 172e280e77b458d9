package io.leveret.tck.jms;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which assertion of the specification a test proves: docs/CONFORMANCE.md is made of these, and {@link ConformanceTest} keeps it so. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Proves {
    /** The section of Jakarta Messaging 3.1, as {@code 6.2.8}; {@code javadoc} where only the javadoc says it. */
    String section();

    /** The assertion, in our words. */
    String value();

    /**
     * The methods of the API that it is about: {@code Session.createQueue}, or {@code Session.createConsumer(Destination, String)} where
     * one overloading is meant; a name alone means all of that name.
     */
    String[] methods() default {};
}
