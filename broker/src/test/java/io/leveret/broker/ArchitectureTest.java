package io.leveret.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Arrows point down only, and what belongs to one loop needs no lock. */
class ArchitectureTest {
    private static final String BROKER = "io.leveret.broker";

    /** From the top down; a room may use those below its own line. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of(""),
            Set.of("cli", "http"),
            Set.of("admin"),
            Set.of("net"),
            Set.of("session"),
            Set.of("topology"),
            Set.of("xa"),
            Set.of("queue"),
            Set.of("selector"),
            Set.of("journal"),
            Set.of("message"),
            Set.of("loop"),
            Set.of("disk"));

    /** Looked down upon by all; each with those of its own kind that it knows. */
    private static final Set<String> CELLAR = Set.of("security", "definitions", "insight", "config");

    private static final Set<String> CORE = Set.of("session", "topology", "queue", "message", "loop");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BROKER);

    private static String room(JavaClass of) {
        String name = of.getPackageName();
        return name.equals(BROKER) ? "" : name.substring(BROKER.length() + 1).split("\\.")[0];
    }

    private static int floor(String room) {
        for (int i = 0; i < FLOORS.size(); i++) if (FLOORS.get(i).contains(room)) return i;
        return FLOORS.size();
    }

    @Test
    void everyRoomHasItsFloor() {
        Set<String> rooms = new TreeSet<>();
        for (JavaClass each : CLASSES) rooms.add(room(each));
        rooms.removeIf(room -> floor(room) < FLOORS.size() || CELLAR.contains(room));
        assertTrue(rooms.isEmpty(), "rooms that this test does not know: " + rooms);
    }

    @Test
    void roomsLookDownOnly() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (!to.getPackageName().startsWith(BROKER)) return;
                String above = room(from);
                String below = room(to);
                boolean down = above.equals(below)
                        || floor(below) > floor(above)
                        || CELLAR.contains(above) && CELLAR.contains(below);
                if (!down) wrong.add(dependency.getDescription());
            });
        }
        assertTrue(wrong.isEmpty(), "arrows that point up or aside:\n" + String.join("\n", wrong));
    }

    @Test
    void nobodyKnowsTheProvider() {
        noClasses()
                .that()
                .resideInAPackage(BROKER + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.leveret.jms..", "io.leveret.ra..")
                .check(CLASSES);
    }

    @Test
    void theCoreNeedsNoLock() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (!CORE.contains(room(each))) continue;
            each.getFields().stream()
                    .filter(field -> field.getModifiers().contains(JavaModifier.VOLATILE))
                    .forEach(field -> wrong.add(field.getFullName() + " is volatile"));
            each.getMethods().stream()
                    .filter(method -> method.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                    .forEach(method -> wrong.add(method.getFullName() + " is synchronized"));
            each.getDirectDependenciesFromSelf().forEach(dependency -> {
                String name = dependency.getTargetClass().getBaseComponentType().getName();
                if (isConcurrent(name)) wrong.add(dependency.getDescription());
            });
        }
        assertTrue(wrong.isEmpty(), "the core belongs to one loop each:\n" + String.join("\n", wrong));
    }

    /** An executor is only asked to run something: the loop itself is one. */
    private static boolean isConcurrent(String name) {
        return name.startsWith("java.util.concurrent.") && !name.equals("java.util.concurrent.Executor");
    }

    /** What synchronized blocks compile to does not show in dependencies: they are looked for in the sources. */
    @Test
    void theCoreHasNoSynchronizedBlock() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String room : CORE) {
            try (var files = Files.list(sources().resolve(room))) {
                for (Path file : files.toList()) {
                    if (Files.isRegularFile(file) && Files.readString(file).contains("synchronized ("))
                        wrong.add(file.toString());
                }
            }
        }
        assertTrue(wrong.isEmpty(), "synchronized blocks in " + wrong);
    }

    @Test
    void nettyEndsAtTheDoor() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (!CORE.contains(room(each)) && !room(each).equals("journal")) continue;
            each.getDirectDependenciesFromSelf().forEach(dependency -> {
                String name = dependency.getTargetClass().getBaseComponentType().getName();
                if (name.startsWith("io.netty.") && !name.startsWith("io.netty.util.collection.")) {
                    wrong.add(dependency.getDescription());
                }
            });
        }
        assertTrue(wrong.isEmpty(), "buffers and sockets end above the core:\n" + String.join("\n", wrong));
    }

    @Test
    void everyRoomHasASentenceAtItsDoor() throws Exception {
        Set<String> missing = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            Path room = sources()
                    .resolve(each.getPackageName()
                            .substring(BROKER.length())
                            .replaceFirst("^\\.", "")
                            .replace('.', '/'));
            Path door = room.resolve("package-info.java");
            if (!Files.isRegularFile(door) || !Files.readString(door).startsWith("/**")) missing.add(room.toString());
        }
        assertTrue(missing.isEmpty(), "no package-info with a sentence in " + missing);
    }

    private static Path sources() {
        Path ours = Path.of("src/main/java/io/leveret/broker");
        return Files.isDirectory(ours) ? ours : Path.of("broker").resolve(ours);
    }
}
