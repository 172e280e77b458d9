package io.leveret.broker.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void derivesAsRfc7914Says() {
        assertEquals(
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
                HexFormat.of().formatHex(PasswordHash.Pbkdf2.derive(bytes("passwd"), bytes("salt"), 1)));
        assertEquals(
                "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56",
                HexFormat.of().formatHex(PasswordHash.Pbkdf2.derive(bytes("Password"), bytes("NaCl"), 80_000)));
    }

    @Test
    void derivesAsTheJdkDoes() throws Exception {
        var hash = (PasswordHash.Pbkdf2) PasswordHash.hash("grüße", 1_234, RANDOM);
        byte[] expected = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec("grüße".toCharArray(), hash.salt(), 1_234, 256))
                .getEncoded();
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(hash.hash()));
    }

    /** All computed by Python's hashlib; the first is the example in RabbitMQ's documentation. */
    @ParameterizedTest
    @CsvSource({
        "test12, rabbit_password_hashing_sha256$kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR",
        "geheimß, rabbit_password_hashing_sha256$AQIDBMrhVbLKZ5liyMrUl1aeJrhwDDqhi6Ru39c2ml4sJ8QP",
        "geheimß, rabbit_password_hashing_sha512$AQIDBLSfh+RUsxgQHyIfkvZf6FXrVydS1ez8PgTbjl6pFJ9G7l5XEvrqhBn84VbbrQ1KZgC8CkwzTRqQtcl1Hezz6c8=",
        "geheimß, rabbit_password_hashing_md5$AQIDBLA3o8kxQG1r90pZ6+p0ZEY=",
        "geheimß, pbkdf2_sha256$1000$AAECAwQFBgcICQoLDA0ODw==$m3wkmeKCuFnGFYmIH3EMoDhJ0DCPMEOjasWmB0n0Hj8="
    })
    void knowsItsPasswordAndNoOther(String password, String text) {
        PasswordHash hash = PasswordHash.parse(text);
        assertTrue(hash.verify(bytes(password)));
        assertFalse(hash.verify(bytes(password + " ")));
        assertFalse(hash.verify(bytes("")));
        assertEquals(text, hash.text());
        assertEquals(hash, PasswordHash.parse(text));
        assertEquals(hash, PasswordHash.of(hash.algorithm(), hash.encoded()));
        String shown = hash.toString() + new User("u", hash, java.util.Set.of());
        assertFalse(shown.contains(hash.encoded()), "a hash must not show in a log");
    }

    @Test
    void lengthTellsAnUnnamedAlgorithm() {
        assertEquals(
                "rabbit_password_hashing_md5",
                PasswordHash.ofUnnamedAlgorithm("AQIDBLA3o8kxQG1r90pZ6+p0ZEY=").algorithm());
        assertEquals(
                "rabbit_password_hashing_sha256",
                PasswordHash.ofUnnamedAlgorithm("AQIDBMrhVbLKZ5liyMrUl1aeJrhwDDqhi6Ru39c2ml4sJ8QP")
                        .algorithm());
        assertSame(PasswordHash.NONE, PasswordHash.ofUnnamedAlgorithm(""));
        assertThrows(IllegalArgumentException.class, () -> PasswordHash.ofUnnamedAlgorithm("AQID"));
    }

    @Test
    void theEmptyHashIsNoPasswordAtAll() {
        PasswordHash none = PasswordHash.of("rabbit_password_hashing_sha512", "");
        assertSame(PasswordHash.NONE, none);
        assertFalse(none.verify(bytes("")));
        assertFalse(none.verify(bytes("x")));
        assertEquals(none, PasswordHash.parse(none.text()));
    }

    @Test
    void equalPasswordsHaveDifferentHashes() {
        assertNotEquals(PasswordHash.hash("x", 10, RANDOM), PasswordHash.hash("x", 10, RANDOM));
        assertEquals(10, PasswordHash.hash("x", 10, RANDOM).cost());
        assertTrue(PasswordHash.DEFAULT_ITERATIONS >= 100_000);
    }

    @Test
    void passwordsThatAreNoUtf8StayDifferent() {
        byte[] one = {'p', (byte) 0xff};
        byte[] other = {'p', (byte) 0xfe};
        byte[] salt = new byte[16];
        var hash = new PasswordHash.Pbkdf2(5, salt, PasswordHash.Pbkdf2.derive(one, salt, 5));
        assertTrue(hash.verify(one));
        assertFalse(hash.verify(other));
    }

    @Test
    void noEmptyPasswordIsEverStored() {
        assertThrows(IllegalArgumentException.class, () -> PasswordHash.hash("", 10, RANDOM));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "rot13$abc",
                "rabbit_password_hashing_sha256$AQID",
                "rabbit_password_hashing_sha256$not base64!",
                "pbkdf2_sha256$",
                "pbkdf2_sha256$1000$AAAA",
                "pbkdf2_sha256$0$AAECAwQFBgcICQoLDA0ODw==$m3wkmeKCuFnGFYmIH3EMoDhJ0DCPMEOjasWmB0n0Hj8=",
                "pbkdf2_sha256$99999999$AAECAwQFBgcICQoLDA0ODw==$m3wkmeKCuFnGFYmIH3EMoDhJ0DCPMEOjasWmB0n0Hj8=",
                "pbkdf2_sha256$9999999999$AAECAwQFBgcICQoLDA0ODw==$m3wkmeKCuFnGFYmIH3EMoDhJ0DCPMEOjasWmB0n0Hj8=",
                "pbkdf2_sha256$1000$AAEC$m3wkmeKCuFnGFYmIH3EMoDhJ0DCPMEOjasWmB0n0Hj8=",
                "pbkdf2_sha256$1000$AAECAwQFBgcICQoLDA0ODw==$AAEC"
            })
    void whatIsNoHashIsRefusedWithoutQuotingIt(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> PasswordHash.parse(text));
        assertFalse(text.contains("m3wk") && refused.getMessage().contains("m3wk"), refused.getMessage());
    }
}
