package io.salestracker.text;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.destination.AnswerTable;
import io.salestracker.destination.AnswerTable.Meaning;
import io.salestracker.destination.Verdict;
import io.salestracker.http.Answer;
import io.salestracker.internal.support.Json;
import java.io.IOException;
import java.util.Map;

/** What the answers of the Customer Chat API mean: its error types are documented, their status codes are not. */
final class TextChatApi {
    private static final int UNAUTHORIZED = 401;
    private static final Map<String, Meaning> TYPES = Map.ofEntries(
            entry("validation", Meaning.EVENT_REFUSED),
            entry("customer_banned", Meaning.EVENT_REFUSED),
            entry("authentication", Meaning.LANE_REFUSED),
            entry("authorization", Meaning.LANE_REFUSED),
            entry("license_expired", Meaning.LANE_REFUSED),
            entry("misdirected_request", Meaning.LANE_REFUSED),
            entry("too_many_requests", Meaning.THROTTLED),
            entry("limit_reached", Meaning.THROTTLED),
            entry("service_unavailable", Meaning.NOT_PROCESSED),
            // The vendor gave up after 15 seconds of processing: unlike a plain 408, it had read the request.
            entry("request_timeout", Meaning.AMBIGUOUS),
            entry("internal", Meaning.AMBIGUOUS));

    private TextChatApi() {}

    static Verdict judge(TextTokens tokens, String token, Answer answer, AnswerTable statuses) {
        if (answer.status() / 100 == 2) {
            tokens.accepted(token);
            return statuses.judge(answer, true);
        }
        JsonNode error = error(answer);
        String type = error.path("type").asText();
        if (answer.status() == UNAUTHORIZED || type.equals("authentication")) {
            boolean lost = tokens.refused(token);
            return lost ? judge(answer, statuses, Meaning.LANE_REFUSED) : new Verdict.NotProcessed("token refused");
        }
        tokens.accepted(token);
        Meaning meaning = TYPES.get(type);
        Verdict verdict = meaning == null ? statuses.judge(answer, true) : judge(answer, statuses, meaning);
        String region = error.path("data").path("region").asText();
        return verdict instanceof Verdict.LaneRefused refused && !region.isEmpty()
                ? new Verdict.LaneRefused(
                        refused.code(), refused.message() + " (region " + region + ")", refused.inDoubt())
                : verdict;
    }

    private static Verdict judge(Answer answer, AnswerTable statuses, Meaning meaning) {
        return statuses.withDefault(answer.status(), meaning).judge(answer, true);
    }

    private static JsonNode error(Answer answer) {
        try {
            return Json.MAPPER.readTree(answer.body()).path("error");
        } catch (IOException notJson) {
            return Json.MAPPER.missingNode();
        }
    }
}
