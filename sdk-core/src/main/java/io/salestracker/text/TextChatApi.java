package io.salestracker.text;

import static java.util.Map.entry;

import io.salestracker.destination.JsonReader;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.http.Response;
import java.util.Map;

/** What the responses of the Customer Chat API mean: its error types are documented, their status codes are not. */
final class TextChatApi {
    private static final int UNAUTHORIZED = 401;
    private static final Map<String, ResponseClass> TYPES = Map.ofEntries(
            entry("validation", ResponseClass.EVENT_REFUSED),
            entry("customer_banned", ResponseClass.EVENT_REFUSED),
            entry("authentication", ResponseClass.MISCONFIGURED),
            entry("authorization", ResponseClass.MISCONFIGURED),
            entry("license_expired", ResponseClass.MISCONFIGURED),
            entry("misdirected_request", ResponseClass.MISCONFIGURED),
            entry("too_many_requests", ResponseClass.THROTTLED),
            entry("limit_reached", ResponseClass.THROTTLED),
            entry("service_unavailable", ResponseClass.NOT_PROCESSED),
            // The vendor gave up after 15 seconds of processing: unlike a plain 408, it had read the request.
            entry("request_timeout", ResponseClass.AMBIGUOUS),
            entry("internal", ResponseClass.AMBIGUOUS));

    private TextChatApi() {}

    static Verdict classify(TextTokens tokens, String token, Response response, StatusTable statuses) {
        if (response.status() / 100 == 2) {
            tokens.accepted(token);
            return statuses.classify(response, true);
        }
        String type = JsonReader.text(response.body(), "error", "type");
        if (response.status() == UNAUTHORIZED || "authentication".equals(type)) {
            boolean lost = tokens.refused(token);
            return lost
                    ? classify(response, statuses, ResponseClass.MISCONFIGURED)
                    : new Verdict.NotProcessed("token refused");
        }
        tokens.accepted(token);
        ResponseClass meaning = type == null ? null : TYPES.get(type);
        Verdict verdict = meaning == null ? statuses.classify(response, true) : classify(response, statuses, meaning);
        String region = JsonReader.text(response.body(), "error", "data", "region");
        return verdict instanceof Verdict.Misconfigured refused && region != null && !region.isEmpty()
                ? new Verdict.Misconfigured(
                        refused.code(), refused.message() + " (region " + region + ")", refused.inDoubt())
                : verdict;
    }

    private static Verdict classify(Response response, StatusTable statuses, ResponseClass meaning) {
        return statuses.withDefault(response.status(), meaning).classify(response, true);
    }
}
