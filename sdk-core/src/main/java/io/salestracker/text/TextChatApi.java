package io.salestracker.text;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.StatusTable;
import io.salestracker.destination.Verdict;
import io.salestracker.http.Response;
import io.salestracker.internal.support.Json;
import java.io.IOException;
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
        JsonNode error = error(response);
        String type = error.path("type").asText();
        if (response.status() == UNAUTHORIZED || type.equals("authentication")) {
            boolean lost = tokens.refused(token);
            return lost
                    ? classify(response, statuses, ResponseClass.MISCONFIGURED)
                    : new Verdict.NotProcessed("token refused");
        }
        tokens.accepted(token);
        ResponseClass meaning = TYPES.get(type);
        Verdict verdict = meaning == null ? statuses.classify(response, true) : classify(response, statuses, meaning);
        String region = error.path("data").path("region").asText();
        return verdict instanceof Verdict.Misconfigured refused && !region.isEmpty()
                ? new Verdict.Misconfigured(
                        refused.code(), refused.message() + " (region " + region + ")", refused.inDoubt())
                : verdict;
    }

    private static Verdict classify(Response response, StatusTable statuses, ResponseClass meaning) {
        return statuses.withDefault(response.status(), meaning).classify(response, true);
    }

    private static JsonNode error(Response response) {
        try {
            return Json.MAPPER.readTree(response.body()).path("error");
        } catch (IOException notJson) {
            return Json.MAPPER.missingNode();
        }
    }
}
