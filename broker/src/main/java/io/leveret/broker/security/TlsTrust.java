package io.leveret.broker.security;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;

/** Whose client certificates are believed. */
public record TlsTrust(TrustManagerFactory trust, List<X509Certificate> authorities, List<String> warnings) {
    public TlsTrust {
        authorities = List.copyOf(authorities);
        warnings = List.copyOf(warnings);
    }
}
