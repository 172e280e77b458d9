package io.leveret.broker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What strangers, clumsy clients and users without the rank get. */
class LimitsTest {
    private static Managed managed;

    @BeforeAll
    static void open() {
        managed = new Managed();
        managed.user("nobody", "");
        managed.user("mouse", "management");
        managed.user("watcher", "monitoring");
        managed.put("/api/vhosts/closed", "");
        managed.put("/api/permissions/%2F/mouse", "{\"configure\":\"^own\",\"write\":\"\",\"read\":\"\"}");
        String queues = "{\"queues\":[{\"name\":\"own\",\"vhost\":\"/\"},{\"name\":\"other\",\"vhost\":\"/\"},"
                + "{\"name\":\"far\",\"vhost\":\"closed\"}]}";
        managed.as("guest", "POST", "/api/definitions", queues);
    }

    @AfterAll
    static void close() {
        managed.close();
    }

    /** Everything that comes back until the broker closes the connection. */
    private static String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", managed.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String authorized(String head) {
        return head + "\r\nHost: x\r\nAuthorization: " + Managed.basic("guest", "guest") + "\r\n";
    }

    // ---- who

    @Test
    void whoDoesNotSayWhoIsToldHow() {
        Managed.Reply reply = managed.send(managed.request("/api/overview").GET());

        assertEquals(401, reply.status());
        assertTrue(reply.response()
                .headers()
                .firstValue("www-authenticate")
                .orElse("")
                .startsWith("Basic"));
        assertTrue(reply.reason().contains("curl -u"));
    }

    @Test
    void wrongPasswordsAndBrokenHeadersAreRefused() {
        for (String header :
                List.of(Managed.basic("guest", "x"), Managed.basic("", ""), "Basic !!", "Basic Z3Vlc3Q=", "Bearer x")) {
            assertEquals(
                    401,
                    managed.send(managed.request("/metrics").header("Authorization", header))
                            .status(),
                    header);
        }
    }

    @Test
    void withoutATagNothingIsShown() {
        Managed.Reply reply = managed.as("nobody", "GET", "/api/queues", "");

        assertEquals(403, reply.status());
        assertTrue(reply.reason().contains("management, monitoring or administrator"));
    }

    @Test
    void managementSeesItsOwnVirtualHostsOnly() {
        assertEquals(2, managed.as("mouse", "GET", "/api/queues", "").json().size());
        assertEquals(404, managed.as("mouse", "GET", "/api/queues/closed", "").status());
        assertEquals(
                404, managed.as("mouse", "GET", "/api/queues/closed/far", "").status());
        assertEquals(
                404, managed.as("mouse", "DELETE", "/api/queues/closed/far", "").status());
        assertEquals(1, managed.as("mouse", "GET", "/api/vhosts", "").json().size());
        assertEquals(
                2,
                managed.as("mouse", "GET", "/api/overview", "")
                        .json()
                        .at("/object_totals/queues")
                        .asInt());
        assertEquals(3, managed.as("watcher", "GET", "/api/queues", "").json().size());
    }

    @Test
    void managementChangesWhatItsPermissionsAllow() {
        assertEquals(
                403, managed.as("mouse", "DELETE", "/api/queues/%2F/other", "").status());
        assertEquals(
                403,
                managed.as("mouse", "DELETE", "/api/queues/%2F/own/contents", "")
                        .status());
        assertEquals(
                204, managed.as("mouse", "DELETE", "/api/queues/%2F/own", "").status());
        managed.as("guest", "POST", "/api/definitions", "{\"queues\":[{\"name\":\"own\",\"vhost\":\"/\"}]}");
    }

    @Test
    void whatConcernsTheWholeBrokerIsForAdministrators() {
        for (String path : List.of("/api/users", "/api/permissions", "/api/definitions", "/api/topic-permissions")) {
            assertEquals(403, managed.as("watcher", "GET", path, "").status(), path);
        }
        assertEquals(403, managed.as("watcher", "PUT", "/api/vhosts/x", "").status());
        assertEquals(
                403,
                managed.as("watcher", "PUT", "/api/users/watcher", "{\"tags\":\"administrator\"}")
                        .status());
        assertEquals(
                403,
                managed.as("watcher", "PUT", "/api/trace/%2F", "{\"on\":true}").status());
        assertEquals(403, managed.as("mouse", "GET", "/metrics", "").status());
        assertEquals(200, managed.as("watcher", "GET", "/metrics", "").status());
    }

    @Test
    void aPageOfAnotherSiteChangesNothing() {
        Managed.Reply reply = managed.send(managed.request("/api/queues/%2F/other")
                .header("Authorization", Managed.basic("guest", "guest"))
                .header("Origin", "http://evil.example")
                .DELETE());

        assertEquals(403, reply.status());
        assertEquals(200, managed.get("/api/queues/%2F/other").status());
    }

    // ---- what

    @Test
    void unknownPathsAndMethodsAreTold() {
        assertEquals("not_found", managed.get("/api/nothing").error());
        assertTrue(managed.get("/api/nothing").reason().contains("GET /api"));
        assertEquals(404, managed.get("/nothing").status());
        assertEquals(404, managed.get("/../etc/passwd").status());
        assertEquals(405, managed.put("/api/overview", "{}").status());
        assertTrue(managed.delete("/api/vhosts").reason().contains("GET"));
        assertTrue(managed.get("/api").json().size() > 40);
        assertEquals(200, managed.get("/api/").status());
    }

    @Test
    void badBodiesAreToldWithTheFieldThatIsWrong() {
        String path = "/api/permissions/%2F/guest";
        assertTrue(managed.put(path, "{").reason().contains("line 1"));
        assertTrue(managed.put(path, "[]").reason().contains("object"));
        assertTrue(managed.put(path, "").reason().contains("'configure' is missing"));
        assertTrue(managed.put(path, "{\"configure\":5}").reason().contains("'configure' must be a text"));
        assertTrue(managed.put(path, "{\"configure\":\"(\",\"write\":\"\",\"read\":\"\"}")
                .reason()
                .contains("not a regular expression"));
        assertTrue(managed.put("/api/permissions/%2F/nemo", "{\"configure\":\"\",\"write\":\"\",\"read\":\"\"}")
                .reason()
                .contains("nemo"));
        assertTrue(managed.put("/api/users/new", "{}").reason().contains("needs a password"));
        assertTrue(managed.put("/api/users/new", "{\"password\":\"\"}").reason().contains("empty"));
        assertTrue(managed.put("/api/trace/%2F", "{\"on\":\"yes\"}").reason().contains("true or false"));
        assertEquals(404, managed.put("/api/trace/nowhere", "{\"on\":true}").status());
        assertEquals(400, managed.put("/api/vhosts/" + "x".repeat(256), "").status());
        assertEquals(400, managed.put(path, "[".repeat(5000)).status());
    }

    @Test
    void brokenPercentSignsAreRefused() throws IOException {
        for (String path : List.of(
                "/api/queues/%", "/api/queues/%2", "/api/queues/%zz", "/api/queues/%ff", "/api/queues?name=%c3")) {
            assertTrue(raw(authorized("GET " + path + " HTTP/1.1") + "\r\n").contains(" 400 "), path);
        }
    }

    // ---- how much

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsRead() throws IOException {
        String announced = raw(
                authorized("PUT /api/vhosts/x HTTP/1.1") + "Content-Length: 999999999\r\n\r\n" + "x".repeat(2 << 20));
        assertTrue(announced.startsWith("HTTP/1.1 413"), announced);
        assertTrue(announced.contains("65536 bytes are allowed"), announced);
        Managed.Reply read = managed.put("/api/vhosts/x", " ".repeat(70_000));
        assertEquals(413, read.status());
        assertEquals(404, managed.get("/api/vhosts/x").status());
    }

    @Test
    void aChunkedBodyIsNoWayAroundTheLimit() throws IOException {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        String reply = raw(authorized("PUT /api/vhosts/x HTTP/1.1") + "Transfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(5) + "0\r\n\r\n");
        assertTrue(reply.startsWith("HTTP/1.1 413"), reply);
    }

    @Test
    void whoIsNotLetInSendsNoBody() throws IOException {
        String reply = raw(
                "POST /api/definitions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 30000000\r\n\r\n"
                        + "x".repeat(2 << 20));
        assertTrue(reply.startsWith("HTTP/1.1 401"), reply);
        assertFalse(reply.contains("100 Continue"));
    }

    @Test
    void longLinesAndHeadersAreRefused() throws IOException {
        assertTrue(raw("GET /" + "x".repeat(9000) + " HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 414"));
        assertTrue(
                raw("GET / HTTP/1.1\r\nX: " + "x".repeat(17_000) + "\r\n\r\n").startsWith("HTTP/1.1 431"));
        assertTrue(raw("this is no HTTP\r\n\r\n").startsWith("HTTP/1.1 400"));
    }

    @Test
    void requestsMayFollowEachOtherWithoutWaiting() throws IOException {
        String get = authorized("GET /api/whoami HTTP/1.1");
        String reply = raw(get + "\r\n" + get + "\r\n" + authorized("GET / HTTP/1.1") + "\r\n" + get
                + "Connection: close\r\n\r\n");
        assertEquals(5, reply.split("HTTP/1.1 200 OK", -1).length, reply);
        assertEquals(4, reply.split("\"name\":\"guest\"", -1).length, reply);
    }

    @Test
    void oldAndHeadRequestsAreAnsweredInTheirWay() throws IOException {
        String old = raw(authorized("GET /api/queues HTTP/1.0") + "\r\n");
        assertTrue(old.endsWith("]") && !old.contains("chunked"), old);
        String head = raw(authorized("HEAD /api/queues HTTP/1.1") + "Connection: close\r\n\r\n");
        assertTrue(head.startsWith("HTTP/1.1 200") && head.endsWith("\r\n\r\n"), head);
        assertFalse(head.contains("\"name\""));
    }

    // ---- the page

    @Test
    void thePageIsForEverybodyAndKeepsToItself() {
        Managed.Reply page = managed.send(managed.request("/").GET());

        assertEquals(200, page.status());
        var headers = page.response().headers();
        assertTrue(headers.firstValue("content-security-policy").orElse("").startsWith("default-src 'none'"));
        assertEquals("nosniff", headers.firstValue("x-content-type-options").orElse(""));
        assertEquals("DENY", headers.firstValue("x-frame-options").orElse(""));
        assertFalse(
                page.text().contains("http://") || page.text().contains("https://"), "nothing comes from elsewhere");
        String tag = headers.firstValue("etag").orElseThrow();
        assertEquals(
                304,
                managed.send(managed.request("/").header("If-None-Match", tag)).status());
        assertEquals(
                "no-store",
                managed.get("/api/whoami")
                        .response()
                        .headers()
                        .firstValue("cache-control")
                        .orElse(""));
    }
}
