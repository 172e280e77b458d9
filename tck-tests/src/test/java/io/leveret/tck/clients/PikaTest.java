package io.leveret.tck.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.tck.Program;
import io.leveret.tck.Server;
import io.leveret.tck.Tools;
import java.util.List;
import org.junit.jupiter.api.Test;

/** pika, the Python client, by the scripts in resources/pika. */
class PikaTest {

    private static List<String> run(String script) {
        var command = List.of(Tools.python(), script);
        try (var server = Server.start();
                var program = Program.start(server, Tools.resource("/pika"), command)) {
            return program.finish();
        }
    }

    @Test
    void blockingProgramsWork() {
        run("blocking.py");
    }

    @Test
    void asynchronousProgramsWork() {
        assertEquals(List.of("2000 sent, confirmed and received"), run("asynchronous.py"));
    }
}
