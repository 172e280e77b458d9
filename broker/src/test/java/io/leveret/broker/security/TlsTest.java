package io.leveret.broker.security;

import static io.leveret.broker.security.Certificates.PASSWORD;
import static io.leveret.broker.security.Certificates.pem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.SAME_THREAD)
class TlsTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Optional<char[]> NONE = Optional.empty();

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static Path server;
    private static Path other;

    @BeforeAll
    static void make() {
        certificates = new Certificates(folder);
        server = certificates.make("server", "CN=localhost");
        other = certificates.make("other", "CN=other");
        certificates.certificatePem(server, "server");
        certificates.keyPem(server, "server");
        certificates.certificatePem(other, "other");
        certificates.keyPem(other, "other");
    }

    private static TlsFile chain(String name) {
        return new TlsFile("tls.certificate", folder.resolve(name));
    }

    private static TlsFile key(String name) {
        return new TlsFile("tls.key", folder.resolve(name));
    }

    private static TlsFile store(Path file) {
        return new TlsFile("tls.keystore", file);
    }

    private static Optional<char[]> password(String text) {
        return Optional.of(text.toCharArray());
    }

    private static String text(Path file) throws Exception {
        return Files.readString(file);
    }

    private static void refused(org.junit.jupiter.api.function.Executable doing, String... parts) {
        String message = assertThrows(TlsException.class, doing).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
        }
    }

    private static void shakeHands(TlsIdentity identity, TlsTrust trust) throws Exception {
        SSLContext serverSide = SSLContext.getInstance("TLS");
        serverSide.init(identity.keys().getKeyManagers(), null, null);
        SSLContext clientSide = SSLContext.getInstance("TLS");
        clientSide.init(null, trust.trust().getTrustManagers(), null);
        SSLEngine one = serverSide.createSSLEngine();
        one.setUseClientMode(false);
        SSLEngine two = clientSide.createSSLEngine("localhost", 5671);
        two.setUseClientMode(true);
        ByteBuffer toTwo = ByteBuffer.allocate(65_536);
        ByteBuffer toOne = ByteBuffer.allocate(65_536);
        for (int step = 0; step < 100; step++) {
            move(one, toOne, toTwo);
            move(two, toTwo, toOne);
            if (two.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                    && one.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                assertEquals(identity.chain().get(0), two.getSession().getPeerCertificates()[0]);
                return;
            }
        }
        throw new AssertionError("no handshake in 100 steps");
    }

    private static void move(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
        in.flip();
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP || in.hasRemaining()) {
            engine.unwrap(in, ByteBuffer.allocate(65_536));
        }
        in.compact();
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
        }
        if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
        }
    }

    @Test
    void aServerFromPemIsBelievedByAClientFromPem() throws Exception {
        TlsIdentity identity = Tls.identityFromPem(chain("server.crt"), key("server.key"), NONE, CLOCK);
        TlsTrust trust = Tls.trustFromPem(new TlsFile("tls.ca", folder.resolve("server.crt")), CLOCK);
        assertEquals(List.of(), identity.warnings());
        assertEquals(List.of(), trust.warnings());
        shakeHands(identity, trust);
    }

    @Test
    void aServerFromPkcs12IsBelievedByAClientFromPkcs12() throws Exception {
        Path trusted = folder.resolve("trusted.p12");
        certificates.keytool(List.of(
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                folder.resolve("server.crt").toString(),
                "-keystore",
                trusted.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        TlsIdentity identity = Tls.identityFromPkcs12(store(server), password(PASSWORD), CLOCK);
        TlsTrust trust = Tls.trustFromPkcs12(store(trusted), password(PASSWORD), CLOCK);
        assertEquals(1, trust.authorities().size());
        shakeHands(identity, trust);
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "Ed25519, ''"})
    void everyKindOfKeyWorks(String kind, String size) throws Exception {
        String alias = "kind-" + kind.toLowerCase(java.util.Locale.ROOT);
        Path file = size.isEmpty()
                ? certificates.make(alias, "CN=localhost", "-keyalg", kind)
                : certificates.make(alias, "CN=localhost", "-keyalg", kind, "-keysize", size);
        certificates.certificatePem(file, alias);
        certificates.keyPem(file, alias);
        TlsIdentity identity = Tls.identityFromPem(chain(alias + ".crt"), key(alias + ".key"), NONE, CLOCK);
        shakeHands(identity, Tls.trustFromPem(chain(alias + ".crt"), CLOCK));
        refused(() -> Tls.identityFromPem(chain("server.crt"), key(alias + ".key"), NONE, CLOCK), "does not belong");
    }

    @Test
    void theWholeChainIsShown() throws Exception {
        Path authority = certificates.make("ca", "CN=Authority", "-ext", "bc:c");
        certificates.certificatePem(authority, "ca");
        Path signed = certificates.make("signed", "CN=localhost");
        certificates.keyPem(signed, "signed");
        String request = folder.resolve("signed.csr").toString();
        String answer = folder.resolve("signed.crt").toString();
        certificates.keytool(List.of(
                "-certreq",
                "-alias",
                "signed",
                "-keystore",
                signed.toString(),
                "-storepass",
                PASSWORD,
                "-file",
                request));
        certificates.keytool(List.of(
                "-gencert",
                "-alias",
                "ca",
                "-keystore",
                authority.toString(),
                "-storepass",
                PASSWORD,
                "-infile",
                request,
                "-outfile",
                answer,
                "-rfc"));
        String own = text(folder.resolve("signed.crt"));
        Path both = certificates.write("both.crt", own + "some words\n" + text(folder.resolve("ca.crt")));

        TlsIdentity identity = Tls.identityFromPem(chain(both.toString()), key("signed.key"), NONE, CLOCK);
        assertEquals(2, identity.chain().size());
        shakeHands(identity, Tls.trustFromPem(chain("ca.crt"), CLOCK));
        assertEquals(
                2, Tls.trustFromPem(chain(both.toString()), CLOCK).authorities().size());

        Path broken = certificates.write("broken.crt", own + text(folder.resolve("other.crt")));
        refused(
                () -> Tls.identityFromPem(chain(broken.toString()), key("signed.key"), NONE, CLOCK),
                "certificate 2 in it (CN=other) did not sign the one before it, which CN=Authority did");
    }

    @Test
    void certificateAndKeyMayShareAFile() throws Exception {
        Path one =
                certificates.write("one.pem", text(folder.resolve("server.key")) + text(folder.resolve("server.crt")));
        assertEquals(
                1,
                Tls.identityFromPem(chain(one.toString()), key(one.toString()), NONE, CLOCK)
                        .chain()
                        .size());
    }

    /** The JDK can read what OpenSSL writes today, but not write it: so the few bytes around the content are put here by hand. */
    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() > 127) {
            out.write(0x82);
            out.write(content.size() >> 8);
        }
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "PBEWithHmacSHA256AndAES_256, 06092a864886f70d01050d",
        "PBEWithHmacSHA512AndAES_128, 06092a864886f70d01050d",
        "PBEWithSHA1AndDESede, 060a2a864886f70d010c0103"
    })
    void anEncryptedKeyOpensWithItsPasswordAlone(String algorithm, String id) throws Exception {
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec("hush".toCharArray())));
        byte[] content = cipher.doFinal(Certificates.key(server, "server").getEncoded());
        byte[] how =
                der(0x30, HexFormat.of().parseHex(id), cipher.getParameters().getEncoded());
        certificates.write("locked.key", pem("ENCRYPTED PRIVATE KEY", der(0x30, how, der(0x04, content))));

        Tls.identityFromPem(chain("server.crt"), key("locked.key"), password("hush"), CLOCK);
        refused(
                () -> Tls.identityFromPem(chain("server.crt"), key("locked.key"), password("loud"), CLOCK),
                "tls.key = " + folder.resolve("locked.key"),
                "the password does not open");
        refused(
                () -> Tls.identityFromPem(chain("server.crt"), key("locked.key"), NONE, CLOCK),
                "tls.key",
                "is encrypted, and no password is set");
    }

    @Test
    void aMissingFileIsNamedWithItsSetting() {
        refused(
                () -> Tls.identityFromPem(chain("nowhere.crt"), key("server.key"), NONE, CLOCK),
                "tls.certificate = " + folder.resolve("nowhere.crt"),
                "no such file");
        refused(
                () -> Tls.identityFromPem(chain("server.crt"), key("nowhere.key"), NONE, CLOCK),
                "tls.key",
                "no such file");
        refused(
                () -> Tls.identityFromPkcs12(store(folder.resolve("no.p12")), NONE, CLOCK),
                "tls.keystore",
                "no such file");
        refused(() -> Tls.trustFromPem(chain("."), CLOCK), "not a file");
    }

    @Test
    void aFileWithoutWhatIsNeededIsToldWithWhatIsInIt() {
        refused(
                () -> Tls.identityFromPem(chain("server.key"), key("server.key"), NONE, CLOCK),
                "no certificate in it",
                "found PRIVATE KEY");
        refused(
                () -> Tls.identityFromPem(chain("server.crt"), key("server.crt"), NONE, CLOCK),
                "no private key in it",
                "found CERTIFICATE");
        Path words = certificates.write("words.pem", "just some words");
        refused(() -> Tls.trustFromPem(chain(words.toString()), CLOCK), "no PEM file at all");
    }

    @Test
    void theOldKeyFormatComesWithAWayOut() {
        Path old = certificates.write(
                "old.key",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n");
        refused(
                () -> Tls.identityFromPem(chain("server.crt"), key(old.toString()), NONE, CLOCK),
                "old format 'RSA PRIVATE KEY'",
                "openssl pkcs8 -topk8");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAtStart() throws Exception {
        refused(
                () -> Tls.identityFromPem(chain("server.crt"), key("other.key"), NONE, CLOCK),
                "tls.key",
                "does not belong to the first certificate of tls.certificate",
                "CN=localhost");
        Path wrongOrder =
                certificates.write("order.crt", text(folder.resolve("other.crt")) + text(folder.resolve("server.crt")));
        refused(
                () -> Tls.identityFromPem(chain(wrongOrder.toString()), key("server.key"), NONE, CLOCK),
                "put the server's own certificate first");
    }

    @Test
    void damageIsTold() throws Exception {
        Path certificate = certificates.write("damaged.crt", pem("CERTIFICATE", new byte[] {1, 2, 3}));
        refused(() -> Tls.trustFromPem(chain(certificate.toString()), CLOCK), "certificate 1", "damaged");
        Path base64 = certificates.write("b64.crt", "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----");
        refused(() -> Tls.trustFromPem(chain(base64.toString()), CLOCK), "not base64");
        Path damaged = certificates.write("damaged.key", pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        refused(() -> Tls.identityFromPem(chain("server.crt"), key(damaged.toString()), NONE, CLOCK), "damaged");
        Path locked = certificates.write("damaged-locked.key", pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));
        refused(
                () -> Tls.identityFromPem(chain("server.crt"), key(locked.toString()), password("x"), CLOCK),
                "damaged");
        refused(() -> Tls.identityFromPkcs12(store(certificate), password("x"), CLOCK), "not a PKCS#12 file");
    }

    @Test
    void aPkcs12FileNeedsItsPassword() {
        refused(
                () -> Tls.identityFromPkcs12(store(server), password("wrong"), CLOCK),
                "tls.keystore = " + server,
                "the password does not open it");
        refused(() -> Tls.identityFromPkcs12(store(server), NONE, CLOCK), "none is set");
    }

    @Test
    void aPkcs12FileHoldsExactlyOneKey() throws Exception {
        Path two = folder.resolve("two.p12");
        Files.copy(server, two);
        certificates.keytool(List.of(
                "-genkeypair",
                "-alias",
                "second",
                "-dname",
                "CN=x",
                "-keyalg",
                "EC",
                "-keystore",
                two.toString(),
                "-storepass",
                PASSWORD));
        refused(
                () -> Tls.identityFromPkcs12(store(two), password(PASSWORD), CLOCK),
                "2 private keys",
                "server, second");

        KeyStore none = KeyStore.getInstance("PKCS12");
        none.load(null, null);
        none.setCertificateEntry("ca", Certificates.certificate(server, "server"));
        Path file = folder.resolve("none.p12");
        try (var out = Files.newOutputStream(file)) {
            none.store(out, PASSWORD.toCharArray());
        }
        refused(() -> Tls.identityFromPkcs12(store(file), password(PASSWORD), CLOCK), "no private key in it");
        refused(() -> Tls.trustFromPkcs12(store(server), password(PASSWORD), CLOCK), "no trusted certificate in it");
    }

    @Test
    void whatHasExpiredIsAWarning() {
        Clock later = Clock.offset(CLOCK, Duration.ofDays(365 * 20));
        TlsIdentity identity = Tls.identityFromPem(chain("server.crt"), key("server.key"), NONE, later);
        assertEquals(1, identity.warnings().size());
        assertTrue(
                identity.warnings().get(0).contains("the certificate of CN=localhost expired on "),
                () -> identity.warnings().get(0));
        Clock earlier = Clock.offset(CLOCK, Duration.ofDays(-365));
        assertTrue(
                Tls.trustFromPem(chain("server.crt"), earlier).warnings().get(0).contains("is valid from "));
    }
}
