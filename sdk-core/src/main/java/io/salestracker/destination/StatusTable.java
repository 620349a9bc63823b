package io.salestracker.destination;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import io.salestracker.http.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The meaning of each status code, as data. {@link #standard()} is the table in the README; a destination changes single codes
 * with {@link #with}. That a 503 without {@code Retry-After} was not processed is an assumption, as is all of the table
 * where a vendor documents no responses. Immutable.
 */
public final class StatusTable {

    private static final String RETRY_AFTER = "Retry-After";
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final Map<Integer, ResponseClass> NAMED = named();
    private static final StatusTable STANDARD = new StatusTable(Map.of());

    // The codes whose meaning a destination or its user chose.
    private final Map<Integer, ResponseClass> changed;

    private StatusTable(Map<Integer, ResponseClass> changed) {
        this.changed = changed;
    }

    private static Map<Integer, ResponseClass> named() {
        Map<Integer, ResponseClass> named = new HashMap<>();
        name(named, ResponseClass.EVENT_REFUSED, 400, 409, 410, 415, 422);
        name(named, ResponseClass.TOO_LARGE, 413);
        name(named, ResponseClass.MISCONFIGURED, 401, 402, 403, 404, 405, 407, 421, 423, 426, 451, 501, 505, 511);
        name(named, ResponseClass.MISCONFIGURED_IN_DOUBT, 302);
        name(named, ResponseClass.THROTTLED, 429);
        name(named, ResponseClass.NOT_PROCESSED, 408, 425, SERVICE_UNAVAILABLE, 521, 523, 525, 526, 530);
        name(named, ResponseClass.AMBIGUOUS, 303);
        return Map.copyOf(named);
    }

    private static void name(Map<Integer, ResponseClass> named, ResponseClass meaning, int... codes) {
        for (int code : codes) {
            named.put(code, meaning);
        }
    }

    /** The table that holds where a vendor documents nothing else. */
    public static StatusTable standard() {
        return STANDARD;
    }

    /**
     * The same table with another meaning for one status code. It holds whatever the response's body and headers are; only
     * a 503 that is {@code NOT_PROCESSED} is still {@code THROTTLED} with {@code Retry-After}.
     */
    public StatusTable with(int status, ResponseClass meaning) {
        Map<Integer, ResponseClass> copy = new TreeMap<>(changed);
        copy.put(status, requireNonNull(meaning, "meaning"));
        return new StatusTable(copy);
    }

    /**
     * The same table with another meaning for one status code, unless {@link #with} gave it one. So a destination states
     * what it knows of its vendor without overruling its user.
     */
    public StatusTable withDefault(int status, ResponseClass meaning) {
        return changed.containsKey(status) ? this : with(status, meaning);
    }

    /** What a response means by its status, by whether it has {@code Retry-After}, and by how its body begins. */
    public ResponseClass meaning(Response response) {
        int status = response.status();
        ResponseClass chosen = changed.get(status);
        ResponseClass listed = chosen == null ? NAMED.get(status) : chosen;
        if (listed != null) {
            boolean paused = status == SERVICE_UNAVAILABLE
                    && listed == ResponseClass.NOT_PROCESSED
                    && response.header(RETRY_AFTER) != null;
            return paused ? ResponseClass.THROTTLED : listed;
        }
        return switch (status / 100) {
            case 2 -> isPage(response.body()) ? ResponseClass.MISCONFIGURED_IN_DOUBT : ResponseClass.DELIVERED;
            case 3 -> ResponseClass.MISCONFIGURED;
            case 4 -> response.header(RETRY_AFTER) == null ? ResponseClass.EVENT_REFUSED : ResponseClass.THROTTLED;
            default -> ResponseClass.AMBIGUOUS;
        };
    }

    /**
     * Tells whether a body begins like an HTML page, in UTF-8, a superset of ASCII, or UTF-16. Before its doctype a page may have
     * an XML declaration, as XHTML has, and comments.
     */
    private static boolean isPage(byte[] body) {
        int start = 0;
        while (start < body.length && isBlankOrMark(body[start])) {
            start++;
        }
        if (start == body.length || body[start] != '<') {
            return false; // Most responses.
        }
        // Without the zeros that are half of each character of UTF-16.
        String text = new String(body, start, body.length - start, ISO_8859_1).replace("\0", "");
        int at = 0;
        while (true) {
            String end = text.startsWith("<?xml", at) ? "?>" : text.startsWith("<!--", at) ? "-->" : null;
            if (end == null) {
                return begins(text, at, "<!doctype html") || begins(text, at, "<html");
            }
            int ended = text.indexOf(end, at);
            if (ended < 0) {
                return false;
            }
            at = ended + end.length();
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }

    private static boolean isBlankOrMark(byte c) {
        return switch (c & 0xFF) {
            case ' ', '\t', '\r', '\n', '\f', 0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0 -> true;
            default -> false;
        };
    }

    private static boolean begins(String text, int from, String beginning) {
        return text.regionMatches(true, from, beginning, 0, beginning.length());
    }

    /**
     * The verdict on a response. A refusal's code, message and indices are read leniently from JSON bodies of the forms
     * {@code {error_code, message}}, the same under {@code error}, {@code {error: {type, message}}}, and
     * {@code {errors: [{index, code, message}]}}; of anything else the beginning is the message. The body of a 2xx is
     * only looked at for whether it begins like an HTML page.
     *
     * @param refusedWhole true if a refused request is known to have been refused as a whole
     */
    public Verdict classify(Response response, boolean refusedWhole) {
        String cause = Integer.toString(response.status());
        ResponseClass meaning = meaning(response);
        switch (meaning) {
            case DELIVERED -> {
                return Verdict.DELIVERED;
            }
            case EVENT_REFUSED, ALREADY_TAKEN -> {
                VendorError error = VendorError.read(response);
                return new Verdict.Refused(
                        error.code(),
                        error.message(),
                        error.which(),
                        refusedWhole,
                        meaning == ResponseClass.ALREADY_TAKEN);
            }
            case MISCONFIGURED -> {
                VendorError error = VendorError.read(response);
                return new Verdict.Misconfigured(error.code(), error.message());
            }
            case MISCONFIGURED_IN_DOUBT -> {
                // The page that came says nothing of the event.
                return new Verdict.Misconfigured(cause, "", true);
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
     * in the body, in the form above, are refused. If that body was cut, nobody knows which were, and the response is
     * ambiguous.
     *
     * @param refusedWhole true if a refused request is known to have been refused as a whole
     */
    public Verdict classifyBatch(Response response, boolean refusedWhole) {
        if (meaning(response) != ResponseClass.DELIVERED) {
            return classify(response, refusedWhole);
        }
        return response.bodyCut()
                ? new Verdict.Ambiguous("BODY_CUT")
                : new Verdict.Delivered(VendorError.read(response).which());
    }
}
