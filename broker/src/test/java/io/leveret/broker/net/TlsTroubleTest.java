package io.leveret.broker.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that ends TLS is told of by a warning that says what it means; it is no fault of the broker. */
class TlsTroubleTest {
    @ParameterizedTest
    @CsvSource({
        "Received fatal alert: certificate_unknown, does not trust the broker's certificate",
        "Received fatal alert: bad_certificate, does not trust the broker's certificate",
        "Received fatal alert: unknown_ca, does not trust the broker's certificate",
        "Received fatal alert: certificate_expired, has expired",
        "Received fatal alert: internal_error, the client ended TLS",
        "Client requested protocol TLSv1 is not enabled or supported, no version of TLS",
        "no cipher suites in common, no version of TLS",
        "Empty client certificate chain, the client's certificate is missing",
        "PKIX path building failed, the client's certificate is missing",
    })
    void whatFailedIsExplained(String said, String meaning) {
        String told = TlsTrouble.meaning(new DecoderException(new SSLHandshakeException(said)))
                .orElseThrow();
        assertTrue(told.startsWith(said) && told.contains(meaning), told);
    }

    @Test
    void plainAmqpToThePortForTlsIsExplained() {
        String told = TlsTrouble.meaning(new DecoderException(new NotSslRecordException("not an SSL/TLS record")))
                .orElseThrow();
        assertTrue(told.contains("without TLS"), told);
    }

    @Test
    void otherFailuresAreNotTls() {
        assertEquals(Optional.empty(), TlsTrouble.meaning(new DecoderException("odd")));
        assertEquals(Optional.empty(), TlsTrouble.meaning(new IllegalStateException()));
    }
}
