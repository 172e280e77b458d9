package io.leveret.broker.security;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Who is it? Judges SASL responses, and names with passwords from other doors. Verifying is slow on purpose, so it happens on the
 * executor; equal attempts at the same time share one verification, and those that follow within a moment are answered from memory.
 * An unknown user costs as much time as a wrong password.
 *
 * <p>Any thread may call it. A future completes on the executor or at once, never with an exception: go on from it on your own loop.
 */
public final class Authenticator {
    public static final String PLAIN = "PLAIN";
    public static final String AMQPLAIN = "AMQPLAIN";
    public static final String EXTERNAL = "EXTERNAL";

    /**
     * @param iterations what a new hash costs; a refusal never costs less
     * @param loopbackUsers who may come from this machine only
     * @param remember how long a verdict is good for
     * @param rememberAtMost how many right ones, and how many wrong ones
     * @param pendingAtMost how many verifications may wait; attempts beyond are refused, or a flood of them would take all memory
     */
    public record Settings(
            int iterations,
            Set<String> loopbackUsers,
            Duration remember,
            int rememberAtMost,
            int pendingAtMost,
            CertificateName certificateName) {
        public static final Settings DEFAULT = new Settings(
                PasswordHash.DEFAULT_ITERATIONS,
                Set.of("guest"),
                Duration.ofSeconds(30),
                10_000,
                2_000,
                CertificateName.COMMON_NAME);

        public Settings {
            loopbackUsers = Set.copyOf(loopbackUsers);
        }
    }

    /** @param certificate the client's, proven by TLS */
    public record Attempt(String mechanism, byte[] response, InetAddress peer, Optional<X509Certificate> certificate) {}

    private final Settings settings;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final Verdicts verdicts;
    private final Map<ByteBuffer, CompletableFuture<Boolean>> pending = new HashMap<>();

    public Authenticator(Settings settings, Executor executor, LongSupplier nanoTime, SecureRandom random) {
        this.settings = settings;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.verdicts = new Verdicts(settings.remember().toNanos(), settings.rememberAtMost(), random);
    }

    /** The mechanisms as {@code connection.start} lists them. */
    public static String offered(boolean withCertificate) {
        return withCertificate ? PLAIN + " " + AMQPLAIN + " " + EXTERNAL : PLAIN + " " + AMQPLAIN;
    }

    public CompletableFuture<Login> authenticate(Attempt attempt, Directory directory) {
        Credentials credentials = Credentials.read(
                attempt.mechanism(), attempt.response(), attempt.certificate(), settings.certificateName());
        if (credentials instanceof Credentials.Password given) {
            return verify(given, attempt.peer(), directory);
        }
        if (credentials instanceof Credentials.Certificate given) {
            return CompletableFuture.completedFuture(recognize(given, attempt.peer(), directory));
        }
        return CompletableFuture.completedFuture(((Credentials.Unusable) credentials).why());
    }

    /** For doors without SASL. The password's bytes stay the caller's. */
    public CompletableFuture<Login> authenticate(String user, byte[] password, InetAddress peer, Directory directory) {
        return verify(new Credentials.Password(user, password.clone()), peer, directory);
    }

    private Login recognize(Credentials.Certificate given, InetAddress peer, Directory directory) {
        String name = given.user();
        if (isKeptOut(name, peer)) {
            return keptOut(name, peer);
        }
        return directory
                .user(name)
                .<Login>map(Login.Accepted::new)
                .orElseGet(() -> new Login.Refused(
                        "the client certificate names the user " + Names.shown(name) + ", who does not exist"));
    }

    private CompletableFuture<Login> verify(Credentials.Password given, InetAddress peer, Directory directory) {
        if (isKeptOut(given.user(), peer)) {
            return CompletableFuture.completedFuture(keptOut(given.user(), peer));
        }
        if (given.password().length == 0) {
            // Before anything is looked up: it is refused whoever it is for, so it takes no time for any.
            return CompletableFuture.completedFuture(
                    new Login.Refused("empty password for user " + Names.shown(given.user())));
        }
        Optional<User> user = directory.user(given.user());
        PasswordHash hash = user.map(User::passwordHash).orElse(PasswordHash.NONE);
        int price = Math.max(settings.iterations(), directory.highestCost());
        return verdict(given, hash, price).handle((right, failure) -> {
            if (failure != null) {
                return new Login.Refused("the password of " + Names.shown(given.user()) + " could not be verified: "
                        + failure.getMessage());
            }
            return user.filter(u -> right).<Login>map(Login.Accepted::new).orElseGet(() -> refused(given.user(), user));
        });
    }

    private CompletableFuture<Boolean> verdict(Credentials.Password given, PasswordHash hash, int price) {
        ByteBuffer key = verdicts.key(given.user(), hash, given.password());
        CompletableFuture<Boolean> verdict;
        synchronized (verdicts) {
            Optional<Boolean> known = verdicts.find(key, nanoTime.getAsLong());
            if (known.isPresent()) {
                return CompletableFuture.completedFuture(known.get());
            }
            CompletableFuture<Boolean> underWay = pending.get(key);
            if (underWay != null) {
                return underWay;
            }
            if (pending.size() >= settings.pendingAtMost()) {
                return CompletableFuture.failedFuture(new RejectedExecutionException(
                        pending.size() + " logins are waiting for their verification already, which is the most"));
            }
            verdict = new CompletableFuture<>();
            pending.put(key, verdict);
        }
        try {
            executor.execute(() -> judge(key, given, hash, price, verdict));
        } catch (RejectedExecutionException e) {
            forget(key);
            verdict.completeExceptionally(e);
        }
        return verdict;
    }

    private void judge(
            ByteBuffer key,
            Credentials.Password given,
            PasswordHash hash,
            int price,
            CompletableFuture<Boolean> verdict) {
        boolean right;
        try {
            right = hash.verify(given.password());
            if (!right) {
                PasswordHash.spend(price - hash.cost());
            }
        } catch (RuntimeException e) {
            forget(key);
            verdict.completeExceptionally(e);
            return;
        } finally {
            Arrays.fill(given.password(), (byte) 0);
        }
        // Remembered before it stops to be under way, and both before anyone hears of it: no equal attempt may fall
        // between.
        synchronized (verdicts) {
            verdicts.add(key, right, nanoTime.getAsLong());
            pending.remove(key);
        }
        verdict.complete(right);
    }

    private void forget(ByteBuffer key) {
        synchronized (verdicts) {
            pending.remove(key);
        }
    }

    private boolean isKeptOut(String user, InetAddress peer) {
        return settings.loopbackUsers().contains(user) && !peer.isLoopbackAddress();
    }

    private static Login keptOut(String user, InetAddress peer) {
        return new Login.Refused("user " + Names.shown(user) + " may connect from this machine only, not from "
                + peer.getHostAddress() + "; make a user of its own for it, or take it off the list of loopback users");
    }

    private static Login refused(String name, Optional<User> user) {
        if (user.isEmpty()) {
            return new Login.Refused("there is no user " + Names.shown(name));
        }
        return new Login.Refused(
                user.get().passwordHash().equals(PasswordHash.NONE)
                        ? "user " + Names.shown(name) + " has no password and can log in with a certificate only"
                        : "wrong password for user " + Names.shown(name));
    }
}
