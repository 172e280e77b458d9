package io.leveret.broker.definitions;

import io.leveret.broker.security.PasswordHash;
import io.leveret.broker.security.User;
import java.security.SecureRandom;
import java.util.Set;

/** A user to be. Hashing a plain password is slow on purpose, so reading a file leaves it to who applies it. */
public record UserDefinition(String name, Secret secret, Set<String> tags) {
    /** What the user proves itself with. */
    public sealed interface Secret {
        /** As a person wrote it into a file. */
        record Plain(String password) implements Secret {
            @Override
            public String toString() {
                return "Plain[hidden]";
            }
        }

        record Hashed(PasswordHash hash) implements Secret {}
    }

    public UserDefinition {
        tags = Set.copyOf(tags);
    }

    public static UserDefinition of(User user) {
        return new UserDefinition(user.name(), new Secret.Hashed(user.passwordHash()), user.tags());
    }

    public User toUser(int iterations, SecureRandom random) {
        PasswordHash hash = secret instanceof Secret.Plain plain
                ? PasswordHash.hash(plain.password(), iterations, random)
                : ((Secret.Hashed) secret).hash();
        return new User(name, hash, tags);
    }
}
