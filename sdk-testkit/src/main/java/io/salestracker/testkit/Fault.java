package io.salestracker.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong with one request. Made by the static methods, or read by {@link #parse} from the form that
 * {@link #toString} writes, which is also that of the JSON API and the command line:
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><th>form</th><th>method</th></tr>
 * <tr><td>{@code ok}</td><td>{@link #none()}</td></tr>
 * <tr><td>{@code 503}</td><td>{@link #status(int)}</td></tr>
 * <tr><td>{@code 429 retry-after=3s}</td><td>{@link #throttle(Duration)}</td></tr>
 * <tr><td>{@code 429 retry-date=3s}</td><td>{@link #throttleWithDate(Duration)}</td></tr>
 * <tr><td>{@code slow 250ms}</td><td>{@link #slow(Duration)}</td></tr>
 * <tr><td>{@code reset}</td><td>{@link #reset()}</td></tr>
 * <tr><td>{@code accept+500}</td><td>{@link #statusAfterAccepting(int)}</td></tr>
 * <tr><td>{@code accept+reset}</td><td>{@link #resetAfterAccepting()}</td></tr>
 * <tr><td>{@code accept+cut}</td><td>{@link #cutAfterAccepting()}</td></tr>
 * </table>
 *
 * @param effect what happens
 * @param afterAccepting whether the request is processed as usual first, so that only its response is failed
 * @param status the status answered, for {@link Effect#STATUS}; else 0
 * @param delay how long {@link Effect#SLOW} waits, or what {@code Retry-After} says; null for neither
 * @param retryAsDate whether {@code Retry-After} is written as an HTTP date instead of as seconds
 */
public record Fault(
        Effect effect,
        boolean afterAccepting,
        int status,
        @Nullable Duration delay,
        boolean retryAsDate) {

    /** What a fault does to a request. */
    public enum Effect {
        /** Nothing: the request is processed and answered as usual. */
        NONE,
        /** Another status is answered. */
        STATUS,
        /** The connection is reset (TCP RST) without a response. */
        RESET,
        /** Status line and headers go out, then the connection closes in the middle of the body. */
        CUT,
        /** The request is processed at once and its own response comes late. */
        SLOW
    }

    private static final Pattern FORM = Pattern.compile("(ok)|(accept\\+)?(?:(reset)|((?<=\\+)cut)|(\\d{3})"
            + "(?: (retry-after|retry-date)=(\\d+)(ms|s|m))?)|slow (\\d+)(ms|s|m)");

    private static final Pattern REPEATED = Pattern.compile("(.+?)(?: x(\\d{1,6}))?");

    /** Checks that the parts fit together. */
    public Fault {
        if (effect == Effect.STATUS ? status < 300 || status > 599 : status != 0) {
            throw new IllegalArgumentException("status must be 300 to 599: " + status);
        }
        if (delay != null && (delay.isNegative() || delay.compareTo(Duration.ofDays(1)) > 0)) {
            throw new IllegalArgumentException("a fault's duration must be 0 to 1 day: " + delay);
        }
    }

    /** Nothing goes wrong; for scripts. */
    public static Fault none() {
        return new Fault(Effect.NONE, false, 0, null, false);
    }

    /**
     * Answers with this status, without {@code Retry-After}; nothing is accepted.
     *
     * @param status 300 to 599
     */
    public static Fault status(int status) {
        return new Fault(Effect.STATUS, false, status, null, false);
    }

    /** Answers 429 without {@code Retry-After}; nothing is accepted. */
    public static Fault throttle() {
        return status(429);
    }

    /** Answers 429 with {@code Retry-After} in seconds, rounded up; nothing is accepted. */
    public static Fault throttle(Duration retryAfter) {
        return status(429).retryAfter(retryAfter);
    }

    /** Answers 429 with {@code Retry-After} as an HTTP date, this long from then, rounded up; nothing is accepted. */
    public static Fault throttleWithDate(Duration retryAfter) {
        return new Fault(Effect.STATUS, false, 429, retryAfter, true);
    }

    /** Answers 413 whatever the size; nothing is accepted. For a limit see {@link Faults#limitSize}. */
    public static Fault tooLarge() {
        return status(413);
    }

    /** Processes the request at once, and answers it this much later. */
    public static Fault slow(Duration delay) {
        return new Fault(Effect.SLOW, true, 0, delay, false);
    }

    /** Resets the connection; nothing is accepted. */
    public static Fault reset() {
        return new Fault(Effect.RESET, false, 0, null, false);
    }

    /**
     * Processes the request, and then answers with this status instead of its own: the caller cannot know.
     *
     * @param status 300 to 599
     */
    public static Fault statusAfterAccepting(int status) {
        return new Fault(Effect.STATUS, true, status, null, false);
    }

    /** Processes the request, and then resets the connection instead of answering: the caller cannot know. */
    public static Fault resetAfterAccepting() {
        return new Fault(Effect.RESET, true, 0, null, false);
    }

    /**
     * Processes the request, sends status line and headers of its own response, and closes the connection in the middle of the
     * body: a caller that trusts a complete status line knows, another does not.
     */
    public static Fault cutAfterAccepting() {
        return new Fault(Effect.CUT, true, 0, null, false);
    }

    /** Returns the same with {@code Retry-After} in seconds, rounded up. Only for one with a status. */
    public Fault retryAfter(Duration retryAfter) {
        if (effect != Effect.STATUS) {
            throw new IllegalArgumentException("only a response can carry Retry-After, not " + this);
        }
        return new Fault(effect, afterAccepting, status, retryAfter, false);
    }

    /**
     * Reads one fault, in a form of the table above.
     *
     * @throws IllegalArgumentException if the text has none of these forms
     */
    public static Fault parse(String text) {
        Matcher form = FORM.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "a fault must be one of ok, 503, 429 retry-after=3s, 429 retry-date=3s, slow 250ms, reset,"
                            + " accept+500, accept+reset, accept+cut: " + text);
        }
        boolean after = form.group(2) != null;
        if (form.group(3) != null) {
            return after ? resetAfterAccepting() : reset();
        }
        if (form.group(4) != null) {
            return cutAfterAccepting();
        }
        if (form.group(5) != null) {
            Duration delay = form.group(7) == null ? null : duration(form.group(7), form.group(8));
            int status = Integer.parseInt(form.group(5));
            return new Fault(Effect.STATUS, after, status, delay, "retry-date".equals(form.group(6)));
        }
        return form.group(9) == null ? none() : slow(duration(form.group(9), form.group(10)));
    }

    /**
     * Reads a script: faults separated by commas, each with an optional repetition, as in
     * {@code 429 retry-after=1s, 503 x2, ok}.
     *
     * @throws IllegalArgumentException if one of them cannot be read
     */
    public static List<Fault> parseScript(String text) {
        List<Fault> script = new ArrayList<>();
        for (String step : text.split(",", -1)) {
            Matcher repeated = REPEATED.matcher(step.trim());
            if (!repeated.matches()) {
                throw new IllegalArgumentException("a script is faults separated by commas: " + text);
            }
            Fault fault = parse(repeated.group(1));
            int times = repeated.group(2) == null ? 1 : Integer.parseInt(repeated.group(2));
            for (int i = 0; i < times; i++) {
                script.add(fault);
            }
        }
        return script;
    }

    private static Duration duration(String number, String unit) {
        if (number.length() > 9) {
            throw new IllegalArgumentException("a fault's duration must be 0 to 1 day: " + number + unit);
        }
        long count = Long.parseLong(number);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
    }

    private static String written(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** Returns the form that {@link #parse} reads. */
    @Override
    public String toString() {
        String prefix = afterAccepting ? "accept+" : "";
        String retry = delay == null ? "" : (retryAsDate ? " retry-date=" : " retry-after=") + written(delay);
        return switch (effect) {
            case NONE -> "ok";
            case STATUS -> prefix + status + retry;
            case RESET -> prefix + "reset";
            case CUT -> prefix + "cut";
            case SLOW -> "slow " + (delay == null ? "0s" : written(delay));
        };
    }
}
