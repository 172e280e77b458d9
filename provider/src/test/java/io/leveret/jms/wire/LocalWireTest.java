package io.leveret.jms.wire;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leveret.broker.Broker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Within one JVM, without a socket. */
class LocalWireTest extends WireContract {
    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.builder().name("wire-test").port(0).inMemory().start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Override
    WireOptions.Builder options() {
        return WireOptions.builder().endpoint(Endpoint.vm("wire-test"));
    }

    @Test
    void aBrokerThatIsNotInThisJvmIsNamed() {
        var missing = assertThrows(
                WireException.Lost.class,
                () -> WireConnection.open(
                        WireOptions.builder().endpoint(Endpoint.vm("nobody")).build(), told));
        assertTrue(missing.getMessage().contains("vm://nobody"), missing.getMessage());
    }
}
