package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

import io.salestracker.http.Answer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The meaning of each status code, as data. {@link #standard()} is the table in the README; a destination changes single codes
 * with {@link #with}. That a 503 without {@code Retry-After} was not processed is an assumption, as is all of the table
 * where a vendor documents no answers. Immutable.
 */
public final class AnswerTable {

    /** The classes of answers. */
    public enum Meaning {
        /** 2xx, unless the body begins like an HTML page: taken. */
        DELIVERED,
        /** 400, 409, 410, 415, 422 and other 4xx without {@code Retry-After}: this event is refused for good. */
        EVENT_REFUSED,
        /**
         * The vendor has the event already: delivered if an attempt before was ambiguous, else refused. In the standard
         * table no code has this meaning; Alhena's checkout and Text's orders give it to 409.
         */
        ALREADY_TAKEN,
        /** 413: split and send again; a lone event is refused. */
        TOO_LARGE,
        /**
         * 401, 402, 403, 404, 405, 407, 421, 423, 426, 451, 501, 505, 511 and 3xx other than 302 and 303, none of which
         * is followed: the endpoint is set up wrongly, and nothing was taken.
         */
        LANE_REFUSED,
        /**
         * 302, which after a POST often stands for 303, and a 2xx whose body begins like an HTML page: the endpoint is
         * set up wrongly, and the event may have been taken.
         */
        LANE_REFUSED_IN_DOUBT,
        /** 429; 503 and any 4xx that the table does not name, with {@code Retry-After}: not taken, slow down. */
        THROTTLED,
        /** 408, 425, 503, 521, 523, 525, 526 and 530: not taken, retried in every mode. */
        NOT_PROCESSED,
        /** 303, other 5xx, and any code HTTP does not know: may have been taken. */
        AMBIGUOUS
    }

    private static final String RETRY_AFTER = "Retry-After";
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final Map<Integer, Meaning> NAMED = named();
    private static final AnswerTable STANDARD = new AnswerTable(Map.of());

    // The codes whose meaning a destination or its user chose.
    private final Map<Integer, Meaning> changed;

    private AnswerTable(Map<Integer, Meaning> changed) {
        this.changed = changed;
    }

    private static Map<Integer, Meaning> named() {
        Map<Integer, Meaning> named = new HashMap<>();
        name(named, Meaning.EVENT_REFUSED, 400, 409, 410, 415, 422);
        name(named, Meaning.TOO_LARGE, 413);
        name(named, Meaning.LANE_REFUSED, 401, 402, 403, 404, 405, 407, 421, 423, 426, 451, 501, 505, 511);
        name(named, Meaning.LANE_REFUSED_IN_DOUBT, 302);
        name(named, Meaning.THROTTLED, 429);
        name(named, Meaning.NOT_PROCESSED, 408, 425, SERVICE_UNAVAILABLE, 521, 523, 525, 526, 530);
        name(named, Meaning.AMBIGUOUS, 303);
        return Map.copyOf(named);
    }

    private static void name(Map<Integer, Meaning> named, Meaning meaning, int... codes) {
        for (int code : codes) {
            named.put(code, meaning);
        }
    }

    /** The table that holds where a vendor documents nothing else. */
    public static AnswerTable standard() {
        return STANDARD;
    }

    /**
     * The same table with another meaning for one status code. It holds whatever the answer's body and headers are; only
     * a 503 that is {@code NOT_PROCESSED} is still {@code THROTTLED} with {@code Retry-After}.
     */
    public AnswerTable with(int status, Meaning meaning) {
        Map<Integer, Meaning> copy = new TreeMap<>(changed);
        copy.put(status, requireNonNull(meaning, "meaning"));
        return new AnswerTable(copy);
    }

    /**
     * The same table with another meaning for one status code, unless {@link #with} gave it one. So a destination states
     * what it knows of its vendor without overruling its user.
     */
    public AnswerTable withDefault(int status, Meaning meaning) {
        return changed.containsKey(status) ? this : with(status, meaning);
    }

    /** What an answer means by its status, by whether it has {@code Retry-After}, and by how its body begins. */
    public Meaning meaning(Answer answer) {
        int status = answer.status();
        Meaning chosen = changed.get(status);
        Meaning listed = chosen == null ? NAMED.get(status) : chosen;
        if (listed != null) {
            boolean paused = status == SERVICE_UNAVAILABLE
                    && listed == Meaning.NOT_PROCESSED
                    && answer.header(RETRY_AFTER) != null;
            return paused ? Meaning.THROTTLED : listed;
        }
        return switch (status / 100) {
            case 2 -> isPage(answer.body()) ? Meaning.LANE_REFUSED_IN_DOUBT : Meaning.DELIVERED;
            case 3 -> Meaning.LANE_REFUSED;
            case 4 -> answer.header(RETRY_AFTER) == null ? Meaning.EVENT_REFUSED : Meaning.THROTTLED;
            default -> Meaning.AMBIGUOUS;
        };
    }

    /** Tells whether a body begins like an HTML page, in UTF-8, a superset of ASCII, or UTF-16. */
    private static boolean isPage(byte[] body) {
        int at = 0;
        while (at < body.length && isBlankOrMark(body[at])) {
            at++;
        }
        return begins(body, at, "<!doctype html") || begins(body, at, "<html");
    }

    private static boolean isBlankOrMark(byte c) {
        return switch (c & 0xFF) {
            case ' ', '\t', '\r', '\n', '\f', 0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0 -> true;
            default -> false;
        };
    }

    private static boolean begins(byte[] body, int from, String lowerCase) {
        int matched = 0;
        for (int at = from; at < body.length && matched < lowerCase.length(); at++) {
            int c = body[at];
            if (c == 0) {
                // Half a character of UTF-16.
                continue;
            }
            if (Character.toLowerCase(c) != lowerCase.charAt(matched)) {
                return false;
            }
            matched++;
        }
        return matched == lowerCase.length();
    }

    /**
     * The verdict on an answer. A refusal's code, message and indices are read leniently from JSON bodies of the forms
     * {@code {error_code, message}}, the same under {@code error}, {@code {error: {type, message}}}, and
     * {@code {errors: [{index, code, message}]}}; of anything else the beginning is the message. The body of a 2xx is
     * only looked at for whether it begins like an HTML page.
     *
     * @param refusedWhole true if a refused request is known to have been refused as a whole
     */
    public Verdict judge(Answer answer, boolean refusedWhole) {
        String cause = Integer.toString(answer.status());
        Meaning meaning = meaning(answer);
        switch (meaning) {
            case DELIVERED -> {
                return Verdict.DELIVERED;
            }
            case EVENT_REFUSED, ALREADY_TAKEN -> {
                VendorError error = VendorError.read(answer);
                return new Verdict.Refused(
                        error.code(), error.message(), error.which(), refusedWhole, meaning == Meaning.ALREADY_TAKEN);
            }
            case LANE_REFUSED -> {
                VendorError error = VendorError.read(answer);
                return new Verdict.LaneRefused(error.code(), error.message());
            }
            case LANE_REFUSED_IN_DOUBT -> {
                // The page that came says nothing of the event.
                return new Verdict.LaneRefused(cause, "", true);
            }
            case TOO_LARGE -> {
                return Verdict.TOO_LARGE;
            }
            case THROTTLED -> {
                return Verdict.THROTTLED;
            }
            case NOT_PROCESSED -> {
                return new Verdict.NotProcessed(cause);
            }
            case AMBIGUOUS -> {
                return new Verdict.Ambiguous(cause);
            }
        }
        throw new AssertionError("unreachable");
    }

    /**
     * The same for a request of several events to an endpoint that may take some and refuse others: of a 2xx the indices
     * in the body, in the form above, are refused. If that body was cut, nobody knows which were, and the answer is
     * ambiguous.
     *
     * @param refusedWhole true if a refused request is known to have been refused as a whole
     */
    public Verdict judgeBatch(Answer answer, boolean refusedWhole) {
        if (meaning(answer) != Meaning.DELIVERED) {
            return judge(answer, refusedWhole);
        }
        return answer.bodyCut()
                ? new Verdict.Ambiguous("BODY_CUT")
                : new Verdict.Delivered(VendorError.read(answer).which());
    }
}
