package io.leveret.tck.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.tck.Program;
import io.leveret.tck.Server;
import io.leveret.tck.Tools;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** amqplib, the client for Node, by the script in resources/amqplib. */
class AmqplibTest {

    @ParameterizedTest
    @ValueSource(strings = {"amqplib", "amqplib-0"})
    void programsWork(String library) {
        var command = List.of(Tools.node(), "client.js", library);
        try (var server = Server.start();
                var program = Program.start(server, Tools.resource("/amqplib"), command)) {
            var lines = program.finish();
            assertEquals("all is well", lines.get(lines.size() - 1));
        }
    }
}
