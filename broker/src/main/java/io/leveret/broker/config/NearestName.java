package io.leveret.broker.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The known name that a mistyped one most resembles. */
public final class NearestName {
    private NearestName() {}

    /** Empty when none is near enough that a person would have meant it. */
    public static Optional<String> to(String typed, List<String> known) {
        int enough = Math.max(2, typed.length() / 3);
        return known.stream()
                .filter(name -> distance(typed, name) <= enough)
                .min(Comparator.comparingInt(name -> distance(typed, name)));
    }

    /** How many letters must be put in, taken out or changed to make one of the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
