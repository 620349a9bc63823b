package io.salestracker.internal.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.http.Request;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.BitSet;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes a vendor's text fit to be shown: short, in one line, without secrets, identities and e-mail addresses.
 *
 * <p>Each is masked as a whole, in any case, and also as JSON or a URL writes it. A piece of one that the vendor cut is not
 * recognised, nor is one below 3 characters. By their form UUIDs and tokens of 32 characters or more are masked too. Immutable.
 */
public final class Redactor {
    /** The maximum length of a text in an outcome. */
    public static final int MAX_SHOWN = 300;

    /** The maximum length of a text in the log. */
    public static final int MAX_LOGGED = 120;

    private static final String MASK = "***";
    // A shorter secret or identity is not masked, since masking it would blacken ordinary words.
    private static final int MIN_HIDDEN = 3;
    // A shorter value in an address is taken for an ordinary word, such as a currency.
    private static final int MIN_IN_ADDRESS = 6;
    // The rest of a longer text is not read, so that the cost has a limit.
    private static final int MAX_READ = 64 << 10;
    // The pattern gets more characters than are shown, since masks shorten the text.
    private static final int MAX_MATCHED = 4 * MAX_SHOWN;
    private static final int MAX_EMAIL = 320;
    private static final String DELIMITERS = "\\s\"<>(),:;=&?/{}\\[\\]";
    private static final Pattern PERSONAL = Pattern.compile(
            // An e-mail address, as it is or in a URL, a UUID, or a long run of hex digits or of token characters.
            "[^" + DELIMITERS + "@]{1,64}(?:@|%40)[^" + DELIMITERS + "\\p{Cf}@]{1,255}"
                    + "|\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}"
                    + "|[\\p{Alnum}_-]{32,}");
    private static final Pattern LAST_WORD = Pattern.compile("[^" + DELIMITERS + "]{1," + MAX_EMAIL + "}$");
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /** For the response of a destination whose secrets are not known: every text becomes empty. */
    public static final Redactor NOTHING_SHOWN = new Redactor(List.of(), 0);

    // In lower case, which leaves the lengths as they are.
    private final List<String> hidden;
    private final int maxRead;

    /** @param hidden secrets and identities */
    public Redactor(Collection<String> hidden) {
        this(hidden, MAX_READ);
    }

    private Redactor(Collection<String> hidden, int maxRead) {
        this.maxRead = maxRead;
        this.hidden = hidden.stream()
                .filter(text -> text.length() >= MIN_HIDDEN)
                .flatMap(Redactor::forms)
                .map(Redactor::lowerCase)
                .distinct()
                .toList();
    }

    /** A text as it is, as JSON quotes it with and without escapes that it may leave out, and as URLs and forms encode it. */
    private static Stream<String> forms(String text) {
        String json = text.replace("\\", "\\\\").replace("\"", "\\\"");
        String slashes = json.replace("/", "\\/");
        String url = URLEncoder.encode(text, UTF_8);
        return Stream.of(text, json, slashes, ascii(json), ascii(slashes), url, url.replace("+", "%20"));
    }

    private static String ascii(String json) {
        StringBuilder ascii = new StringBuilder();
        json.chars().forEach(c -> ascii.append(c < 0x80 ? Character.toString(c) : escapedUnit((char) c)));
        return ascii.toString();
    }

    private static String lowerCase(String text) {
        char[] lower = text.toCharArray();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Character.toLowerCase(lower[i]);
        }
        return new String(lower);
    }

    /**
     * One for the response to a request. The values in the query of its address are masked too, since that is where
     * vendors want tokens and identities.
     */
    public static Redactor of(Request request, Collection<String> secrets, Collection<String> identities) {
        Set<String> hidden = new LinkedHashSet<>(secrets);
        hidden.addAll(identities);
        String query = request.uri().getRawQuery();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            String value = pair.substring(pair.indexOf('=') + 1);
            if (value.length() >= MIN_IN_ADDRESS) {
                hidden.add(value);
                hidden.add(decoded(value));
            }
        }
        return new Redactor(hidden);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }

    /** Tells whether a masked text has the form of a code and may stand in a log as such. */
    public static boolean isCode(String text) {
        return CODE.matcher(text).matches();
    }

    /** The text as an outcome shows it, in at most 300 characters. */
    public String shown(String text) {
        return redacted(text, MAX_SHOWN);
    }

    /** The text as the log shows it, in at most 120 characters. */
    public String logged(String text) {
        return redacted(text, MAX_LOGGED);
    }

    private String redacted(String text, int max) {
        // Masking comes before cutting, so that no cut leaves half a secret.
        String masked = masked(text.substring(0, Math.min(text.length(), maxRead)));
        if (masked.length() > MAX_MATCHED) {
            // The cut may leave half an address, which the pattern would not know.
            masked = LAST_WORD.matcher(masked.substring(0, MAX_MATCHED)).replaceFirst("");
        }
        return line(PERSONAL.matcher(masked).replaceAll(MASK), max);
    }

    /** Masks what is hidden, in any case. All of it is looked up first, since one text may overlap with another. */
    private String masked(String text) {
        String searched = lowerCase(text);
        BitSet found = new BitSet();
        for (String one : hidden) {
            for (int at = searched.indexOf(one); at >= 0; at = searched.indexOf(one, at + 1)) {
                found.set(at, at + one.length());
            }
        }
        StringBuilder masked = new StringBuilder();
        int end = 0;
        for (int at = found.nextSetBit(0); at >= 0; at = found.nextSetBit(end)) {
            masked.append(text, end, at).append(MASK);
            end = found.nextClearBit(at);
        }
        return masked.append(text, end, text.length()).toString();
    }

    /** The beginning of a text on one line. Characters that would break or turn the line are escaped; nothing is masked. */
    public static String line(String text, int max) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            String next = isPlain(c) ? Character.toString(c) : escaped(c);
            if (line.length() + next.length() > max) {
                break;
            }
            line.append(next);
            i += Character.charCount(c);
        }
        return line.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                StringBuilder escaped = new StringBuilder();
                for (char unit : Character.toChars(c)) {
                    escaped.append(escapedUnit(unit));
                }
                yield escaped.toString();
            }
        };
    }

    private static String escapedUnit(char unit) {
        return "\\u" + HexFormat.of().toHexDigits(unit);
    }
}
