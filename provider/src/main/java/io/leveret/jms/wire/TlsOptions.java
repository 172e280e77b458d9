package io.leveret.jms.wire;

/**
 * How a TLS endpoint proves itself and, with a key store, how this client does. Paths name PKCS#12 or JKS files; an empty path means the
 * JVM's own trusted authorities, or no certificate of the client.
 */
public record TlsOptions(
        String trustStore, String trustStorePassword, String keyStore, String keyStorePassword, boolean verifyHost) {

    /** The JVM's authorities, no certificate of the client, host names verified. */
    public static final TlsOptions DEFAULT = new TlsOptions("", "", "", "", true);

    /** Without the passwords. */
    @Override
    public String toString() {
        return "TlsOptions[trustStore=" + trustStore + ", keyStore=" + keyStore + ", verifyHost=" + verifyHost + "]";
    }
}
