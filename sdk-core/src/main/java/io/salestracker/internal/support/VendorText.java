package io.salestracker.internal.support;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Makes a vendor's words fit for logs and outcomes: no secrets, identities or e-mail addresses, one line, short. */
public final class VendorText {
    public static final int MOST = 300;

    private static final String MASK = "***";
    private static final int SHORTEST_SECRET = 3;
    private static final int MOST_READ = 64 << 10;
    private static final int MOST_MATCHED = 4 * MOST;
    private static final int LONGEST_ADDRESS = 320;
    private static final String DELIMITERS = "\\s\"<>(),:;=&?/{}\\[\\]";
    private static final Pattern PERSONAL = Pattern.compile(
            // An e-mail address, as it is or in a URL, a UUID, or a long run of hex digits or of token characters.
            "[^" + DELIMITERS + "@]{1,64}(?:@|%40)[^" + DELIMITERS + "\\p{Cf}@]{1,255}"
                    + "|\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}"
                    + "|[\\p{Alnum}_-]{32,}");
    private static final Pattern LAST_WORD = Pattern.compile("[^" + DELIMITERS + "]{1," + LONGEST_ADDRESS + "}$");

    private VendorText() {}

    public static String clean(String text, Collection<String> secrets) {
        return clean(text, secrets, Echo.NONE);
    }

    public static String clean(String text, Collection<String> secrets, Echo echo) {
        // First the secrets, wherever they stand, so that no cut leaves half of one; the longest first, since another
        // may be part of it.
        String masked = text.substring(0, Math.min(text.length(), MOST_READ));
        List<String> longestFirst = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .sorted(comparingInt(String::length).reversed())
                .toList();
        for (String secret : longestFirst) {
            masked = masked.replace(secret, MASK);
        }
        if (masked.length() > MOST_MATCHED) {
            // The cut may leave half an address, which the pattern would not know.
            masked = LAST_WORD.matcher(masked.substring(0, MOST_MATCHED)).replaceFirst("");
        }
        return line(PERSONAL.matcher(echo.mask(masked)).replaceAll(MASK));
    }

    private static String line(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() < MOST; i++) {
            char c = text.charAt(i);
            boolean plain =
                    !Character.isISOControl(c) && !Character.isSurrogate(c) && Character.getType(c) != Character.FORMAT;
            line.append(plain && c != '\u2028' && c != '\u2029' ? c : '?');
        }
        return line.toString();
    }
}
