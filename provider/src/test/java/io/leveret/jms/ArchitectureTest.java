package io.leveret.jms;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Arrows point down only, and each room knows one world. */
class ArchitectureTest {
    private static final String PROVIDER = "io.leveret.jms";

    /** From the top down; a room may use those below its own line. The root, which has no name, is what names lead to. */
    private static final List<String> FLOORS =
            List.of("jndi", "", "context", "session", "mapping", "message", "destination", "options", "wire");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(PROVIDER);

    private static String room(JavaClass of) {
        String name = of.getPackageName();
        return name.equals(PROVIDER)
                ? ""
                : name.substring(PROVIDER.length() + 1).split("\\.")[0];
    }

    @Test
    void everyRoomHasItsFloor() {
        Set<String> rooms = new TreeSet<>();
        for (JavaClass each : CLASSES) rooms.add(room(each));
        rooms.removeIf(FLOORS::contains);
        assertTrue(rooms.isEmpty(), "rooms that this test does not know: " + rooms);
    }

    @Test
    void roomsLookDownOnly() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (!to.getPackageName().startsWith(PROVIDER)) return;
                if (FLOORS.indexOf(room(to)) < FLOORS.indexOf(room(from))) wrong.add(dependency.getDescription());
            });
        }
        assertTrue(wrong.isEmpty(), "arrows that point up:\n" + String.join("\n", wrong));
    }

    @Test
    void theWireKnowsNothingOfJakartaMessaging() {
        forbidden(Set.of("wire"), name -> name.startsWith("jakarta.jms."));
    }

    @Test
    void messagesKnowNothingOfTheWire() {
        forbidden(Set.of("message", "destination", "options"), name -> name.startsWith("io.leveret.amqp."));
    }

    @Test
    void nettyEndsAtTheWire() {
        Set<String> above = new TreeSet<>(FLOORS);
        above.remove("wire");
        forbidden(above, name -> name.startsWith("io.netty."));
    }

    @Test
    void nobodyKnowsTheBroker() {
        forbidden(
                Set.copyOf(FLOORS), name -> name.startsWith("io.leveret.broker.") || name.startsWith("io.leveret.ra."));
    }

    /** What is brought along is small: each library of ours has to be asked for. */
    @Test
    void onlyTheFewLibrariesAreUsed() {
        List<String> known = List.of("java.", "javax.", "jakarta.jms.", "io.leveret.", "io.netty.", "org.slf4j.");
        forbidden(
                Set.copyOf(FLOORS), name -> name.contains(".") && known.stream().noneMatch(name::startsWith));
    }

    private static void forbidden(Set<String> rooms, Predicate<String> names) {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            if (!rooms.contains(room(each))) continue;
            each.getDirectDependenciesFromSelf().forEach(dependency -> {
                String name = dependency.getTargetClass().getBaseComponentType().getName();
                if (names.test(name)) wrong.add(dependency.getDescription());
            });
        }
        assertTrue(wrong.isEmpty(), "not allowed here:\n" + String.join("\n", wrong));
    }

    @Test
    void everyRoomHasASentenceAtItsDoor() throws Exception {
        Set<String> missing = new TreeSet<>();
        for (JavaClass each : CLASSES) {
            String inside = each.getPackageName().substring(PROVIDER.length()).replaceFirst("^\\.", "");
            Path door = sources().resolve(inside.replace('.', '/')).resolve("package-info.java");
            if (!Files.isRegularFile(door) || !Files.readString(door).startsWith("/**")) missing.add(door.toString());
        }
        assertTrue(missing.isEmpty(), "no package-info with a sentence: " + missing);
    }

    private static Path sources() {
        Path ours = Path.of("src/main/java/io/leveret/jms");
        return Files.isDirectory(ours) ? ours : Path.of("provider").resolve(ours);
    }
}
