package io.salestracker.internal;

import java.util.Collection;
import java.util.regex.Pattern;

/** Makes a vendor's words fit for logs and outcomes: no secrets, identities or e-mail addresses, one line, short. */
final class VendorText {
    static final int MOST = 300;

    private static final int LOOKED_AT = 4 * MOST;
    private static final int SHORTEST_SECRET = 3;
    private static final Pattern PERSONAL = Pattern.compile(
            // An e-mail address, a UUID, or a long run of hex digits or of token characters.
            "[\\p{Alnum}._%+'-]{1,64}@[\\p{Alnum}.-]{1,255}"
                    + "|\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}"
                    + "|[\\p{Alnum}_-]{32,}");

    private VendorText() {}

    static String clean(String text, Collection<String> secrets) {
        String masked = text.substring(0, Math.min(text.length(), LOOKED_AT));
        for (String secret : secrets) {
            if (secret.length() >= SHORTEST_SECRET) {
                masked = masked.replace(secret, "***");
            }
        }
        masked = PERSONAL.matcher(masked).replaceAll("***");
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < masked.length() && line.length() < MOST; i++) {
            char c = masked.charAt(i);
            boolean plain = !Character.isISOControl(c) && !Character.isSurrogate(c) && Character.getType(c) != FORMAT;
            line.append(plain && c != '\u2028' && c != '\u2029' ? c : '?');
        }
        return line.toString();
    }

    private static final int FORMAT = Character.FORMAT;
}
