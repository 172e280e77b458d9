package io.leveret.tck.tutorials;

import io.leveret.tck.Program;
import io.leveret.tck.Server;
import io.leveret.tck.Tools;
import java.util.ArrayList;
import java.util.List;

class PythonTutorialsTest extends TutorialsTest {
    @Override
    Program run(Server server, String name, String... arguments) {
        var command = new ArrayList<>(List.of(Tools.python(), name + ".py"));
        command.addAll(List.of(arguments));
        return Program.start(server, Tools.TUTORIALS.resolve("python"), command);
    }
}
