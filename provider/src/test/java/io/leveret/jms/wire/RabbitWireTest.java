package io.leveret.jms.wire;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A server without the extensions. */
class RabbitWireTest extends WireContract {
    private static Rabbit rabbit;

    @BeforeAll
    static void start() throws Exception {
        rabbit = Rabbit.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (rabbit != null) rabbit.close();
    }

    @Override
    WireOptions.Builder options() {
        return WireOptions.builder().endpoint(Endpoint.amqp("127.0.0.1", rabbit.port()));
    }
}
