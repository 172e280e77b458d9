package io.leveret.broker.security;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is stored in place of a password. New ones are {@link Pbkdf2}; {@link RabbitMq} holds what definitions bring along.
 *
 * <p>As text it is {@code algorithm$encoded}, and definitions keep the two parts as {@code hashing_algorithm} and {@code password_hash}.
 * Neither part ever appears in {@code toString}, so that a hash cannot slip into a log.
 */
public sealed interface PasswordHash {
    /** Some 50 ms of one core, on the machines of today. */
    int DEFAULT_ITERATIONS = 120_000;

    /** RabbitMQ's way to say "this user has no password and comes with a certificate". */
    PasswordHash NONE = new NoPassword();

    String algorithm();

    String encoded();

    /** Whether this is the password's hash; compared in constant time. An empty password is never right. */
    boolean verify(byte[] password);

    /** How many iterations of PBKDF2 {@link #verify} costs; 0 when it costs next to nothing. */
    int cost();

    default String text() {
        return algorithm() + "$" + encoded();
    }

    static PasswordHash hash(String password, int iterations, SecureRandom random) {
        if (password.isEmpty()) {
            throw new IllegalArgumentException(
                    "an empty password would let anyone in: give one, or store the user without a password");
        }
        byte[] salt = new byte[Pbkdf2.SALT];
        random.nextBytes(salt);
        byte[] clear = password.getBytes(StandardCharsets.UTF_8);
        return new Pbkdf2(iterations, salt, Pbkdf2.derive(clear, salt, iterations));
    }

    /** @throws IllegalArgumentException saying what is wrong with it, without quoting it */
    static PasswordHash parse(String text) {
        int dollar = text.indexOf('$');
        if (dollar < 0) {
            throw new IllegalArgumentException(
                    "a stored password must look like 'algorithm$hash', but has no '$' in it");
        }
        return of(text.substring(0, dollar), text.substring(dollar + 1));
    }

    /** @throws IllegalArgumentException saying what is wrong with it, without quoting the hash */
    static PasswordHash of(String algorithm, String encoded) {
        if (algorithm.equals(Pbkdf2.ALGORITHM)) {
            return Pbkdf2.decode(encoded);
        }
        Digest digest = Digest.named(algorithm);
        return encoded.isEmpty() ? NONE : RabbitMq.decode(digest, encoded);
    }

    /** RabbitMQ before 3.6.1 exported no algorithm; the three lengths tell them apart. */
    static PasswordHash ofUnnamedAlgorithm(String encoded) {
        if (encoded.isEmpty()) {
            return NONE;
        }
        int bytes = Encoding.base64(encoded, "the password hash").length;
        for (Digest digest : Digest.values()) {
            if (bytes == RabbitMq.SALT + digest.bytes) {
                return RabbitMq.decode(digest, encoded);
            }
        }
        throw new IllegalArgumentException("the password hash has " + bytes
                + " bytes, which no algorithm makes: 20 are MD5, 36 SHA-256, 68 SHA-512, salt included");
    }

    static List<String> algorithms() {
        return Stream.concat(Arrays.stream(Digest.values()).map(Digest::algorithm), Stream.of(Pbkdf2.ALGORITHM))
                .toList();
    }

    /** Takes as long as {@link #verify} of a hash of that cost: so that a refusal's time tells nothing. */
    static void spend(int iterations) {
        if (iterations > 0) {
            Pbkdf2.derive(new byte[] {1}, new byte[Pbkdf2.SALT], iterations);
        }
    }

    /** PBKDF2-HMAC-SHA256; the encoded form is {@code iterations$salt$hash}, the last two in base64. */
    record Pbkdf2(int iterations, byte[] salt, byte[] hash) implements PasswordHash {
        static final String ALGORITHM = "pbkdf2_sha256";
        static final int SALT = 16;
        private static final int HASH = 32;
        private static final int SHORTEST_SALT = 8;
        private static final int LONGEST_SALT = 64;
        /** About 5 s; a typing error in a stored hash must not hold up a login for hours. */
        private static final int MOST_ITERATIONS = 10_000_000;

        public Pbkdf2 {
            if (iterations < 1 || iterations > MOST_ITERATIONS) {
                throw new IllegalArgumentException("the iterations of a password hash are " + iterations
                        + ", allowed are 1 to " + MOST_ITERATIONS);
            }
            if (salt.length < SHORTEST_SALT || salt.length > LONGEST_SALT || hash.length != HASH) {
                throw new IllegalArgumentException(
                        "a " + ALGORITHM + " hash has a salt of " + SHORTEST_SALT + " to " + LONGEST_SALT
                                + " bytes and a hash of " + HASH + ", here are " + salt.length + " and " + hash.length);
            }
            salt = salt.clone();
            hash = hash.clone();
        }

        static Pbkdf2 decode(String encoded) {
            String[] parts = encoded.split("\\$", -1);
            if (parts.length != 3 || !parts[0].matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException(
                        "a " + ALGORITHM + " hash must look like 'iterations$salt$hash', salt and hash in base64");
            }
            return new Pbkdf2(
                    Integer.parseInt(parts[0]),
                    Encoding.base64(parts[1], "the salt"),
                    Encoding.base64(parts[2], "the hash"));
        }

        /** Over bytes, not characters as the JDK's own factory has it: a password that is no UTF-8 must not equal another. */
        static byte[] derive(byte[] password, byte[] salt, int iterations) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(password, "HmacSHA256"));
                mac.update(salt);
                mac.update(new byte[] {0, 0, 0, 1});
                byte[] block = mac.doFinal();
                byte[] result = block.clone();
                for (int i = 1; i < iterations; i++) {
                    mac.update(block);
                    mac.doFinal(block, 0);
                    for (int j = 0; j < result.length; j++) {
                        result[j] ^= block[j];
                    }
                }
                return result;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no HmacSHA256, which every Java must have", e);
            }
        }

        @Override
        public boolean verify(byte[] password) {
            return password.length > 0 && MessageDigest.isEqual(hash, derive(password, salt, iterations));
        }

        @Override
        public String algorithm() {
            return ALGORITHM;
        }

        @Override
        public String encoded() {
            Base64.Encoder base64 = Base64.getEncoder();
            return iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
        }

        @Override
        public int cost() {
            return iterations;
        }

        @Override
        public byte[] salt() {
            return salt.clone();
        }

        @Override
        public byte[] hash() {
            return hash.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Pbkdf2 that && text().equals(that.text());
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(hash);
        }

        @Override
        public String toString() {
            return ALGORITHM + " (hidden)";
        }
    }

    /** One round of a digest over a salt of four bytes and the password; the encoded form is base64 of salt and digest. */
    record RabbitMq(Digest digest, byte[] saltAndHash) implements PasswordHash {
        static final int SALT = 4;

        public RabbitMq {
            if (saltAndHash.length != SALT + digest.bytes) {
                throw new IllegalArgumentException("a " + digest.algorithm() + " hash has " + (SALT + digest.bytes)
                        + " bytes with its salt, here are " + saltAndHash.length);
            }
            saltAndHash = saltAndHash.clone();
        }

        static RabbitMq decode(Digest digest, String encoded) {
            return new RabbitMq(digest, Encoding.base64(encoded, "the password hash"));
        }

        @Override
        public boolean verify(byte[] password) {
            if (password.length == 0) {
                return false;
            }
            var salted = new ByteArrayOutputStream(SALT + password.length);
            salted.write(saltAndHash, 0, SALT);
            salted.writeBytes(password);
            byte[] expected = Arrays.copyOfRange(saltAndHash, SALT, saltAndHash.length);
            return MessageDigest.isEqual(expected, digest.of(salted.toByteArray()));
        }

        @Override
        public String algorithm() {
            return digest.algorithm();
        }

        @Override
        public String encoded() {
            return Base64.getEncoder().encodeToString(saltAndHash);
        }

        @Override
        public int cost() {
            return 0;
        }

        @Override
        public byte[] saltAndHash() {
            return saltAndHash.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof RabbitMq that && text().equals(that.text());
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(saltAndHash);
        }

        @Override
        public String toString() {
            return algorithm() + " (hidden)";
        }
    }

    /** No password is right; encoded, it is the empty hash. */
    record NoPassword() implements PasswordHash {
        @Override
        public boolean verify(byte[] password) {
            return false;
        }

        @Override
        public String algorithm() {
            return Digest.SHA256.algorithm();
        }

        @Override
        public String encoded() {
            return "";
        }

        @Override
        public int cost() {
            return 0;
        }
    }

    enum Digest {
        SHA256("SHA-256", 32),
        SHA512("SHA-512", 64),
        MD5("MD5", 16);

        private final String javaName;
        private final int bytes;

        Digest(String javaName, int bytes) {
            this.javaName = javaName;
            this.bytes = bytes;
        }

        public String algorithm() {
            return "rabbit_password_hashing_" + name().toLowerCase(Locale.ROOT);
        }

        static Digest named(String algorithm) {
            for (Digest digest : values()) {
                if (digest.algorithm().equals(algorithm)) {
                    return digest;
                }
            }
            throw new IllegalArgumentException(
                    "'" + algorithm + "' is no known hashing algorithm; known are " + String.join(", ", algorithms()));
        }

        byte[] of(byte[] data) {
            try {
                return MessageDigest.getInstance(javaName).digest(data);
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(
                        "this Java does not offer " + javaName + ", which a user's password hash needs", e);
            }
        }
    }

    /** Base64 with an error that tells what it is of, and not the content. */
    final class Encoding {
        private Encoding() {}

        static byte[] base64(String text, String what) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(what + " is not valid base64", e);
            }
        }
    }
}
