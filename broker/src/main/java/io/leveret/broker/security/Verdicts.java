package io.leveret.broker.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords found right or wrong a moment ago. The key is a keyed digest of user, stored hash and password: no password can be read
 * from it, and one that was changed is another key. Right and wrong ones have room of their own, so that guessing at random does not
 * push out those who know theirs. Guarded by its user.
 */
final class Verdicts {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec secret;
    private final long keepNanos;
    private final int most;
    private final Map<ByteBuffer, Long> right = new LinkedHashMap<>();
    private final Map<ByteBuffer, Long> wrong = new LinkedHashMap<>();

    Verdicts(long keepNanos, int most, SecureRandom random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        this.secret = new SecretKeySpec(key, HMAC);
        this.keepNanos = keepNanos;
        this.most = most;
    }

    /** May be called by any thread. */
    ByteBuffer key(String user, PasswordHash hash, byte[] password) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            // Each with its length, or two different triples could be one text.
            for (String part : new String[] {user, hash.text()}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                mac.update(bytes);
            }
            return ByteBuffer.wrap(mac.doFinal(password));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HMAC + ", which every Java must have", e);
        }
    }

    Optional<Boolean> find(ByteBuffer key, long now) {
        dropOld(right, now);
        dropOld(wrong, now);
        if (right.containsKey(key)) {
            return Optional.of(true);
        }
        return wrong.containsKey(key) ? Optional.of(false) : Optional.empty();
    }

    void add(ByteBuffer key, boolean verdict, long now) {
        Map<ByteBuffer, Long> room = verdict ? right : wrong;
        room.remove(key);
        room.put(key, now);
        if (room.size() > most) {
            Iterator<ByteBuffer> oldest = room.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    int size() {
        return right.size() + wrong.size();
    }

    /** In order of age, so this ends at the first that is young enough. */
    private void dropOld(Map<ByteBuffer, Long> room, long now) {
        Iterator<Long> oldest = room.values().iterator();
        while (oldest.hasNext() && now - oldest.next() >= keepNanos) {
            oldest.remove();
        }
    }
}
