package io.leveret.broker.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.broker.Broker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** An embedded broker with its management door open, and a client that knocks at it. */
final class Managed implements AutoCloseable {
    final Broker broker;
    private final HttpClient client = HttpClient.newHttpClient();

    record Reply(int status, String text, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return new JsonMapper().readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        String error() {
            return json().get("error").textValue();
        }

        String reason() {
            return json().get("reason").textValue();
        }
    }

    Managed() {
        try {
            broker = Broker.builder()
                    .inMemory()
                    .port(0)
                    .set("host", "127.0.0.1")
                    .set("management-port", "0")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return broker.management().get(0).getPort();
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    Reply send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Reply as(String user, String method, String path, String body) {
        return send(request(path)
                .header("Authorization", basic(user, user))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    Reply get(String path) {
        return as("guest", "GET", path, "");
    }

    Reply put(String path, String body) {
        return as("guest", "PUT", path, body);
    }

    Reply delete(String path) {
        return as("guest", "DELETE", path, "");
    }

    /** A user whose password is the name. */
    void user(String name, String tags) {
        Reply made = put("/api/users/" + name, "{\"password\":\"" + name + "\",\"tags\":\"" + tags + "\"}");
        if (made.status() != 201) throw new IllegalStateException(made.text());
    }

    Connection connect() throws IOException, TimeoutException {
        return connect("guest");
    }

    Connection connect(String user) throws IOException, TimeoutException {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.port());
        factory.setUsername(user);
        factory.setPassword(user);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }

    static void eventually(BooleanSupplier condition) {
        long until = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) throw new AssertionError("not within 10 s");
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
