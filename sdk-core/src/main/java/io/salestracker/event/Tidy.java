package io.salestracker.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes fit what is only shown to people, so that no sale is lost for it. The constructors of event types call it, ours and
 * those of new vendors; a value's accessor shows the result. Ids, amounts, currencies and identities are not made fit:
 * {@link Violations} checks them. All methods return a value that is fit as it is.
 */
public final class Tidy {
    // About 1,000 digits. No amount has so many, and counting and rounding those of a longer one takes long.
    private static final int MAX_BITS = 3_322;
    private static final char REPLACEMENT = '\uFFFD';

    private Tidy() {}

    /**
     * Tells whether a text shows nothing: it is empty, or has only blanks, line ends, no-break spaces and characters without
     * width, such as U+200B and U+FEFF. A shop that reads HTML has U+00A0 where nothing was entered, and vendors trim it.
     */
    public static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isShown =
                    !Character.isWhitespace(c) && !Character.isSpaceChar(c) && Character.getType(c) != Character.FORMAT;
            if (isShown) {
                return false;
            }
        }
        return true;
    }

    /** An optional text that is otherwise checked strictly: null if it {@linkplain #isBlank is blank}. */
    public static @Nullable String optional(@Nullable String text) {
        return text == null || isBlank(text) ? null : text;
    }

    /**
     * A name, a title or another text that people read. Each control character, such as a tab or a line end, becomes a blank,
     * and half of a surrogate pair becomes U+FFFD. A text of more than {@link Violations#MAX_TEXT} characters is cut there,
     * or one before so that no surrogate pair is cut.
     *
     * @return null if nothing but blanks is left
     */
    public static @Nullable String title(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return text.length() <= Violations.MAX_TEXT && Violations.isClean(text)
                ? optional(text)
                : optional(cleaned(text, Violations.MAX_TEXT, ""));
    }

    /**
     * A text of any kind in a vendor's free-form data. Line ends and tabs stay; each other control character becomes a blank, and
     * half of a surrogate pair becomes U+FFFD. It is not cut, and a blank text stays.
     */
    public static String freeText(String text) {
        return Violations.isClean(text) ? text : cleaned(text, Integer.MAX_VALUE, "\n\r\t");
    }

    private static String cleaned(String text, int max, String kept) {
        StringBuilder cleaned = new StringBuilder(Math.min(text.length(), max));
        for (int i = 0; i < text.length() && cleaned.length() < max; i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                cleaned.append(Character.isISOControl(c) && kept.indexOf(c) < 0 ? ' ' : c);
            } else if (isPair(text, i)) {
                if (cleaned.length() + 2 > max) {
                    break;
                }
                cleaned.append(c).append(text.charAt(++i));
            } else {
                cleaned.append(REPLACEMENT);
            }
        }
        return cleaned.toString();
    }

    private static boolean isPair(String text, int i) {
        return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }

    /**
     * An optional id or code that a vendor can do without: null if it is blank, has more than {@link Violations#MAX_TEXT}
     * characters, a control character or half of a surrogate pair. It is never changed, since another code is another thing.
     */
    public static @Nullable String code(@Nullable String code) {
        return code == null || code.length() > Violations.MAX_TEXT || isBlank(code) || !Violations.isClean(code)
                ? null
                : code;
    }

    /**
     * Codes without those that {@link #code} would make null, at most {@link Violations#MAX_LINES} of them.
     *
     * @return a list that cannot be changed; empty if there are none
     */
    public static List<String> codes(@Nullable List<? extends @Nullable String> codes) {
        if (codes == null || codes.isEmpty()) {
            return List.of();
        }
        List<String> fit = new ArrayList<>(Math.min(codes.size(), Violations.MAX_LINES));
        for (String code : codes) {
            String tidied = code(code);
            if (tidied != null && fit.size() < Violations.MAX_LINES) {
                fit.add(tidied);
            }
        }
        return List.copyOf(fit);
    }

    /**
     * The address of a picture or a page, without blanks around it: null unless it is a well-formed absolute {@code http} or
     * {@code https} address with a host, of at most {@link Violations#MAX_TEXT} characters.
     */
    public static @Nullable String address(@Nullable String address) {
        String stripped = address == null ? null : code(address.strip());
        if (stripped == null) {
            return null;
        }
        try {
            URI uri = new URI(stripped);
            boolean isWeb = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return isWeb && hasHost(uri.getRawAuthority()) ? stripped : null;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }

    /** Not {@link URI#getHost}, which is null for a host with an underscore or an umlaut. */
    private static boolean hasHost(@Nullable String authority) {
        if (authority == null) {
            return false;
        }
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        return !hostAndPort.isEmpty() && hostAndPort.charAt(0) != ':';
    }

    /**
     * A number without decimals that no shop means: one with more than {@link Violations#MAX_DECIMALS} decimals, such as
     * {@code new BigDecimal(149.99)} or a third, is rounded half up to that many. One of more than about 1,000 digits stays as it
     * is, and {@link Violations} refuses it.
     */
    public static @Nullable BigDecimal amount(@Nullable BigDecimal amount) {
        if (amount == null
                || amount.scale() <= Violations.MAX_DECIMALS
                || amount.unscaledValue().bitLength() > MAX_BITS) {
            return amount;
        }
        // Not by setScale, which would write a power of ten of a million digits for an exponent of minus a million.
        return (long) amount.precision() - amount.scale() < -Violations.MAX_DECIMALS
                ? BigDecimal.ZERO
                : amount.setScale(Violations.MAX_DECIMALS, RoundingMode.HALF_UP);
    }
}
