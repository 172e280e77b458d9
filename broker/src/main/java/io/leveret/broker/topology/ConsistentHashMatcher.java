package io.leveret.broker.topology;

import io.leveret.amqp.ChannelError;
import io.leveret.amqp.Properties;
import io.leveret.amqp.Table;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One binding matches: that which scores highest for what the message hashes to, a binding's key being its weight.
 *
 * <p>Scores rather than a ring: shares follow the weights exactly, however few bindings there are; a binding that comes takes only
 * what it wins, and one that goes gives up only what it had; and nothing depends on the order in which they came, so that a restart
 * sends each key where it went before. The price is a look at each binding, some 20 ns.
 */
final class ConsistentHashMatcher<D> implements Matcher<D> {
    private final Destinations<D, Share> shares = new Destinations<>();
    private final HashInput input;
    private final Function<? super D, String> name;

    /**
     * @param exchangeArguments may say what to hash
     * @param name the name by which a destination is known after a restart, too
     * @throws ChannelError 406 when the arguments say what cannot be hashed
     */
    ConsistentHashMatcher(Table exchangeArguments, Function<? super D, String> name) {
        this.input = HashInput.of(exchangeArguments);
        this.name = name;
    }

    /** A binding. The seed makes its scores its own. */
    private record Share(String key, Table arguments, int weight, long seed) {
        /** Positive, and smaller the better: exponentially distributed with the weight as its rate, so shares follow weights. */
        double distance(long hash) {
            // 53 bits of the mixed hash, as a number above 0 and at most 1.
            double drawn = ((mix(hash ^ seed) >>> 11) + 1) * 0x1p-53;
            return -Math.log(drawn) / weight;
        }

        /** Equal to the share of these, even where there cannot be one. */
        static Share like(String key, Table arguments) {
            return new Share(key, arguments, 0, 0);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Share that && key.equals(that.key) && arguments.equals(that.arguments);
        }

        @Override
        public int hashCode() {
            return 31 * key.hashCode() + arguments.hashCode();
        }
    }

    @Override
    public void check(String bindingKey, Table arguments) {
        weight(bindingKey);
    }

    @Override
    public void add(String bindingKey, Table arguments, D destination) {
        // The weight has no part in the seed. So a destination that is bound anew with a larger weight keeps what it
        // had,
        // and of two bindings of one destination the larger weight counts, not their sum.
        shares.add(new Share(bindingKey, arguments, weight(bindingKey), hash(name.apply(destination))), destination);
    }

    @Override
    public void remove(String bindingKey, Table arguments, D destination) {
        shares.remove(Share.like(bindingKey, arguments), destination);
    }

    @Override
    public void match(String routingKey, Properties properties, Consumer<? super D> found) {
        if (shares.size() == 0) {
            return;
        }
        long hash = mix(input.hash(routingKey, properties));
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < shares.size(); i++) {
            double distance = shares.rule(i).distance(hash);
            if (distance < least) {
                least = distance;
                nearest = i;
            }
        }
        found.accept(shares.destination(nearest));
    }

    /** The weight that a binding key says. */
    private static int weight(String bindingKey) {
        int weight;
        try {
            weight = Integer.parseInt(bindingKey);
        } catch (NumberFormatException e) {
            throw ChannelError.preconditionFailed(
                    "The binding key must be an integer: %s; it is the weight of the binding, from 1 to %d",
                    FieldValues.quoted(bindingKey), Integer.MAX_VALUE);
        }
        if (weight < 1) {
            throw ChannelError.preconditionFailed("The binding key must be greater than 0");
        }
        return weight;
    }

    /** All 64 bits: of two destinations with the same seed only one would ever be found. */
    private static long hash(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = mix(hash + text.charAt(i));
        }
        return hash;
    }

    /** A bijection in which each bit of the outcome depends on each bit given (the finalizer of MurmurHash3). */
    private static long mix(long x) {
        long a = (x ^ x >>> 33) * 0xff51afd7ed558ccdL;
        long b = (a ^ a >>> 33) * 0xc4ceb9fe1a85ec53L;
        return b ^ b >>> 33;
    }
}
