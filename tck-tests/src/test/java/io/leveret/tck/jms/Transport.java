package io.leveret.tck.jms;

import io.leveret.broker.Broker;
import java.io.IOException;

/** The two ways to the one broker that all tests of this package share; each test makes names of its own. */
enum Transport {
    TCP {
        @Override
        String uri() {
            return "amqp://127.0.0.1:" + Shared.BROKER.port();
        }
    },
    IN_VM {
        @Override
        String uri() {
            return "vm://" + Shared.NAME;
        }
    };

    /** Where a factory connects to; more options may be appended after a question mark. */
    abstract String uri();

    static Broker broker() {
        return Shared.BROKER;
    }

    /** Started with the first test, ended with the JVM. */
    private static final class Shared {
        static final String NAME = "conformance";
        static final Broker BROKER = start();

        private static Broker start() {
            try {
                Broker broker = Broker.builder().port(0).inMemory().name(NAME).start();
                Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
                return broker;
            } catch (IOException e) {
                throw new IllegalStateException("the broker of the conformance tests does not start", e);
            }
        }
    }
}
