package io.salestracker.testkit.internal;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what was probably meant by a name that is not quite right. */
final class Nearest {
    /** Longer names are not compared: the work grows with the square of the length. */
    private static final int MAX_LENGTH = 100;

    private Nearest() {}

    /** Returns the first candidate that differs least, and only in case, in separators, or in a quarter of the letters at most; null if none does. */
    static @Nullable String to(String name, Collection<String> candidates) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int shorter = Math.min(name.length(), candidate.length());
            if (Math.max(name.length(), candidate.length()) <= MAX_LENGTH) {
                int distance = distance(name, candidate);
                if (distance < least && distance <= shorter / 4) {
                    nearest = candidate;
                    least = distance;
                }
            }
        }
        return nearest;
    }

    /** Counts the letters to insert, remove or replace. */
    private static int distance(String one, String other) {
        String a = plain(one);
        String b = plain(other);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static String plain(String name) {
        return name.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
    }
}
