package io.leveret.tck.tutorials;

import io.leveret.tck.Program;
import io.leveret.tck.Server;
import io.leveret.tck.Tools;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JavaTutorialsTest extends TutorialsTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Of all that is on the path of the tests, only what the text tells a reader to fetch. */
    private static final String JARS = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.matches(".*[/\\\\](amqp-client|slf4j-api)-[^/\\\\]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));

    @Override
    Program run(Server server, String name, String... arguments) {
        // The programs are small and short-lived: compiling them well would take longer than they run.
        var command =
                new ArrayList<>(List.of(JAVA, "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", JARS, file(name)));
        command.addAll(List.of(arguments));
        return Program.start(server, Tools.TUTORIALS.resolve("java"), command);
    }

    /** hello_send is HelloSend.java here. */
    private static String file(String name) {
        return Arrays.stream(name.split("_"))
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining())
                + ".java";
    }

    @Test
    void theTwoLanguagesUnderstandEachOther() {
        var python = new PythonTutorialsTest();
        try (var answering = python.run(server(), "rpc_server")) {
            answering.awaitLine("waiting for questions, Ctrl-C ends");
            start("rpc_client", "20").finish();
            answering.awaitLine("asked: 20");
        }
    }
}
