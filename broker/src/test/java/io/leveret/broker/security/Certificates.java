package io.leveret.broker.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Keys and certificates for tests, made by the JDK's own tool in a folder of the test. */
public final class Certificates {
    public static final String PASSWORD = "changeit";

    private final Path folder;

    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** A PKCS#12 file with one self-signed key in it. */
    public Path make(String name, String subject, String... more) {
        Path file = folder.resolve(name + ".p12");
        var arguments = new ArrayList<String>(List.of("-genkeypair", "-alias", name, "-dname", subject));
        arguments.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        if (!List.of(more).contains("-keyalg")) {
            arguments.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        arguments.addAll(List.of(more));
        keytool(arguments);
        return file;
    }

    void keytool(List<String> arguments) {
        try {
            var command = new ArrayList<String>();
            command.add(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
            command.addAll(arguments);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new ByteArrayOutputStream();
            process.getInputStream().transferTo(output);
            process.waitFor(1, TimeUnit.MINUTES);
            assertEquals(0, process.exitValue(), () -> command + ": " + output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyStore load(Path file) {
        try {
            return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static X509Certificate certificate(Path file, String alias) {
        try {
            return (X509Certificate) load(file).getCertificate(alias);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static PrivateKey key(Path file, String alias) {
        try {
            return (PrivateKey) load(file).getKey(alias, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    Path write(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path certificatePem(Path p12, String alias) {
        try {
            return write(
                    alias + ".crt", pem("CERTIFICATE", certificate(p12, alias).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Path keyPem(Path p12, String alias) {
        return write(alias + ".key", pem("PRIVATE KEY", key(p12, alias).getEncoded()));
    }
}
