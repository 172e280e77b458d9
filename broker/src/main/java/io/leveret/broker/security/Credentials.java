package io.leveret.broker.security;

import io.leveret.amqp.AmqpError;
import io.leveret.amqp.LongString;
import io.leveret.amqp.Table;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;

/** What a SASL response says, before anyone asks whether it is true. */
sealed interface Credentials {
    record Password(String user, byte[] password) implements Credentials {
        @Override
        public String toString() {
            return "password of " + Names.shown(user);
        }
    }

    /** The name that a certificate, already proven by TLS, gives. */
    record Certificate(String user) implements Credentials {}

    record Unusable(Login why) implements Credentials {}

    static Credentials read(
            String mechanism, byte[] response, Optional<X509Certificate> certificate, CertificateName naming) {
        return switch (mechanism) {
            case Authenticator.PLAIN -> plain(response);
            case Authenticator.AMQPLAIN -> amqPlain(response);
            case Authenticator.EXTERNAL -> external(certificate, naming);
            default ->
                malformed("mechanism " + Names.shown(mechanism) + " is not offered; offered are "
                        + Authenticator.offered(certificate.isPresent()));
        };
    }

    /** RFC 4616: authorization identity, NUL, user, NUL, password. */
    private static Credentials plain(byte[] response) {
        int first = indexOfNul(response, 0);
        int second = first < 0 ? -1 : indexOfNul(response, first + 1);
        if (second < 0 || indexOfNul(response, second + 1) >= 0) {
            return malformed("a PLAIN response has two NUL bytes: before the user, and between user and password");
        }
        byte[] actAs = Arrays.copyOfRange(response, 0, first);
        byte[] user = Arrays.copyOfRange(response, first + 1, second);
        if (actAs.length > 0 && !Arrays.equals(actAs, user)) {
            return malformed("a PLAIN response asks to act as another user than it logs in, which is not offered");
        }
        return password(Authenticator.PLAIN, user, Arrays.copyOfRange(response, second + 1, response.length));
    }

    /** A field table, bare: without the length that elsewhere comes before it. */
    private static Credentials amqPlain(byte[] response) {
        Table table;
        try {
            table = Table.ofEntries(response);
        } catch (AmqpError e) {
            return malformed("an AMQPLAIN response must be a field table: " + e.text());
        }
        Optional<byte[]> user = bytes(table.get("LOGIN"));
        Optional<byte[]> password = bytes(table.get("PASSWORD"));
        if (user.isEmpty() || password.isEmpty()) {
            return malformed("an AMQPLAIN response must hold LOGIN and PASSWORD, both long strings");
        }
        return password(Authenticator.AMQPLAIN, user.get(), password.get());
    }

    private static Credentials external(Optional<X509Certificate> certificate, CertificateName naming) {
        if (certificate.isEmpty()) {
            return new Unusable(new Login.Refused("EXTERNAL without a client certificate"));
        }
        return naming.of(certificate.get());
    }

    private static Credentials password(String mechanism, byte[] user, byte[] password) {
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(user))
                    .toString();
            return name.isEmpty()
                    ? malformed("the " + mechanism + " response has no user name")
                    : new Password(name, password);
        } catch (CharacterCodingException e) {
            return malformed("the user name of the " + mechanism + " response is not UTF-8");
        }
    }

    private static Optional<byte[]> bytes(Object value) {
        if (value instanceof String s) {
            return Optional.of(s.getBytes(StandardCharsets.UTF_8));
        }
        return value instanceof LongString s ? Optional.of(s.bytes()) : Optional.empty();
    }

    private static int indexOfNul(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    private static Credentials malformed(String reason) {
        return new Unusable(new Login.Malformed(reason));
    }
}
