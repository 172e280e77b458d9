package io.leveret.broker.config;

/** The virtual host and the user that a broker with empty hands makes at its first start, so that a client can come in. */
public record FirstUser(String virtualHost, String name, String password) {

    void check(ConfigError.Gatherer problems) {
        problems.require(fits(virtualHost), "default-vhost", "is '%s': allowed are 1 to 255 characters", virtualHost);
        problems.require(fits(name), "default-user", "is '%s': allowed are 1 to 255 characters", name);
        problems.require(!password.isEmpty(), "default-password", "is empty: nobody could log in with it");
    }

    private static boolean fits(String name) {
        return !name.isEmpty() && name.length() <= 255;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return "FirstUser[virtualHost=%s, name=%s]".formatted(virtualHost, name);
    }
}
