package io.leveret.tck.jms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leveret.tck.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/CONFORMANCE.md says what the tests of this package prove, and every method of the API is in it. */
class ConformanceTest {
    private static final Path TABLE = Tools.MODULE.resolveSibling("docs").resolve("CONFORMANCE.md");
    private static final String BEGIN = "<!-- made from the tests: begin -->";
    private static final String END = "<!-- made from the tests: end -->";

    /** Interfaces whose methods no test must be about, and why. */
    private static final Map<Set<String>, String> NOT_DEMANDED = Map.of(
            Set.of(
                    "XAConnection",
                    "XAConnectionFactory",
                    "XAJMSContext",
                    "XAQueueConnection",
                    "XAQueueConnectionFactory",
                    "XAQueueSession",
                    "XASession",
                    "XATopicConnection",
                    "XATopicConnectionFactory",
                    "XATopicSession"),
            "two-phase transactions are not offered yet");

    private record Proof(Proves proves, Class<?> type, Method test) {
        String line() {
            String methods =
                    Arrays.stream(proves.methods()).map(m -> "`" + m + "`").collect(Collectors.joining(", "));
            return "| " + proves.section() + " | " + proves.value() + " | " + methods + " | `" + type.getSimpleName()
                    + "." + test.getName() + "` |";
        }

        boolean isAbout(Method method) {
            String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
            String parameters = Arrays.stream(method.getParameterTypes())
                    .map(Class::getSimpleName)
                    .collect(Collectors.joining(", ", "(", ")"));
            return Arrays.stream(proves.methods()).anyMatch(m -> m.equals(name) || m.equals(name + parameters));
        }
    }

    @Test
    void theTableSaysWhatTheTestsProve() throws IOException {
        String table = proofs().stream()
                .map(Proof::line)
                .collect(Collectors.joining(
                        "\n", "| Section | Assertion | Methods | Test |\n|---|---|---|---|\n", "\n"));
        String text = Files.readString(TABLE);
        int begin = text.indexOf(BEGIN) + BEGIN.length() + 1, end = text.indexOf(END);
        String wanted = text.substring(0, begin) + table + text.substring(end);
        if (Boolean.getBoolean("leveret.conformance.write")) Files.writeString(TABLE, wanted);
        else
            assertEquals(
                    wanted, text, "docs/CONFORMANCE.md is old; run this test with -Dleveret.conformance.write=true");
    }

    @Test
    void everyMethodOfTheApiIsInTheTable() throws Exception {
        List<Proof> proofs = proofs();
        TreeSet<String> missing = new TreeSet<>();
        for (Class<?> type : api()) {
            if (NOT_DEMANDED.keySet().stream().anyMatch(names -> names.contains(type.getSimpleName()))) continue;
            for (Method method : type.getDeclaredMethods()) {
                if (!Modifier.isStatic(method.getModifiers()) && proofs.stream().noneMatch(p -> p.isAbout(method))) {
                    missing.add(type.getSimpleName() + "." + method.getName()
                            + Arrays.stream(method.getParameterTypes())
                                    .map(Class::getSimpleName)
                                    .collect(Collectors.joining(", ", "(", ")")));
                }
            }
        }
        assertEquals(new TreeSet<>(), missing, "methods that no test is about");
    }

    @Test
    void whatATestIsAboutExists() throws Exception {
        List<Method> methods = api().stream()
                .flatMap(t -> Arrays.stream(t.getDeclaredMethods()))
                .toList();
        for (Proof proof : proofs()) {
            for (String name : proof.proves.methods()) {
                Proof one = proof;
                boolean known = methods.stream()
                        .anyMatch(m -> one.isAbout(m)
                                && name.startsWith(m.getDeclaringClass().getSimpleName() + "." + m.getName()));
                if (!known) throw new AssertionError(proof.test + " names " + name + ", which the API does not have");
            }
        }
    }

    /** In the order of the specification, then by name. */
    private static List<Proof> proofs() {
        List<Proof> proofs = new ArrayList<>();
        for (Class<?> type : testClasses()) {
            for (Method method : type.getDeclaredMethods()) {
                Proves proves = method.getAnnotation(Proves.class);
                if (proves != null) proofs.add(new Proof(proves, type, method));
            }
        }
        proofs.sort(Comparator.comparing((Proof p) -> padded(p.proves.section()))
                .thenComparing(p -> p.type.getSimpleName())
                .thenComparing(p -> p.test.getName()));
        return proofs;
    }

    private static String padded(String section) {
        return Arrays.stream(section.split("\\."))
                .map(s -> "   ".substring(Math.min(3, s.length())) + s)
                .collect(Collectors.joining("."));
    }

    private static List<Class<?>> testClasses() {
        try (Stream<Path> files =
                Files.list(Path.of(ConformanceTest.class.getResource(".").toURI()))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith("Test.class"))
                    .sorted()
                    .<Class<?>>map(
                            f -> load(ConformanceTest.class.getPackageName() + "." + f.substring(0, f.length() - 6)))
                    .toList();
        } catch (Exception e) {
            throw new IllegalStateException("the tests of this package cannot be listed", e);
        }
    }

    /** Every public interface of jakarta.jms; what belongs to an application server's own side is in it too. */
    private static List<Class<?>> api() throws Exception {
        URI jar = URI.create("jar:"
                + jakarta.jms.Message.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation());
        try (var files = FileSystems.newFileSystem(jar, Map.of());
                Stream<Path> list = Files.list(files.getPath("/jakarta/jms"))) {
            return list.map(p -> p.getFileName().toString())
                    .filter(n -> n.endsWith(".class"))
                    .<Class<?>>map(n -> load("jakarta.jms." + n.substring(0, n.length() - 6)))
                    .filter(c -> c.isInterface() && !c.isAnnotation())
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ConformanceTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
