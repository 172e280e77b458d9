package io.leveret.broker.http;

import io.leveret.broker.security.Login;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;

/** Who asks? Basic authentication, judged where the passwords are. */
final class Gate {
    private static final int LONGEST = 4096;

    private final HttpDoor.Judge judge;

    Gate(HttpDoor.Judge judge) {
        this.judge = judge;
    }

    /** @param authorization the header, or '' when there is none */
    void judge(String authorization, InetAddress from, Consumer<Login> answer) {
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6) || authorization.length() > LONGEST) {
            answer.accept(new Login.Malformed("no Basic authorization"));
            return;
        }
        byte[] both;
        try {
            both = Base64.getDecoder().decode(authorization.substring(6).strip());
        } catch (IllegalArgumentException e) {
            answer.accept(new Login.Malformed("the Basic authorization is not base64"));
            return;
        }
        int colon = 0;
        while (colon < both.length && both[colon] != ':') colon++;
        if (colon == both.length) {
            answer.accept(new Login.Malformed("the Basic authorization has no colon"));
            return;
        }
        String user = new String(both, 0, colon, StandardCharsets.UTF_8);
        judge.authenticate(user, Arrays.copyOfRange(both, colon + 1, both.length), from, answer);
    }
}
