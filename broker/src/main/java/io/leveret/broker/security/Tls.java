package io.leveret.broker.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;

/**
 * Keys and certificates from files, checked as a whole before a listener opens: a key that does not belong to its certificate would
 * otherwise show only in each client's failed handshake. What has expired is a warning, since a broker that does not start is worse.
 */
public final class Tls {
    private static final String ALIAS = "leveret";

    private Tls() {}

    /** @param chain the server's own certificate first, then those that vouch for it */
    public static TlsIdentity identityFromPem(TlsFile chain, TlsFile key, Optional<char[]> password, Clock clock) {
        List<X509Certificate> certificates = Pem.certificates(chain);
        PrivateKey privateKey = Pem.key(key, password);
        if (!belongTogether(privateKey, certificates.get(0).getPublicKey())) {
            boolean later = certificates.stream().skip(1).anyMatch(c -> belongTogether(privateKey, c.getPublicKey()));
            throw new TlsException(
                    key,
                    "the private key does not belong to the first certificate of %s (%s); %s",
                    chain,
                    certificates.get(0).getSubjectX500Principal(),
                    later
                            ? "it belongs to a later one: put the server's own certificate first"
                            : "give the two that were made together");
        }
        return identity(chain, privateKey, certificates, clock);
    }

    public static TlsIdentity identityFromPkcs12(TlsFile file, Optional<char[]> password, Clock clock) {
        KeyStore store = load(file, password);
        List<String> names =
                aliases(store).stream().filter(name -> isKey(store, name)).toList();
        if (names.size() != 1) {
            throw new TlsException(
                    file,
                    names.isEmpty()
                            ? "there is no private key in it, only certificates; export it with its key"
                            : "there are %d private keys in it (%s); leave the one to be used",
                    names.size(),
                    String.join(", ", names));
        }
        try {
            PrivateKey key = (PrivateKey) store.getKey(names.get(0), password.orElse(new char[0]));
            List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(names.get(0)))
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!belongTogether(key, chain.get(0).getPublicKey())) {
                throw new TlsException(file, "the private key '%s' does not belong to its certificate", names.get(0));
            }
            return identity(file, key, chain, clock);
        } catch (UnrecoverableKeyException e) {
            throw new TlsException(
                    file,
                    "the password opens the file but not its key '%s'; give both the same password",
                    names.get(0));
        } catch (GeneralSecurityException e) {
            throw new TlsException(file, "the key '%s' cannot be used: %s", names.get(0), e.getMessage());
        }
    }

    public static TlsTrust trustFromPem(TlsFile file, Clock clock) {
        return trust(file, Pem.certificates(file), clock);
    }

    public static TlsTrust trustFromPkcs12(TlsFile file, Optional<char[]> password, Clock clock) {
        KeyStore store = load(file, password);
        var authorities = new ArrayList<X509Certificate>();
        try {
            for (String name : aliases(store)) {
                if (store.isCertificateEntry(name)) {
                    authorities.add((X509Certificate) store.getCertificate(name));
                }
            }
        } catch (KeyStoreException e) {
            throw unloaded(e);
        }
        if (authorities.isEmpty()) {
            throw new TlsException(
                    file,
                    "there is no trusted certificate in it; add one with"
                            + " 'keytool -importcert -storetype PKCS12 -keystore %s -file ca.pem', or give a PEM file",
                    file.path());
        }
        return trust(file, authorities, clock);
    }

    private static TlsIdentity identity(TlsFile file, PrivateKey key, List<X509Certificate> chain, Clock clock) {
        checkOrder(file, chain);
        try {
            // A password of its own, never leaving memory: the factory asks for one.
            char[] password = ALIAS.toCharArray();
            KeyStore store = empty();
            store.setKeyEntry(ALIAS, key, password, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            return new TlsIdentity(keys, chain, warnings(file, chain, clock));
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException(file, "the key and its certificates cannot be used together: %s", e.getMessage());
        }
    }

    private static void checkOrder(TlsFile file, List<X509Certificate> chain) {
        for (int i = 1; i < chain.size(); i++) {
            X500Principal issuer = chain.get(i - 1).getIssuerX500Principal();
            X500Principal next = chain.get(i).getSubjectX500Principal();
            if (!next.equals(issuer)) {
                throw new TlsException(
                        file,
                        "certificate %d in it (%s) did not sign the one before it, which %s did; leave it out, or put them in order",
                        i + 1,
                        next,
                        issuer);
            }
        }
    }

    private static TlsTrust trust(TlsFile file, List<X509Certificate> authorities, Clock clock) {
        try {
            KeyStore store = empty();
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(ALIAS + i, authorities.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return new TlsTrust(trust, authorities, warnings(file, authorities, clock));
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException(file, "its certificates cannot be used as authorities: %s", e.getMessage());
        }
    }

    private static List<String> warnings(TlsFile file, List<X509Certificate> certificates, Clock clock) {
        Date now = Date.from(clock.instant());
        var warnings = new ArrayList<String>();
        for (X509Certificate certificate : certificates) {
            try {
                certificate.checkValidity(now);
            } catch (CertificateExpiredException e) {
                warnings.add("%s: the certificate of %s expired on %s, clients will refuse it; renew it"
                        .formatted(
                                file,
                                certificate.getSubjectX500Principal(),
                                certificate.getNotAfter().toInstant()));
            } catch (CertificateNotYetValidException e) {
                warnings.add(
                        "%s: the certificate of %s is valid from %s on only, clients will refuse it until then; check the clock"
                                .formatted(
                                        file,
                                        certificate.getSubjectX500Principal(),
                                        certificate.getNotBefore().toInstant()));
            }
        }
        return warnings;
    }

    /** Whether the one verifies what the other signs: true for every kind of key, where comparing numbers is not. */
    private static boolean belongTogether(PrivateKey key, PublicKey certified) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "RSASSA-PSS" -> "RSASSA-PSS";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        byte[] something = ALIAS.getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(algorithm);
            if (algorithm.equals("RSASSA-PSS")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(key);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static KeyStore load(TlsFile file, Optional<char[]> password) {
        byte[] content = file.read();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password.orElse(new char[0]));
            return store;
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? new TlsException(
                            file,
                            password.isPresent()
                                    ? "the password does not open it"
                                    : "it has a password, and none is set for it")
                    : new TlsException(file, "it is not a PKCS#12 file, or damaged (%s)", e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new TlsException(file, "it is encrypted in a way this Java does not know: %s", e.getMessage());
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<String> aliases(KeyStore store) {
        try {
            return Collections.list(store.aliases());
        } catch (KeyStoreException e) {
            throw unloaded(e);
        }
    }

    private static boolean isKey(KeyStore store, String name) {
        try {
            return store.isKeyEntry(name);
        } catch (KeyStoreException e) {
            throw unloaded(e);
        }
    }

    private static IllegalStateException unloaded(KeyStoreException e) {
        return new IllegalStateException("a key store was asked before it was loaded", e);
    }
}
