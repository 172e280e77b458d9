package io.leveret.broker.session;

import java.util.Base64;
import java.util.random.RandomGenerator;

/** Names that the broker chooses: a prefix that says what it is, and 22 characters that nobody can guess. */
final class Names {
    private final RandomGenerator random;

    Names(RandomGenerator random) {
        this.random = random;
    }

    String queue() {
        return "amq.gen-" + unique();
    }

    String consumerTag() {
        return "amq.ctag-" + unique();
    }

    String replyAddress() {
        return ReplyTo.PREFIX + unique();
    }

    private String unique() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
