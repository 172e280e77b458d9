package io.leveret.broker;

import io.leveret.broker.config.ConfigError;
import io.leveret.broker.config.TlsConfig;
import io.leveret.broker.security.Tls;
import io.leveret.broker.security.TlsException;
import io.leveret.broker.security.TlsFile;
import io.leveret.broker.security.TlsIdentity;
import io.leveret.broker.security.TlsTrust;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the TLS settings to what a listener needs. */
final class TlsDoor {
    private static final Logger log = LoggerFactory.getLogger(TlsDoor.class);

    private TlsDoor() {}

    /** @throws ConfigError that names the setting, the file and what is wrong with it */
    static SslContext context(TlsConfig config) {
        try {
            TlsIdentity identity = identity(config);
            identity.warnings().forEach(log::warn);
            SslContextBuilder builder =
                    SslContextBuilder.forServer(identity.keys()).protocols("TLSv1.3", "TLSv1.2");
            if (config.truststore().isPresent()) {
                TlsTrust trust = trust(config, config.truststore().get());
                trust.warnings().forEach(log::warn);
                builder.trustManager(trust.trust());
            }
            return builder.clientAuth(
                            switch (config.clientAuth()) {
                                case NONE -> ClientAuth.NONE;
                                case OPTIONAL -> ClientAuth.OPTIONAL;
                                case REQUIRED -> ClientAuth.REQUIRE;
                            })
                    .build();
        } catch (TlsException | SSLException wrong) {
            throw ConfigError.of("tls", wrong.getMessage());
        }
    }

    private static TlsIdentity identity(TlsConfig config) {
        if (config.keystore().isPresent()) {
            return Tls.identityFromPkcs12(
                    new TlsFile("tls-keystore", config.keystore().get()),
                    characters(config.keystorePassword()),
                    Clock.systemUTC());
        }
        return Tls.identityFromPem(
                new TlsFile("tls-certificate", config.certificate().orElseThrow()),
                new TlsFile("tls-key", config.key().orElseThrow()),
                characters(config.keyPassword()),
                Clock.systemUTC());
    }

    private static TlsTrust trust(TlsConfig config, Path file) {
        TlsFile truststore = new TlsFile("tls-truststore", file);
        return TlsConfig.isPkcs12(file)
                ? Tls.trustFromPkcs12(truststore, characters(config.truststorePassword()), Clock.systemUTC())
                : Tls.trustFromPem(truststore, Clock.systemUTC());
    }

    private static Optional<char[]> characters(Optional<String> password) {
        return password.map(String::toCharArray);
    }
}
