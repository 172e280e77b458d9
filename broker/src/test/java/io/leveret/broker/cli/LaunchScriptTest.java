package io.leveret.broker.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The {@code leveret} script in a house of its own, with a Java and a Maven that only say how they were called. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class LaunchScriptTest {
    private static final List<String> TOOLS = List.of(
            "bash",
            "sh",
            "env",
            "readlink",
            "dirname",
            "sed",
            "head",
            "tail",
            "find",
            "rm",
            "mkdir",
            "mv",
            "touch",
            "cat",
            "sleep");

    @TempDir
    Path folder;

    private Path house;
    private Path bin;

    @BeforeEach
    void build() throws IOException {
        house = Files.createDirectories(folder.toRealPath().resolve("the house"));
        bin = Files.createDirectories(folder.resolve("bin"));
        for (String module : List.of("amqp", "broker")) {
            Files.createDirectories(house.resolve(module).resolve("src/main/java"));
            Files.writeString(house.resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(house.resolve("pom.xml"), "");
        Files.copy(Path.of("..", "leveret"), house.resolve("leveret"));
        executable(house.resolve("leveret"));
        for (String tool : TOOLS) {
            Path real = Stream.of("/usr/bin", "/bin")
                    .map(place -> Path.of(place, tool))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + tool + " on this machine"));
            script(tool, "exec " + real + " \"$@\"\n");
        }
        java("17.0.9");
        script("javac", "exit 0");
        maven("3.9.6", "echo built >> builds\n" + WHOLE);
    }

    /** What a build leaves behind that went to its end. */
    private static final String WHOLE = """
            mkdir -p broker/target/lib broker/target/classes/io/leveret/broker/config amqp/target
            echo 'version=1.2.3' > broker/target/classes/io/leveret/broker/config/version.properties
            touch broker/target/leveret-broker-1.2.3.jar amqp/target/leveret-amqp-1.2.3.jar
            """;

    private void java(String version) throws IOException {
        script("java", """
                if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-01-01' >&2; exit 0; fi
                echo "pid $$"
                echo "in $PWD"
                for a in "$@"; do echo "arg $a"; done
                """.formatted(version));
    }

    private void maven(String version, String does) throws IOException {
        script("mvn", """
                if [ "$2" = -version ]; then echo 'Apache Maven %s (x)'; echo 'Java version: 17.0.9, vendor: x'; exit 0; fi
                echo "called with $*"
                %s""".formatted(version, does));
    }

    private void script(String name, String text) throws IOException {
        Files.writeString(bin.resolve(name), "#!/bin/sh\n" + text);
        executable(bin.resolve(name));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Ran(int status, List<String> out, String err, long pid) {}

    private Ran run(Map<String, String> environment, Path command, String... args)
            throws IOException, InterruptedException {
        Process process = start(environment, command, args);
        String out = new String(process.getInputStream().readAllBytes());
        return new Ran(process.waitFor(), out.lines().toList(), Files.readString(folder.resolve("err")), process.pid());
    }

    private Process start(Map<String, String> environment, Path command, String... args) throws IOException {
        var line = new ArrayList<>(List.of(command.toString()));
        line.addAll(List.of(args));
        var builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Ran run(String... args) throws IOException, InterruptedException {
        return run(Map.of(), house.resolve("leveret"), args);
    }

    private long builds() throws IOException {
        return Files.exists(house.resolve("builds"))
                ? Files.readAllLines(house.resolve("builds")).size()
                : 0;
    }

    @Test
    void buildsOnceSaysSoInOneLineAndRunsTheMainClassWithTheArgumentsAsTheyStand()
            throws IOException, InterruptedException {
        Ran first = run("start", "--data", "a b");
        assertEquals(0, first.status(), first.err());
        assertEquals(1, first.err().lines().count(), first.err());
        assertTrue(first.err().startsWith("leveret: building Leveret, once"), first.err());
        int main = first.out().indexOf("arg io.leveret.broker.Main");
        assertEquals(
                List.of("arg start", "arg --data", "arg a b"),
                first.out().subList(main + 1, first.out().size()));
        assertTrue(first.out()
                .contains(
                        "arg " + house + "/broker/target/leveret-broker-1.2.3.jar:" + house + "/broker/target/lib/*"));
        assertTrue(first.out().contains("in " + folder.toRealPath()), "it runs where it was called");
        Ran second = run("start");
        assertEquals("", second.err());
        assertEquals(1, builds());
    }

    @Test
    void javaTakesTheProcessOverSoThatSignalsArriveThere() throws IOException, InterruptedException {
        run("start");
        Ran ran = run("start");
        assertTrue(ran.out().contains("pid " + ran.pid()), ran.out()::toString);
    }

    @Test
    void worksThroughSymlinksFromAnywhere() throws IOException, InterruptedException {
        Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("the house", "leveret"));
        Path second = Files.createSymbolicLink(bin.resolve("second"), first.toAbsolutePath());
        assertEquals(0, run(Map.of("CDPATH", "/"), second, "start").status());
        assertEquals(1, builds());
    }

    @Test
    void buildsAgainWhenASourceIsNewerOrGone() throws IOException, InterruptedException {
        Path source = Files.writeString(house.resolve("broker/src/main/java/A.java"), "");
        run("start");
        var later = FileTime.fromMillis(System.currentTimeMillis() + 60_000);
        Files.setLastModifiedTime(source, later);
        run("start");
        assertEquals(2, builds());
        Files.setLastModifiedTime(
                house.resolve("broker/target/leveret.built"), FileTime.fromMillis(later.toMillis() + 60_000));
        run("start");
        assertEquals(2, builds());
        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), FileTime.fromMillis(later.toMillis() + 120_000));
        run("start");
        assertEquals(3, builds());
    }

    @Test
    void testsAndFormattingDoNotKeepItFromStarting() throws IOException, InterruptedException {
        run("start");
        String log = Files.readString(house.resolve("broker/target/build.log"));
        assertTrue(log.contains("-Dmaven.test.skip=true -pl broker -am package"), log);
    }

    @Test
    void javaOptionsComeAfterOurOwnAndAreSplitAtSpaces() throws IOException, InterruptedException {
        Ran ran = run(Map.of("JAVA_OPTS", "-Xmx2g -Da=b"), house.resolve("leveret"), "start");
        int ours = ran.out().indexOf("arg -XX:+UseG1GC");
        assertTrue(ours >= 0 && ran.out().indexOf("arg -Xmx2g") > ours, ran.out()::toString);
        assertTrue(ran.out().contains("arg -Da=b"), ran.out()::toString);
    }

    @Test
    void aCollectorOfTheUsersTakesThePlaceOfOurs() throws IOException, InterruptedException {
        Ran ran = run(Map.of("JAVA_OPTS", "-XX:+UseParallelGC"), house.resolve("leveret"), "start");
        assertFalse(ran.out().contains("arg -XX:+UseG1GC"), ran.out()::toString);
    }

    @Test
    void aNewerJavaIsToldToKeepQuietAboutNativeCode() throws IOException, InterruptedException {
        java("25");
        assertTrue(run("start").out().contains("arg --enable-native-access=ALL-UNNAMED"));
    }

    @Test
    void aMissingJavaIsNamedWithWhatToDo() throws IOException, InterruptedException {
        Files.delete(bin.resolve("java"));
        Ran ran = run("start");
        assertEquals(1, ran.status());
        assertTrue(ran.err().startsWith("leveret: Java is missing: install a JDK 17"), ran.err());
    }

    @Test
    void anOldJavaIsNamedWithItsVersion() throws IOException, InterruptedException {
        for (String old : List.of("1.8.0_402", "11.0.2")) {
            java(old);
            Ran ran = run("start");
            assertEquals(1, ran.status());
            assertTrue(ran.err().contains("too old") && ran.err().contains(old), ran.err());
        }
    }

    @Test
    void aJavaHomeWithoutJavaIsNamed() throws IOException, InterruptedException {
        Ran ran = run(Map.of("JAVA_HOME", "/nowhere"), house.resolve("leveret"), "start");
        assertEquals(1, ran.status());
        assertTrue(ran.err().contains("JAVA_HOME is /nowhere"), ran.err());
    }

    @Test
    void aMissingMavenAnOldOneAndAMissingCompilerAreNamed() throws IOException, InterruptedException {
        maven("3.6.3", "");
        assertTrue(run("start").err().contains("Maven is too old: 3.6.3"));
        Files.delete(bin.resolve("mvn"));
        assertTrue(run("start").err().contains("Maven is missing"));
        Files.delete(bin.resolve("javac"));
        assertTrue(run("start").err().contains("no compiler (javac)"));
    }

    @Test
    void aBuiltHouseNeedsNoMaven() throws IOException, InterruptedException {
        run("start");
        Files.delete(bin.resolve("mvn"));
        Files.delete(bin.resolve("javac"));
        assertEquals(0, run("start").status());
    }

    @Test
    void aFailedBuildShowsItsLogAndLeavesNoJars() throws IOException, InterruptedException {
        maven("3.9.6", WHOLE + "echo 'cannot find symbol'\nexit 1\n");
        Ran ran = run("start");
        assertEquals(1, ran.status());
        assertTrue(ran.err().contains("cannot find symbol"), ran.err());
        assertTrue(ran.err().contains("build.log"), ran.err());
        assertNothingHalfBuilt();
    }

    @Test
    void anInterruptedBuildLeavesNoJarsAndTheNextStartBuildsAgain() throws IOException, InterruptedException {
        Path halfWay = folder.resolve("at work");
        maven("3.9.6", WHOLE + "touch '" + halfWay + "'\nexec sleep 50\n");
        Process process = start(Map.of(), house.resolve("leveret"), "start");
        while (!Files.exists(halfWay)) {
            assertFalse(process.waitFor(5, TimeUnit.MILLISECONDS), "it ended before it was interrupted");
        }
        process.toHandle().destroy();
        assertEquals(143, process.waitFor());
        assertNothingHalfBuilt();
        maven("3.9.6", "echo built >> builds\n" + WHOLE);
        assertEquals(0, run("start").status());
        assertEquals(1, builds());
    }

    private void assertNothingHalfBuilt() throws IOException {
        try (var left = Files.walk(house)) {
            assertEquals(
                    List.of(),
                    left.map(Path::toString)
                            .filter(f ->
                                    f.endsWith(".jar") || f.contains("leveret.built") || f.contains("leveret.lock"))
                            .toList());
        }
    }

    @Test
    void aBuildKilledOutrightIsSweptAwayByTheNext() throws IOException, InterruptedException {
        Path target = Files.createDirectories(house.resolve("broker/target"));
        Path half = Files.writeString(target.resolve("leveret-broker-1.2.2.jar"), "half");
        Path lock = Files.createDirectories(target.resolve("leveret.lock"));
        Files.writeString(lock.resolve("pid"), "99999999\n");
        assertEquals(0, run("start").status());
        assertFalse(Files.exists(half));
        assertFalse(Files.exists(lock));
    }

    @Test
    void twoStartsAtOnceBuildOnce() throws IOException, InterruptedException {
        Process one = start(Map.of(), house.resolve("leveret"), "start");
        Process two = start(Map.of(), house.resolve("leveret"), "start");
        assertEquals(0, one.waitFor());
        assertEquals(0, two.waitFor());
        assertEquals(1, builds());
    }
}
