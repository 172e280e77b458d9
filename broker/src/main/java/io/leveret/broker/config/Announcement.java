package io.leveret.broker.config;

/** What the broker calls itself when it greets a client; some clients test the two and behave accordingly. */
public record Announcement(String product, String version) {

    void check(ConfigError.Gatherer problems) {
        problems.require(!product.isBlank(), "announce-product", "is empty: allowed is any name");
        problems.require(
                version.matches("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}"),
                "announce-version",
                "is '%s': allowed are three numbers with dots between them (3.12.0), for clients read it so",
                version);
    }
}
