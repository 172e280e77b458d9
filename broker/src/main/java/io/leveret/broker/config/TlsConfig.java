package io.leveret.broker.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How the broker proves itself on its TLS door, and what it asks of clients. Without a certificate or a key store there is
 * no such door. Checked by {@link BrokerConfig}.
 *
 * @param certificate PEM: the broker's certificate, followed by those that sign it
 * @param key PEM: the private key of {@code certificate}
 * @param keystore PKCS#12: certificate and key in one file, in place of the two above
 * @param truststore the authorities whose client certificates are believed: PEM, or PKCS#12 by its name's ending
 */
public record TlsConfig(
        int port,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<String> keyPassword,
        Optional<Path> keystore,
        Optional<String> keystorePassword,
        Optional<Path> truststore,
        Optional<String> truststorePassword,
        ClientAuth clientAuth,
        CertLogin certLogin) {

    /** Whether a client shows a certificate of its own. */
    public enum ClientAuth {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /** Which part of a client's certificate is the user's name, for clients that log in with EXTERNAL. */
    public enum CertLogin {
        /** The common name alone. */
        CN,
        /** The whole distinguished name. */
        DN
    }

    /** Whether there is a TLS door at all. */
    public boolean on() {
        return certificate.isPresent() || keystore.isPresent();
    }

    /** A PKCS#12 file goes by its name; anything else is taken for PEM. */
    public static boolean isPkcs12(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx") || name.endsWith(".pkcs12");
    }

    void check(ConfigError.Gatherer problems) {
        problems.require(
                port >= 0 && port <= 0xFFFF, "tls-port", "is %d: allowed are 1 to 65535, and 0 (any free port)", port);
        problems.require(
                certificate.isEmpty() || keystore.isEmpty(),
                "tls-keystore",
                "and tls-certificate are both given: give one of them");
        problems.require(
                certificate.isEmpty() || key.isPresent(),
                "tls-key",
                "is missing: tls-certificate %s needs its private key",
                certificate.map(Path::toString).orElse(""));
        problems.require(
                keystore.isEmpty() || keystorePassword.isPresent(),
                "tls-keystore-password",
                "is missing: tls-keystore %s cannot be opened without it",
                keystore.map(Path::toString).orElse(""));
        problems.require(
                truststore.filter(TlsConfig::isPkcs12).isEmpty() || truststorePassword.isPresent(),
                "tls-truststore-password",
                "is missing: tls-truststore %s cannot be opened without it",
                truststore.map(Path::toString).orElse(""));
        problems.require(
                clientAuth == ClientAuth.NONE || truststore.isPresent(),
                "tls-truststore",
                "is missing: tls-client-auth is %s, so it must be said whose certificates are believed",
                clientAuth.name().toLowerCase(Locale.ROOT));
        checkUnused(problems);
    }

    /** Half a TLS configuration is a mistake worth a word: the door that was meant to be there would silently be missing. */
    private void checkUnused(ConfigError.Gatherer problems) {
        String why = "is given, but neither tls-certificate nor tls-keystore: there would be no TLS door";
        problems.require(on() || key.isEmpty(), "tls-key", why);
        problems.require(on() || truststore.isEmpty(), "tls-truststore", why);
        problems.require(on() || clientAuth == ClientAuth.NONE, "tls-client-auth", why);
    }

    /** Leaves the passwords out. */
    @Override
    public String toString() {
        return "TlsConfig[port=%d, certificate=%s, keystore=%s, truststore=%s, clientAuth=%s, certLogin=%s]"
                .formatted(port, certificate, keystore, truststore, clientAuth, certLogin);
    }
}
