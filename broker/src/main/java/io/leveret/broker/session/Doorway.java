package io.leveret.broker.session;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The socket, as a handshake sees it. */
public interface Doorway {
    Outbound out();

    /** The I/O loop: answers that come on other threads go back to it. */
    Executor loop();

    /** As logs call the connection: {@code client:port -> broker:port}. */
    String name();

    InetAddress address();

    /** What the client has proven by TLS. */
    Optional<X509Certificate> certificate();

    /** Protocol and cipher, or '' on a plain socket. */
    String tls();

    /**
     * From now on the socket belongs to the connection, and the connection to its virtual host's loop; what is unread is read there.
     */
    void entrust(Connection connection, Sessions sessions, List<Batch> unread);

    /** Closes the socket after a while without another word. */
    void closeAfter(long millis);
}
