package io.leveret.jms.wire;

import io.leveret.broker.Broker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class LeveretWireTest extends WireContract {
    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.builder().port(0).inMemory().start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Override
    WireOptions.Builder options() {
        return WireOptions.builder().endpoint(Endpoint.amqp("127.0.0.1", broker.port()));
    }
}
