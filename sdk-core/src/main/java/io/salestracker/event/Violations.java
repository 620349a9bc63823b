package io.salestracker.event;

import static java.util.Objects.requireNonNull;

import io.salestracker.event.Violation.Code;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the faults of an event, so that all are named at once. For the constructors and builders of event types,
 * ours and those of new vendors. Not thread-safe.
 *
 * <p>The bounds are ours; no vendor documents any.
 */
public final class Violations {
    /** The most characters a text may have: 2,000. */
    public static final int MAX_TEXT = 2_000;
    /** The most lines, codes or products an event may have: 10,000. */
    public static final int MAX_LINES = 10_000;
    /** Amounts are below ten to this power: 15. */
    public static final int MAX_INTEGER_DIGITS = 15;
    /** The most decimals an amount may have: 20. */
    public static final int MAX_DECIMALS = 20;

    private static final int MAX_AMOUNT_TEXT = 100;
    // PostHog refuses most of these as ids of persons, since its users sent them.
    private static final List<String> NOBODIES = List.of(
            "undefined",
            "null",
            "none",
            "nil",
            "nan",
            "false",
            "true",
            "-1",
            "anonymous",
            "guest",
            "[object object]",
            "00000000-0000-0000-0000-000000000000");
    private static final int LONGEST_NOBODY = 40;
    private static final List<List<String>> NOBODIES_BY_LENGTH = byLength(NOBODIES);
    // An amount of a smaller scale has more integer digits, zeros at its end.
    private static final int MIN_SCALE = 1 - MAX_INTEGER_DIGITS;
    // From that scale on: the first values beyond the bounds.
    private static final List<BigDecimal> TOO_HIGH = inEachScale(BigDecimal.TEN.pow(MAX_INTEGER_DIGITS));
    private static final List<BigDecimal> TOO_LOW =
            inEachScale(BigDecimal.TEN.pow(MAX_INTEGER_DIGITS).negate());
    // The year 10000. Reading it from a text would load the formats of times at build().
    private static final Instant END_OF_TIME = Instant.ofEpochSecond(253_402_300_800L);
    private static final List<Violation> NONE = List.of();

    private List<Violation> found = NONE; // A list of its own from the first fault on.

    /** Creates an empty collection. */
    public Violations() {}

    /** Notes a fault if {@code holds} is false. */
    public Violations check(boolean holds, String path, Code code, String message) {
        if (!holds) {
            note(new Violation(path, code, message));
        }
        return this;
    }

    private void note(Violation violation) {
        if (found.isEmpty()) {
            found = new ArrayList<>();
        }
        found.add(violation);
    }

    /** Requires a value. */
    public Violations required(String path, @Nullable Object value) {
        return check(value != null, path, Code.REQUIRED, "is required");
    }

    /**
     * Requires what the model leaves open and a vendor does not: the fault names the vendor.
     *
     * @param vendor the vendor as people call it
     */
    public Violations requiredBy(String vendor, String path, @Nullable Object value) {
        // The message is made at a fault only, since this runs for every event.
        return value != null ? this : check(false, path, Code.REQUIRED, "is required by " + vendor + "; set it");
    }

    /** Requires a text that is not blank, and checks it as {@link #text} does. */
    public Violations requiredText(String path, @Nullable String value) {
        return value == null ? required(path, null) : text(path, value);
    }

    /**
     * Checks a text, if there is one: not blank, at most {@link #MAX_TEXT} characters, no control characters (line
     * breaks included) and no half of a surrogate pair, since neither survives every vendor's wire.
     */
    public Violations text(String path, @Nullable String value) {
        return value == null ? this : checkText(path, value);
    }

    private Violations checkText(String path, String value) {
        if (value.length() > MAX_TEXT) {
            return check(false, path, Code.TOO_LARGE, "must have at most 2,000 characters; shorten it");
        }
        check(!Tidy.isBlank(value), path, Code.REQUIRED, "must not be blank; leave it unset if there is none");
        return check(
                isClean(value),
                path,
                Code.MALFORMED,
                "must have no control characters or lone surrogates; remove them");
    }

    /**
     * Checks that an id is that of one person, if there is one. A word that programs write where an id is missing, such as {@code
     * undefined}, or for all who have no account, such as {@code guest}, would credit the sales of many to one. Case, and
     * blanks and quotes around it, make no difference. The id 0 is taken: some shops count their customers from it.
     */
    public Violations person(String path, @Nullable String id) {
        return check(
                id == null || !isNobody(id),
                path,
                Code.MALFORMED,
                "must be the id of one person, not a word for a missing id or for guests; leave the identity unset");
    }

    private static boolean isNobody(String id) {
        if (id.length() > LONGEST_NOBODY) {
            return false; // Most ids of vendors.
        }
        int start = 0;
        int end = id.length();
        while (start < end && isBlankOrQuote(id.charAt(start))) {
            start++;
        }
        while (start < end && isBlankOrQuote(id.charAt(end - 1))) {
            end--;
        }
        List<String> asLong = NOBODIES_BY_LENGTH.get(end - start);
        for (int i = 0; i < asLong.size(); i++) {
            if (id.regionMatches(true, start, asLong.get(i), 0, end - start)) {
                return true;
            }
        }
        return false;
    }

    private static List<List<String>> byLength(List<String> words) {
        List<List<String>> byLength = new ArrayList<>();
        for (int length = 0; length <= LONGEST_NOBODY; length++) {
            List<String> ofLength = new ArrayList<>();
            for (String word : words) {
                if (word.length() == length) {
                    ofLength.add(word);
                }
            }
            byLength.add(List.copyOf(ofLength));
        }
        return List.copyOf(byLength);
    }

    private static boolean isBlankOrQuote(char c) {
        return c == '"' || c == '\'' || Character.isWhitespace(c);
    }

    /** Requires an amount and checks it as {@link #amount} does. */
    public Violations requiredAmount(String path, @Nullable BigDecimal value) {
        return value == null ? required(path, null) : amount(path, value);
    }

    /** Checks an amount, if there is one: at least 0, below 10^15, at most 20 decimals. */
    public Violations amount(String path, @Nullable BigDecimal value) {
        return signedAmount(path, value)
                .check(value == null || value.signum() >= 0, path, Code.OUT_OF_RANGE, "must not be negative");
    }

    /**
     * Checks an amount that may be negative, if there is one, such as the price of a gift card or a discount that stands
     * among the lines: above -10^15, below 10^15, at most 20 decimals.
     */
    public Violations signedAmount(String path, @Nullable BigDecimal value) {
        if (value == null) {
            return this;
        }
        if (value.scale() > MAX_DECIMALS) {
            return check(false, path, Code.OUT_OF_RANGE, "must have at most 20 decimals; round it");
        }
        return check(isBounded(value), path, Code.OUT_OF_RANGE, "must be below 10^15");
    }

    /**
     * Checks that a price times a quantity is an amount too. Values that are at fault themselves are not checked again.
     *
     * @param path where the quantity is
     */
    Violations product(String path, @Nullable BigDecimal price, @Nullable BigDecimal quantity) {
        return check(
                price == null
                        || quantity == null
                        || !isBounded(price)
                        || !isBounded(quantity)
                        || isAmount(price, quantity),
                path,
                Code.OUT_OF_RANGE,
                "times the unit price must be below 10^15");
    }

    /** Compares with a bound of the same scale: to count a million digits, or to write out such an exponent, takes long. */
    private static boolean isBounded(BigDecimal value) {
        int place = value.scale() - MIN_SCALE;
        if (value.scale() < MIN_SCALE || value.scale() > MAX_DECIMALS) {
            return false;
        }
        return value.signum() < 0 ? value.compareTo(TOO_LOW.get(place)) > 0 : value.compareTo(TOO_HIGH.get(place)) < 0;
    }

    private static List<BigDecimal> inEachScale(BigDecimal value) {
        List<BigDecimal> values = new ArrayList<>();
        for (int scale = MIN_SCALE; scale <= MAX_DECIMALS; scale++) {
            values.add(value.setScale(scale));
        }
        return List.copyOf(values);
    }

    static boolean isAmount(BigDecimal price, BigDecimal quantity) {
        // Most are so far below that nothing need be multiplied, which would allocate.
        return integerDigits(price) + integerDigits(quantity) <= MAX_INTEGER_DIGITS
                || isBounded(requireNonNull(Tidy.amount(price.multiply(quantity))));
    }

    /** Requires a currency and checks it as {@link #currency} does. */
    public Violations requiredCurrency(String path, @Nullable String value) {
        return value == null ? required(path, null) : currency(path, value);
    }

    /** Checks a currency, if there is one: three upper-case letters, in ISO 4217, used for money (not XXX or XAU). */
    public Violations currency(String path, @Nullable String value) {
        return check(
                value == null || isCurrency(value),
                path,
                Code.MALFORMED,
                "must be an ISO 4217 currency code in upper case, such as EUR");
    }

    /** Checks a UUID in its usual form of 36 characters, if there is one. */
    public Violations uuid(String path, @Nullable String value) {
        return check(
                value == null || isUuid(value), path, Code.MALFORMED, "must be a UUID of 36 characters with hyphens");
    }

    /** Checks a time, if there is one: in the years 1970 to 9999, which every notation of a time can hold. */
    public Violations time(String path, @Nullable Instant value) {
        return check(
                value == null || (!value.isBefore(Instant.EPOCH) && value.isBefore(END_OF_TIME)),
                path,
                Code.OUT_OF_RANGE,
                "must be in the years 1970 to 9999");
    }

    /**
     * Checks a time, if there is one: in 1970 or later. For a commerce event at a vendor whose wire has a time; there is no later
     * bound, since the tracker puts the time of {@code track} in place of one in the future.
     */
    public Violations timeSince1970(String path, @Nullable Instant value) {
        return check(
                value == null || !value.isBefore(Instant.EPOCH), path, Code.OUT_OF_RANGE, "must be in 1970 or later");
    }

    /** Checks the number of entries of a list, if there is one: at most {@link #MAX_LINES}, none of them null. */
    public Violations list(String path, @Nullable Collection<?> values) {
        if (values == null) {
            return required(path, null);
        }
        check(values.size() <= MAX_LINES, path, Code.TOO_LARGE, "must have at most 10,000 entries");
        int index = 0;
        for (Object value : values) {
            if (index == MAX_LINES) {
                break;
            }
            if (value == null) {
                required(at(path, index), null);
            }
            index++;
        }
        return this;
    }

    /** Takes over the faults of a nested value. */
    public Violations addAll(String path, Collection<Violation> nested) {
        for (Violation violation : nested) {
            note(violation.under(path));
        }
        return this;
    }

    /** Takes over the faults of one entry of a list; the path is made only if there are any. */
    void addAll(String path, int index, Collection<Violation> nested) {
        if (!nested.isEmpty()) {
            addAll(at(path, index), nested);
        }
    }

    private static String at(String path, int index) {
        return path + "[" + index + "]";
    }

    /** The faults found so far, in the order they were found; empty if there are none. Not to be changed. */
    public List<Violation> found() {
        return found.isEmpty() ? NONE : Collections.unmodifiableList(found);
    }

    /**
     * Reads what a builder's amount setter stored. Blanks and line ends around a text are left out of account.
     *
     * @param amount a {@link BigDecimal}, a {@link String} in its notation, or null
     * @return the amount; null if there is none, the text is blank, or it cannot be read, which is noted
     */
    public @Nullable BigDecimal read(String path, @Nullable Object amount) {
        if (!(amount instanceof String text)) {
            return (BigDecimal) amount;
        }
        if (Tidy.isBlank(text)) {
            return null;
        }
        String number = text.strip();
        try {
            if (number.length() <= MAX_AMOUNT_TEXT) {
                return new BigDecimal(number);
            }
        } catch (NumberFormatException e) {
            // Falls through: the fault is noted below, without the text, which the exception's message may show.
        }
        check(false, path, Code.MALFORMED, "must be a plain decimal number with a dot, such as 149.99");
        return null;
    }

    /** Builds a nested value, noting its faults under {@code path}; null if there is none or it has faults. */
    public <T> @Nullable T build(String path, @Nullable Supplier<? extends @Nullable T> builder) {
        if (builder == null) {
            return null;
        }
        try {
            return builder.get();
        } catch (InvalidEventException e) {
            addAll(path, e.violations());
            return null;
        }
    }

    /** Builds a list of nested values, noting their faults under {@code path[index]}; those with faults are left out. */
    public <T> List<T> buildAll(String path, List<? extends Supplier<? extends @Nullable T>> builders) {
        List<T> built = new ArrayList<>(Math.min(builders.size(), MAX_LINES));
        check(builders.size() <= MAX_LINES, path, Code.TOO_LARGE, "must have at most 10,000 entries");
        for (int i = 0; i < Math.min(builders.size(), MAX_LINES); i++) {
            int before = found.size();
            T value = null;
            try {
                Supplier<? extends @Nullable T> builder = builders.get(i);
                value = builder == null ? null : builder.get();
            } catch (InvalidEventException e) {
                addAll(path, i, e.violations());
            }
            if (value != null) {
                built.add(value);
            } else if (found.size() == before) {
                required(at(path, i), null);
            }
        }
        return built;
    }

    /**
     * Ends a builder's {@code build()}: calls the constructor, which checks the rest, and joins its faults to those
     * found so far.
     *
     * @throws InvalidEventException if there are any; of two faults at one path the first is kept, and a value or
     *     list whose own fields are at fault is not also called missing
     */
    public <T> T complete(String type, Supplier<T> constructor) {
        T built = null;
        try {
            built = constructor.get();
        } catch (InvalidEventException e) {
            join(e);
        }
        throwIfAny(type);
        if (built == null) {
            throw new IllegalStateException(type + " reported no fault and was not built");
        }
        return built;
    }

    private void join(InvalidEventException thrown) {
        Set<String> known = new HashSet<>();
        Set<String> faultyInside = new HashSet<>();
        for (Violation violation : found) {
            known.add(violation.path());
            addParents(violation.path(), faultyInside);
        }
        for (Violation violation : thrown.violations()) {
            String path = violation.path();
            if (!known.contains(path) && !(violation.code() == Code.REQUIRED && faultyInside.contains(path))) {
                note(violation);
            }
        }
    }

    private static void addParents(String path, Set<String> parents) {
        for (int i = path.length() - 1; i > 0; i--) {
            if (path.charAt(i) == '.' || path.charAt(i) == '[') {
                parents.add(path.substring(0, i));
            }
        }
    }

    /**
     * Ends a constructor's checks.
     *
     * @throws InvalidEventException if anything was found
     */
    public void throwIfAny(String type) {
        if (!found.isEmpty()) {
            throw new InvalidEventException(type, found);
        }
    }

    /** Tells whether a text has neither control characters nor half of a surrogate pair. */
    public static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                continue; // Most are, and this runs for every character of every event.
            }
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static long integerDigits(BigDecimal amount) {
        return (long) amount.precision() - amount.scale();
    }

    private static boolean isCurrency(String code) {
        if (code.length() != 3 || !isUpper(code.charAt(0)) || !isUpper(code.charAt(1)) || !isUpper(code.charAt(2))) {
            return false;
        }
        try {
            return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isUuid(String text) {
        return text.length() == 36
                && isHex(text, 0, 8)
                && text.charAt(8) == '-'
                && isHex(text, 9, 13)
                && text.charAt(13) == '-'
                && isHex(text, 14, 18)
                && text.charAt(18) == '-'
                && isHex(text, 19, 23)
                && text.charAt(23) == '-'
                && isHex(text, 24, 36);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
