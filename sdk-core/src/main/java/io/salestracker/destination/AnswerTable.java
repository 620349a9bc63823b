package io.salestracker.destination;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a status code means, as data. {@link #standard()} is the table in the README; a destination changes
 * single codes with {@link #with}. Immutable.
 */
public final class AnswerTable {

    /** The classes of answers. */
    public enum Meaning {
        /** 2xx: taken. */
        DELIVERED,
        /** 400, 409, 410, 415, 422 and other 4xx: this event is refused for good. */
        EVENT_REFUSED,
        /** 413: split and send again; a lone event is refused. */
        TOO_LARGE,
        /** 401, 403, 404, 405 and 3xx, which are never followed: the lane is set up wrongly. */
        LANE_REFUSED,
        /** 429, and 503 with {@code Retry-After}: not taken, slow down. */
        THROTTLED,
        /** 408, 425 and 503: not taken, retried in every mode. */
        NOT_PROCESSED,
        /** Other 5xx, and any code HTTP does not know: may have been taken. */
        AMBIGUOUS
    }

    private static final AnswerTable STANDARD = new AnswerTable(Map.of(
            401, Meaning.LANE_REFUSED,
            403, Meaning.LANE_REFUSED,
            404, Meaning.LANE_REFUSED,
            405, Meaning.LANE_REFUSED,
            408, Meaning.NOT_PROCESSED,
            413, Meaning.TOO_LARGE,
            425, Meaning.NOT_PROCESSED,
            429, Meaning.THROTTLED,
            503, Meaning.NOT_PROCESSED));

    private final Map<Integer, Meaning> codes;

    private AnswerTable(Map<Integer, Meaning> codes) {
        this.codes = codes;
    }

    /** The table that holds where a vendor documents nothing else. */
    public static AnswerTable standard() {
        return STANDARD;
    }

    /** The same table with another meaning for one status code. */
    public AnswerTable with(int status, Meaning meaning) {
        Map<Integer, Meaning> changed = new TreeMap<>(codes);
        changed.put(status, meaning);
        return new AnswerTable(changed);
    }

    /** What an answer with this status means. */
    public Meaning meaning(Answer answer) {
        int status = answer.status();
        Meaning listed = codes.get(status);
        if (listed != null) {
            boolean paused = status == 503 && listed == Meaning.NOT_PROCESSED && answer.header("Retry-After") != null;
            return paused ? Meaning.THROTTLED : listed;
        }
        return switch (status / 100) {
            case 2 -> Meaning.DELIVERED;
            case 3 -> Meaning.LANE_REFUSED;
            case 4 -> Meaning.EVENT_REFUSED;
            default -> Meaning.AMBIGUOUS;
        };
    }

    /**
     * The verdict on an answer. A refusal's code, message and indices are read leniently from JSON bodies of the forms
     * {@code {error_code, message}}, the same under {@code error}, {@code {error: {type, message}}}, and
     * {@code {errors: [{index, code, message}]}}; of anything else the beginning is the message. The body of a 2xx is
     * not looked at.
     *
     * @param refusedWhole true if a refused request is known to have been refused as a whole
     */
    public Verdict judge(Answer answer, boolean refusedWhole) {
        String cause = Integer.toString(answer.status());
        switch (meaning(answer)) {
            case DELIVERED -> {
                return Verdict.DELIVERED;
            }
            case EVENT_REFUSED -> {
                VendorError error = VendorError.read(answer);
                return new Verdict.Refused(error.code(), error.message(), error.which(), refusedWhole);
            }
            case LANE_REFUSED -> {
                VendorError error = VendorError.read(answer);
                return new Verdict.LaneRefused(error.code(), error.message());
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
     * in the body, in the form above, are refused.
     *
     * @param refusedWhole true if a refused request is known to have been refused as a whole
     */
    public Verdict judgeBatch(Answer answer, boolean refusedWhole) {
        return meaning(answer) == Meaning.DELIVERED
                ? new Verdict.Delivered(VendorError.read(answer).which())
                : judge(answer, refusedWhole);
    }
}
