package io.leveret.broker;

import io.leveret.broker.config.Version;
import io.leveret.broker.definitions.Definitions;
import io.leveret.broker.definitions.DefinitionsReader;
import io.leveret.broker.definitions.DefinitionsWriter;
import io.leveret.broker.definitions.UserDefinition;
import io.leveret.broker.definitions.VirtualHostDefinition;
import io.leveret.broker.disk.DiskFile;
import io.leveret.broker.disk.FolderDisk;
import io.leveret.broker.security.Directory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What belongs to the whole broker, on disk: users, rights and the names of the virtual hosts, in the format of definitions. It is
 * small and changes rarely, so it is written whole, beside the old one, forced, and then takes its name: a crash leaves the old
 * one or the new one.
 */
final class RegistryFile {
    private static final Logger log = LoggerFactory.getLogger(RegistryFile.class);

    private static final String NAME = "broker.json";

    private RegistryFile() {}

    static boolean exists(Path dataDir) {
        return Files.exists(dataDir.resolve(NAME));
    }

    static Definitions read(Path dataDir) {
        return DefinitionsReader.read(dataDir.resolve(NAME), "/");
    }

    static void write(Path dataDir, Collection<String> virtualHosts, Directory directory) {
        Definitions all = new Definitions(
                virtualHosts.stream().map(VirtualHostDefinition::named).toList(),
                directory.users().stream().map(UserDefinition::of).toList(),
                directory.permissions(),
                directory.topicPermissions(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new DefinitionsWriter("Leveret", Version.current()).write(all, bytes);
            FolderDisk disk = new FolderDisk(dataDir);
            try (DiskFile file = disk.open(NAME + ".new")) {
                file.resize(0);
                file.write(ByteBuffer.wrap(bytes.toByteArray()), 0);
                file.force();
            }
            disk.rename(NAME + ".new", NAME);
            disk.forceNames();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "users and virtual hosts could not be written to " + dataDir.resolve(NAME) + ": "
                            + failure.getMessage(),
                    failure);
        }
    }

    /** A virtual host was deleted: so are its messages. */
    static void deleteFolder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException failure) {
            log.warn("the folder {} of a deleted vhost could not be deleted: {}", folder, failure.toString());
        }
    }
}
