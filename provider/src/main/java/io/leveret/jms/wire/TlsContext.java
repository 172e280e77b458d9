package io.leveret.jms.wire;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Makes of files and passwords what TLS works with. */
final class TlsContext {
    private TlsContext() {}

    /** A store that cannot be used is told at once, since no other endpoint would do better. */
    static SslContext of(TlsOptions options) throws WireException {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .endpointIdentificationAlgorithm(options.verifyHost() ? "HTTPS" : null);
            if (!options.trustStore().isEmpty()) {
                KeyStore trusted = load("trust store", options.trustStore(), options.trustStorePassword());
                var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                managers.init(trusted);
                builder.trustManager(managers);
            }
            if (!options.keyStore().isEmpty()) {
                char[] password = options.keyStorePassword().toCharArray();
                KeyStore own = load("key store", options.keyStore(), options.keyStorePassword());
                var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                managers.init(own, password);
                builder.keyManager(managers);
            }
            return builder.build();
        } catch (GeneralSecurityException | IOException unusable) {
            throw new WireException.AccessRefused("TLS cannot be set up: " + unusable.getMessage(), unusable);
        }
    }

    private static KeyStore load(String what, String path, String password) throws IOException {
        try {
            // With no password a store is read without checking that nobody has changed it, as the JDK does.
            return KeyStore.getInstance(new File(path), password.isEmpty() ? null : password.toCharArray());
        } catch (GeneralSecurityException | IOException | IllegalArgumentException unreadable) {
            throw new IOException(
                    "the " + what + " " + path + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
