package io.leveret.broker.security;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/** What the server shows of itself; the chain begins with its own certificate. Warnings are for the log, at start. */
public record TlsIdentity(KeyManagerFactory keys, List<X509Certificate> chain, List<String> warnings) {
    public TlsIdentity {
        chain = List.copyOf(chain);
        warnings = List.copyOf(warnings);
    }
}
