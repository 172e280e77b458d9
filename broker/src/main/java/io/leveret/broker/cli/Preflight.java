package io.leveret.broker.cli;

import io.leveret.broker.config.BrokerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Looks at what the settings name before anything is started, so that each thing missing is told with the setting that
 * mends it, and all of them at once.
 */
final class Preflight {
    private final List<String> mistakes = new ArrayList<>();
    private final List<String> obstacles = new ArrayList<>();

    /**
     * What was found.
     *
     * @param mistakes settings that name what is not there
     * @param obstacles what stands in the way of good settings: a port in use, a folder that cannot be written
     */
    record Findings(List<String> mistakes, List<String> obstacles) {}

    static Findings check(BrokerConfig config) {
        var flight = new Preflight();
        flight.file("definitions", config.definitions());
        flight.file("tls-certificate", config.tls().certificate());
        flight.file("tls-key", config.tls().key());
        flight.file("tls-keystore", config.tls().keystore());
        flight.file("tls-truststore", config.tls().truststore());
        flight.folder(config.dataDir().toAbsolutePath());
        flight.port(config, "port", config.port());
        flight.port(config, "management-port", config.managementPort());
        flight.port(
                config,
                "tls-port",
                config.tls().on() ? OptionalInt.of(config.tls().port()) : OptionalInt.empty());
        return new Findings(flight.mistakes, flight.obstacles);
    }

    private void file(String setting, Optional<Path> file) {
        file.filter(f -> !Files.isRegularFile(f) || !Files.isReadable(f)).ifPresent(f -> {
            String why = Files.exists(f) ? "cannot be read" : "is not there";
            mistakes.add("%s: the file %s %s".formatted(setting, f.toAbsolutePath(), why));
        });
    }

    private void folder(Path data) {
        Path nearest = data;
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        if (!Files.isDirectory(nearest)) {
            mistakes.add("data: %s is a file, and a folder is needed".formatted(nearest));
        } else if (!Files.isWritable(nearest)) {
            obstacles.add(
                    "data: the folder %s cannot be written by this user; choose another with --data, or change its owner"
                            .formatted(nearest));
        }
    }

    private void port(BrokerConfig config, String setting, OptionalInt port) {
        if (port.isEmpty()) {
            return;
        }
        for (InetSocketAddress address : config.addresses(port.getAsInt())) {
            if (address.isUnresolved()) {
                String text = "host: nobody knows the name %s".formatted(address.getHostString());
                if (!mistakes.contains(text)) {
                    mistakes.add(text);
                }
                continue;
            }
            try (var socket = new ServerSocket()) {
                socket.bind(address);
            } catch (IOException e) {
                obstacles.add(taken(setting, address, e));
            }
        }
    }

    private static String taken(String setting, InetSocketAddress address, IOException e) {
        String reason = Reasons.of(e);
        if (reason.contains("in use")) {
            return "%s: %d is in use by another program%s; choose another with --%s, 0 for any free one"
                    .formatted(
                            setting,
                            address.getPort(),
                            address.getAddress().isAnyLocalAddress() ? "" : " on " + address.getHostString(),
                            setting);
        }
        if (reason.contains("Permission denied")) {
            return "%s: this user may not open port %d; choose one above 1023 with --%s"
                    .formatted(setting, address.getPort(), setting);
        }
        return "host: cannot listen on %s, port %d: %s; see --host"
                .formatted(address.getHostString(), address.getPort(), reason);
    }
}
