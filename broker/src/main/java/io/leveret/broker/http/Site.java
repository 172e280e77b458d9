package io.leveret.broker.http;

import io.leveret.broker.admin.Admin;
import io.leveret.broker.security.Login;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a request's head to who answers it. */
final class Site {
    private static final Logger log = LoggerFactory.getLogger(Site.class);

    private final Routes routes;
    private final PageFiles page;
    private final Gate gate;
    private final Admin admin;

    Site(Routes routes, PageFiles page, Gate gate, Admin admin) {
        this.routes = routes;
        this.page = page;
        this.gate = gate;
        this.admin = admin;
    }

    /** A request whose head was judged: it may come with its body, if that is not too long. */
    record Admitted(Routes.Route route, Caller caller, List<String> names, Map<String, String> query, String reason) {
        CompletableFuture<Answer> answer(byte[] body) {
            return route.handler().apply(new Request(caller, names, query, reason, body));
        }
    }

    private static String header(HttpRequest head, CharSequence name) {
        return head.headers().get(name, "");
    }

    private static String path(HttpRequest head) {
        String uri = head.uri();
        int question = uri.indexOf('?');
        return question < 0 ? uri : uri.substring(0, question);
    }

    private static boolean isGet(HttpRequest head) {
        return head.method().name().equals("GET") || head.method().name().equals("HEAD");
    }

    /** What everybody may have: the page, which asks for a name and a password itself. */
    Optional<Answer> open(HttpRequest head) {
        return isGet(head) ? page.find(path(head), header(head, HttpHeaderNames.IF_NONE_MATCH)) : Optional.empty();
    }

    /** Judges who asks and whether that user may; one of the two is called, on whatever thread. */
    void admit(HttpRequest head, InetAddress from, Consumer<Admitted> admitted, Consumer<Problem> refused) {
        if (!path(head).startsWith("/api") && !path(head).equals("/metrics")) {
            refused.accept(Problem.notFound("there is nothing here; the page is at /, and GET /api lists the API"));
            return;
        }
        gate.judge(header(head, HttpHeaderNames.AUTHORIZATION), from, login -> {
            Admitted found;
            try {
                found = admit(head, login, from);
            } catch (RuntimeException problem) {
                refused.accept(Problem.of(problem));
                return;
            }
            admitted.accept(found);
        });
    }

    private Admitted admit(HttpRequest head, Login login, InetAddress from) {
        if (!(login instanceof Login.Accepted accepted)) throw refuse(login, from);
        mustComeFromHere(head);
        String method =
                head.method().name().equals("HEAD") ? "GET" : head.method().name();
        List<String> path = Percent.segments(path(head));
        Routes.Route route = routes.find(method, path);
        route.check(accepted.user());
        String uri = head.uri();
        int question = uri.indexOf('?');
        return new Admitted(
                route,
                new Caller(accepted.user(), admin.directory()),
                route.names(path),
                question < 0 ? Map.of() : Percent.query(uri.substring(question + 1)),
                header(head, "x-reason").strip());
    }

    private static Problem refuse(Login login, InetAddress from) {
        if (login instanceof Login.Refused refused) {
            log.warn("management login from {} refused: {}", from.getHostAddress(), refused.reason());
            return new Problem(
                    401,
                    "not_authorized",
                    "login refused: the user or the password is wrong, or this user (as guest does) may come from the"
                            + " broker's own machine only; the broker's log says which");
        }
        return new Problem(
                401,
                "not_authorized",
                "who are you? Send a name and a password by Basic authentication (curl -u name)");
    }

    /** A page of another site, open in a browser that knows the password, must not change anything here. */
    private static void mustComeFromHere(HttpRequest head) {
        if (isGet(head)) return;
        HttpHeaders headers = head.headers();
        String origin = headers.get(HttpHeaderNames.ORIGIN, "");
        boolean elsewhere = "cross-site".equals(headers.get("sec-fetch-site"))
                || !origin.isEmpty() && !authority(origin).equals(headers.get(HttpHeaderNames.HOST, ""));
        if (elsewhere) {
            throw Problem.forbidden("a page of another site (%s) may not change anything here", origin);
        }
    }

    private static String authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getRawAuthority()).orElse("");
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
