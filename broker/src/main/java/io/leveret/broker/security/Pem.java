package io.leveret.broker.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Keys and certificates as text between BEGIN and END lines. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private record Block(String label, String base64) {}

    private Pem() {}

    static List<X509Certificate> certificates(TlsFile file) {
        var found = new ArrayList<X509Certificate>();
        for (Block block : blocks(file)) {
            if (block.label.equals("CERTIFICATE") || block.label.equals("X509 CERTIFICATE")) {
                found.add(certificate(file, found.size() + 1, decode(file, block)));
            }
        }
        if (found.isEmpty()) {
            throw new TlsException(
                    file,
                    "there is no certificate in it, which would begin with '-----BEGIN CERTIFICATE-----'%s",
                    found(file));
        }
        return found;
    }

    static PrivateKey key(TlsFile file, Optional<char[]> password) {
        for (Block block : blocks(file)) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return key(file, new PKCS8EncodedKeySpec(decode(file, block)));
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(file, decrypt(file, decode(file, block), password));
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                    throw new TlsException(
                            file,
                            "the key is in the old format '%s', PKCS#8 is needed; convert it with"
                                    + " 'openssl pkcs8 -topk8 -nocrypt -in %s -out new.pem'",
                            block.label,
                            file.path());
                default -> {
                    // Certificates and parameters may stand in the same file.
                }
            }
        }
        throw new TlsException(
                file,
                "there is no private key in it, which would begin with '-----BEGIN PRIVATE KEY-----'%s",
                found(file));
    }

    private static List<Block> blocks(TlsFile file) {
        var blocks = new ArrayList<Block>();
        Matcher matcher = BLOCK.matcher(new String(file.read(), StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    private static String found(TlsFile file) {
        List<String> labels = blocks(file).stream().map(Block::label).distinct().toList();
        return labels.isEmpty() ? "; it is no PEM file at all" : "; found " + String.join(", ", labels);
    }

    private static byte[] decode(TlsFile file, Block block) {
        try {
            return Base64.getDecoder().decode(block.base64.replaceAll("\\s+", ""));
        } catch (IllegalArgumentException e) {
            throw new TlsException(
                    file,
                    "what stands under 'BEGIN %s' is not base64 (%s); the file is damaged",
                    block.label,
                    e.getMessage());
        }
    }

    private static X509Certificate certificate(TlsFile file, int number, byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new TlsException(
                    file, "certificate %d in it cannot be read (%s); the file is damaged", number, e.getMessage());
        }
    }

    private static PrivateKey key(TlsFile file, PKCS8EncodedKeySpec spec) {
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Not of this kind: the next one may read it.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no " + kind + " keys, which every Java must have", e);
            }
        }
        throw new TlsException(
                file, "the private key in it is damaged, or of none of the kinds %s", String.join(", ", KEY_KINDS));
    }

    private static PKCS8EncodedKeySpec decrypt(TlsFile file, byte[] der, Optional<char[]> password) {
        char[] secret = password.orElseThrow(
                () -> new TlsException(file, "the private key is encrypted, and no password is set for it"));
        EncryptedPrivateKeyInfo encrypted;
        String algorithm;
        try {
            encrypted = new EncryptedPrivateKeyInfo(der);
            // The name of the newer scheme does not say which cipher; its parameters do.
            algorithm = encrypted.getAlgName().equals("PBES2")
                            || encrypted.getAlgName().equals(PBES2)
                    ? encrypted.getAlgParameters().toString()
                    : encrypted.getAlgName();
        } catch (IOException e) {
            // OpenSSL's own default for new requests, triple DES within the newer scheme, ends up here too.
            throw unreadable(file, e.getMessage());
        }
        var spec = new PBEKeySpec(secret);
        try {
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(spec),
                    encrypted.getAlgParameters());
            return new PKCS8EncodedKeySpec(cipher.doFinal(encrypted.getEncryptedData()));
        } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
            throw unreadable(file, algorithm);
        } catch (GeneralSecurityException e) {
            throw new TlsException(file, "the password does not open the private key");
        } finally {
            spec.clearPassword();
        }
    }

    private static TlsException unreadable(TlsFile file, String why) {
        return new TlsException(
                file,
                "the private key is damaged, or encrypted in a way this Java does not know (%s); encrypt it anew with"
                        + " 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in %s -out new.pem'",
                why,
                file.path());
    }
}
