package io.leveret.tck.tutorials;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.tck.Program;
import io.leveret.tck.Server;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** What docs/tutorials/README.md promises, whatever language the programs are written in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisabledIfSystemProperty(
        named = "leveret.test.target",
        matches = ".+",
        disabledReason = "the programs of both languages would use the same queues at once")
abstract class TutorialsTest {
    private static final String WAITING_FOR_TASKS = "waiting for tasks, Ctrl-C ends";
    private static final String LISTENING = "listening, Ctrl-C ends";

    private final Deque<Program> running = new ArrayDeque<>();
    private Server server;

    /** How a program is run that is called so in the Python folder. */
    abstract Program run(Server server, String name, String... arguments);

    @BeforeAll
    void startServer() {
        server = Server.start();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @AfterEach
    void stopPrograms() {
        while (!running.isEmpty()) running.pop().close();
    }

    final Program start(String name, String... arguments) {
        var program = run(server, name, arguments);
        running.push(program);
        return program;
    }

    final Server server() {
        return server;
    }

    @Test
    void helloIsReceived() {
        assertEquals(List.of("sent: Hello, hare!"), start("hello_send").finish());
        var receiving = start("hello_receive").awaitLine("received: Hello, hare!");
        assertEquals(List.of("waiting for messages, Ctrl-C ends", "received: Hello, hare!"), receiving.lines());
        start("hello_send").finish();
        receiving.awaitLines("received: Hello, hare!", 2);
    }

    @Test
    void tasksAreSharedFairlyAndSurviveTheirWorker() {
        var one = start("task_worker").awaitLine(WAITING_FOR_TASKS);
        assertEquals(
                List.of("new task: A long task" + ".".repeat(40)),
                start("task_new", "A", "long", "task" + ".".repeat(40)).finish());
        one.awaitLine("working: A long task" + ".".repeat(40));
        var two = start("task_worker").awaitLine(WAITING_FOR_TASKS);
        start("task_new", "A", "short", "one.").finish();
        start("task_new", "Another", "short", "one.").finish();
        two.awaitLine("done: Another short one.");
        assertEquals(
                List.of(
                        WAITING_FOR_TASKS,
                        "working: A short one.",
                        "done: A short one.",
                        "working: Another short one.",
                        "done: Another short one."),
                two.lines());
        one.close();
        two.awaitLine("working again: A long task" + ".".repeat(40));
    }

    @Test
    void everybodyHearsWhatIsTold() {
        var one = start("log_receive");
        var two = start("log_receive");
        one.awaitLine(LISTENING);
        two.awaitLine(LISTENING);
        assertEquals(
                List.of("told: The fox is here"),
                start("log_emit", "The", "fox", "is", "here").finish());
        for (var listener : List.of(one, two)) {
            listener.awaitLine("heard: The fox is here");
            assertEquals(List.of(LISTENING, "heard: The fox is here"), listener.lines());
        }
    }

    @Test
    void severitiesAreChosen() {
        var some = start("severity_receive", "warning", "error");
        var all = start("severity_receive", "info", "warning", "error");
        some.awaitLine("listening for warning error, Ctrl-C ends");
        all.awaitLine("listening for info warning error, Ctrl-C ends");
        assertEquals(
                List.of("told: info: All is quiet"),
                start("severity_emit", "info", "All", "is", "quiet").finish());
        start("severity_emit", "error", "The", "fox", "is", "here").finish();
        all.awaitLine("heard: info: All is quiet").awaitLine("heard: error: The fox is here");
        some.awaitLine("heard: error: The fox is here");
        assertEquals(
                List.of("listening for warning error, Ctrl-C ends", "heard: error: The fox is here"), some.lines());
    }

    @Test
    void topicsAreChosenByPattern() {
        var garden = start("topic_receive", "garden.#");
        var foxes = start("topic_receive", "*.fox.*", "garden.carrot.*");
        garden.awaitLine("listening for garden.#, Ctrl-C ends");
        foxes.awaitLine("listening for *.fox.* garden.carrot.*, Ctrl-C ends");
        start("topic_emit", "garden.carrot.ripe", "Come", "and", "see").finish();
        start("topic_emit", "field.fox.near", "Be", "still").finish();
        assertEquals(
                List.of("told: garden: Closed"),
                start("topic_emit", "garden", "Closed").finish());
        garden.awaitLine("heard: garden: Closed");
        foxes.awaitLine("heard: field.fox.near: Be still");
        assertEquals(
                List.of("heard: garden.carrot.ripe: Come and see", "heard: garden: Closed"),
                garden.lines().subList(1, 3));
        assertEquals(
                List.of("heard: garden.carrot.ripe: Come and see", "heard: field.fox.near: Be still"),
                foxes.lines().subList(1, 3));
    }

    @Test
    void questionsAreAnswered() {
        var answering = start("rpc_server").awaitLine("waiting for questions, Ctrl-C ends");
        assertEquals(
                List.of("asked: 30", "answer: 832040"),
                start("rpc_client", "30").finish());
        assertEquals(
                List.of("asked: 10", "answer: 55"), start("rpc_client", "10").finish());
        answering.awaitLine("asked: 30").awaitLine("asked: 10");
    }
}
