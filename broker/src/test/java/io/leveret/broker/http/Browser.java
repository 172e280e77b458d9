package io.leveret.broker.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A Chromium without a window, told what to do by its debugging protocol. */
final class Browser implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();

    /** Where it is on this machine, if anywhere. */
    static Optional<Path> executable() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser(Path executable, Path folder, int width, int height, boolean dark) throws Exception {
        this.folder = folder;
        process = new ProcessBuilder(
                        executable.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--user-data-dir=" + folder,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        Path portFile = folder.resolve("DevToolsActivePort");
        Managed.eventually(() -> Files.exists(portFile) && lines(portFile).size() == 2);
        int port = Integer.parseInt(lines(portFile).get(0));
        var http = HttpClient.newHttpClient();
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/devtools/page/" + page(http, port)), new Listener())
                .get(10, TimeUnit.SECONDS);
        ask("Runtime.enable", JSON.createObjectNode());
        ask("Log.enable", JSON.createObjectNode());
        ask(
                "Emulation.setDeviceMetricsOverride",
                JSON.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", width < 700));
        ObjectNode media = JSON.createObjectNode();
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        ask("Emulation.setEmulatedMedia", media);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String page(HttpClient http, int port) throws Exception {
        var list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        String text = http.send(list, HttpResponse.BodyHandlers.ofString()).body();
        for (JsonNode target : JSON.readTree(text)) {
            if (target.get("type").textValue().equals("page"))
                return target.get("id").textValue();
        }
        throw new IllegalStateException("no page in " + text);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            text.append(part);
            from.request(1);
            if (!isLast) return null;
            try {
                JsonNode message = JSON.readTree(text.toString());
                if (message.has("id"))
                    asked.remove(message.get("id").intValue()).complete(message);
                else note(message);
            } catch (IOException e) {
                errors.add(e.toString());
            }
            text.setLength(0);
            return null;
        }
    }

    private void note(JsonNode event) {
        String kind = event.get("method").textValue();
        if (kind.equals("Runtime.exceptionThrown")) errors.add(event.toString());
        boolean error = event.at("/params/entry/level").asText().equals("error");
        // That a request was refused is told there as well; a policy that was broken is what matters.
        if (kind.equals("Log.entryAdded")
                && error
                && !event.at("/params/entry/source").asText().equals("network")) {
            errors.add(event.toString());
        }
    }

    private JsonNode ask(String method, ObjectNode parameters) throws Exception {
        int id = last.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        asked.put(id, answer);
        ObjectNode question = JSON.createObjectNode().put("id", id).put("method", method);
        question.set("params", parameters);
        socket.sendText(question.toString(), true).get(10, TimeUnit.SECONDS);
        JsonNode message = answer.get(10, TimeUnit.SECONDS);
        if (message.has("error")) throw new IllegalStateException(message.toString());
        return message.get("result");
    }

    void open(String address) throws Exception {
        ask("Page.navigate", JSON.createObjectNode().put("url", address));
    }

    /** What the script comes to, as text. */
    String run(String script) {
        try {
            JsonNode result = ask(
                    "Runtime.evaluate",
                    JSON.createObjectNode()
                            .put("expression", script)
                            .put("awaitPromise", true)
                            .put("returnByValue", true));
            if (result.has("exceptionDetails")) throw new IllegalStateException(result.toString());
            return result.at("/result/value").asText();
        } catch (Exception e) {
            throw new IllegalStateException(script, e);
        }
    }

    void until(String script) {
        Managed.eventually(() -> {
            try {
                return run("!!(" + script + ")").equals("true");
            } catch (IllegalStateException notYet) {
                return false;
            }
        });
    }

    void screenshot(Path file) throws Exception {
        ObjectNode how = JSON.createObjectNode().put("format", "png");
        Files.write(
                file,
                Base64.getDecoder()
                        .decode(ask("Page.captureScreenshot", how).get("data").textValue()));
    }

    /** Faults of the page's scripts, and what its policy forbade. */
    List<String> errors() {
        return errors;
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
        // They lead out of the folder, and are not to be followed when it is deleted.
        for (String link : List.of("SingletonSocket", "SingletonCookie", "SingletonLock")) {
            Files.deleteIfExists(folder.resolve(link));
        }
    }
}
