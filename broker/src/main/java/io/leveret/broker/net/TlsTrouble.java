package io.leveret.broker.net;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What a failure of TLS means to who runs the broker. It is the client's doing, or a matter of two configurations: no fault of the broker. */
final class TlsTrouble {
    private TlsTrouble() {}

    /** @return empty when TLS is not what failed */
    static Optional<String> meaning(Throwable cause) {
        // The handler that decrypts is a decoder, and wraps what went wrong in it.
        Throwable inner = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (!(inner instanceof SSLException)) return Optional.empty();
        String said = String.valueOf(inner.getMessage());
        return Optional.of(said + ": " + explain(inner, said));
    }

    private static String explain(Throwable failure, String said) {
        if (failure instanceof NotSslRecordException) return "the client speaks without TLS to the port for TLS";
        boolean alert = said.contains("Received fatal alert");
        if (alert && said.contains("certificate_expired")) return "the broker's certificate has expired";
        if (alert && (said.contains("certificate") || said.contains("unknown_ca"))) {
            return "the client does not trust the broker's certificate, or it is for another host name";
        }
        if (alert) return "the client ended TLS";
        if (said.contains("protocol") || said.contains("cipher")) {
            return "client and broker have no version of TLS or no cipher suite in common";
        }
        if (said.contains("certificate") || said.contains("PKIX")) {
            return "the client's certificate is missing or not trusted (tls-truststore, tls-client-auth)";
        }
        return "TLS with this client failed";
    }
}
