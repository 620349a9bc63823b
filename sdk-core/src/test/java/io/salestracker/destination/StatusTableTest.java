package io.salestracker.destination;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.destination.Verdict.Refusal;
import io.salestracker.http.Response;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTableTest {
    private static final StatusTable TABLE = StatusTable.standard();
    private static final List<Integer> NONSENSE = List.of(-1, 0, 99, 1_000, -204, Integer.MAX_VALUE, Integer.MIN_VALUE);

    /** The table of the vendors' reference, written down once more: what is named. */
    private static final Map<ResponseClass, Set<Integer>> NAMED = Map.of(
            ResponseClass.EVENT_REFUSED,
            Set.of(400, 409, 410, 415, 422),
            ResponseClass.TOO_LARGE,
            Set.of(413),
            ResponseClass.MISCONFIGURED,
            Set.of(401, 402, 403, 404, 405, 407, 421, 423, 426, 451, 501, 505, 511),
            ResponseClass.MISCONFIGURED_IN_DOUBT,
            Set.of(302),
            ResponseClass.THROTTLED,
            Set.of(429),
            ResponseClass.NOT_PROCESSED,
            Set.of(408, 425, 503, 521, 523, 525, 526, 530),
            ResponseClass.AMBIGUOUS,
            Set.of(303, 500, 502, 504, 520, 522, 524, 527));

    private static ResponseClass expected(int status) {
        for (Map.Entry<ResponseClass, Set<Integer>> named : NAMED.entrySet()) {
            if (named.getValue().contains(status)) {
                return named.getKey();
            }
        }
        return switch (status / 100) {
            case 2 -> ResponseClass.DELIVERED;
            case 3 -> ResponseClass.MISCONFIGURED;
            case 4 -> ResponseClass.EVENT_REFUSED;
            default -> ResponseClass.AMBIGUOUS;
        };
    }

    @Test
    void everyStatusHasItsMeaning() {
        for (int status = 100; status <= 999; status++) {
            assertThat(TABLE.meaning(Response.of(status)))
                    .as("status %d", status)
                    .isEqualTo(expected(status));
        }
        for (int status : NONSENSE) {
            assertThat(TABLE.meaning(Response.of(status)))
                    .as("status %d", status)
                    .isEqualTo(ResponseClass.AMBIGUOUS);
        }
    }

    @Test
    void withRetryAfterAnUnnamedRefusalAndA503AskToSlowDown() {
        Map<String, List<String>> later = Map.of("retry-after", List.of("soon"));
        for (int status = 100; status <= 999; status++) {
            boolean unnamed = status / 100 == 4 && NAMED.values().stream().noneMatch(containing(status));
            assertThat(TABLE.meaning(Response.of(status, later, new byte[0])))
                    .as("status %d", status)
                    .isEqualTo(unnamed || status == 503 ? ResponseClass.THROTTLED : expected(status));
        }
    }

    private static Predicate<Set<Integer>> containing(int status) {
        return set -> set.contains(status);
    }

    @Test
    void everyStatusHasAVerdictWhateverTheBody() {
        List<Integer> statuses = new ArrayList<>(NONSENSE);
        IntStream.rangeClosed(100, 999).forEach(statuses::add);
        for (int status : statuses) {
            for (String body :
                    List.of("", "{}", "[]", "null", "<htm", "\u0000", "{\"errors\":7}", "[".repeat(30_000))) {
                Class<?> type = switch (expected(status)) {
                    case DELIVERED -> Verdict.Delivered.class;
                    case EVENT_REFUSED, ALREADY_TAKEN -> Verdict.Refused.class;
                    case TOO_LARGE -> Verdict.TooLarge.class;
                    case MISCONFIGURED, MISCONFIGURED_IN_DOUBT -> Verdict.Misconfigured.class;
                    case THROTTLED -> Verdict.Throttled.class;
                    case NOT_PROCESSED -> Verdict.NotProcessed.class;
                    case AMBIGUOUS -> Verdict.Ambiguous.class;
                };
                assertThat(TABLE.classify(Response.of(status, body), true))
                        .as("status %d", status)
                        .isInstanceOf(type);
                assertThat(TABLE.classifyBatch(Response.of(status, body), true))
                        .as("status %d of a batch", status)
                        .isInstanceOf(type);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!doctype html>",
                "<!DOCTYPE HTML PUBLIC",
                "<html>",
                "<HtMl lang=en>",
                " \r\n\t\f<html",
                "\ufeff<!DOCTYPE html>",
                "\ufeff \n<html>",
                "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html PUBLIC",
                "<!-- blocked --><!-- by a proxy -->\r\n<html>",
                "\ufeff<?xml version='1.0'?> <!-- x > y --> <HTML>"
            })
    void aPageInPlaceOfAResponseLeavesTheEventInDoubt(String body) {
        for (Charset charset : List.of(UTF_8, UTF_16, UTF_16LE)) {
            Response page =
                    Response.of(200, Map.of("Content-Type", List.of("application/json")), body.getBytes(charset));

            assertThat(TABLE.meaning(page)).as("in %s", charset).isEqualTo(ResponseClass.MISCONFIGURED_IN_DOUBT);
            assertThat(TABLE.classify(page, true)).isEqualTo(new Verdict.Misconfigured("200", "", true));
            assertThat(TABLE.classifyBatch(page, true)).isEqualTo(new Verdict.Misconfigured("200", "", true));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                "<htm",
                "<!doctype",
                "ok <html>",
                "{\"page\":\"<html>\"}",
                "<xml/>",
                "\u00ff\u00e5",
                "<?xml version='1.0'?><ok/>",
                "<?xml <html>",
                "<!-- <html>",
                "<!-- --",
                "<?xml ?>"
            })
    void anyOtherBodyOfASuccessIsDelivered(String body) {
        Response response = Response.of(200, Map.of("Content-Type", List.of("text/html")), body.getBytes(UTF_8));

        assertThat(TABLE.classify(response, true)).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void aDestinationMaySayThatAPageIsASuccess() {
        assertThat(TABLE.with(200, ResponseClass.DELIVERED).classify(Response.of(200, "<html>"), true))
                .isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void onlyABatchIsInDoubtAfterACutResponse() {
        Response cut = Response.of(200, Map.of(), "{\"errors\":[".getBytes(UTF_8), true);

        assertThat(TABLE.classify(cut, true)).isEqualTo(Verdict.DELIVERED);
        assertThat(TABLE.classifyBatch(cut, true)).isEqualTo(new Verdict.Ambiguous("BODY_CUT"));
        assertThat(TABLE.classifyBatch(Response.of(422, Map.of(), cut.body(), true), true))
                .isEqualTo(new Verdict.Refused("422", "{\"errors\":[", List.of(), true));
    }

    @Test
    void aConflictOverAnOrderIsARefusalThatSaysSo() {
        assertThat(TABLE.with(409, ResponseClass.ALREADY_TAKEN).classify(Response.of(409, "exists"), true))
                .isEqualTo(new Verdict.Refused("409", "exists", List.of(), true, true));
    }

    @Test
    void aUsersTableOverridesTheDestinationsDefault() {
        StatusTable chosen = TABLE.with(409, ResponseClass.EVENT_REFUSED);

        assertThat(TABLE.withDefault(409, ResponseClass.ALREADY_TAKEN).meaning(Response.of(409)))
                .isEqualTo(ResponseClass.ALREADY_TAKEN);
        assertThat(chosen.withDefault(409, ResponseClass.ALREADY_TAKEN).meaning(Response.of(409)))
                .isEqualTo(ResponseClass.EVENT_REFUSED);
        assertThat(chosen.withDefault(503, ResponseClass.AMBIGUOUS).meaning(Response.of(409)))
                .isEqualTo(ResponseClass.EVENT_REFUSED);
    }

    @Test
    void a503WithRetryAfterIsThrottling() {
        Response later = Response.of(503, Map.of("retry-after", List.of("120")), new byte[0]);
        Response malformed = Response.of(503, Map.of("Retry-After", List.of("soon")), new byte[0]);

        assertThat(TABLE.meaning(later)).isEqualTo(ResponseClass.THROTTLED);
        assertThat(TABLE.meaning(malformed)).isEqualTo(ResponseClass.THROTTLED);
        assertThat(TABLE.classify(later, true)).isEqualTo(Verdict.THROTTLED);
        assertThat(TABLE.meaning(Response.of(502, Map.of("Retry-After", List.of("120")), new byte[0])))
                .isEqualTo(ResponseClass.AMBIGUOUS);
    }

    @Test
    void aDestinationChangesSingleStatusesAndLeavesTheStandardAlone() {
        StatusTable changed = TABLE.with(409, ResponseClass.DELIVERED).with(503, ResponseClass.AMBIGUOUS);

        assertThat(changed.meaning(Response.of(409))).isEqualTo(ResponseClass.DELIVERED);
        assertThat(changed.meaning(Response.of(503, Map.of("Retry-After", List.of("1")), new byte[0])))
                .isEqualTo(ResponseClass.AMBIGUOUS);
        assertThat(changed.meaning(Response.of(410))).isEqualTo(ResponseClass.EVENT_REFUSED);
        assertThat(StatusTable.standard().meaning(Response.of(409))).isEqualTo(ResponseClass.EVENT_REFUSED);
    }

    @Test
    void aRefusalCarriesCodeMessageAndScope() {
        Response response = Response.of(422, "{\"error_code\":\"VALIDATION\",\"message\":\"items is empty\"}");

        assertThat(TABLE.classify(response, true))
                .isEqualTo(new Verdict.Refused("VALIDATION", "items is empty", List.of(), true));
        assertThat(TABLE.classify(response, false))
                .isEqualTo(new Verdict.Refused("VALIDATION", "items is empty", List.of(), false));
    }

    @Test
    void indicesAreReadFromRefusalsAndFromPartialSuccess() {
        String body = "{\"errors\":[{\"index\":2,\"code\":\"BAD\",\"message\":\"no price\"}]}";
        List<Refusal> which = List.of(new Refusal(2, "BAD", "no price"));

        assertThat(TABLE.classify(Response.of(422, body), true)).isEqualTo(new Verdict.Refused("422", "", which, true));
        assertThat(TABLE.classifyBatch(Response.of(422, body), true))
                .isEqualTo(new Verdict.Refused("422", "", which, true));
        assertThat(TABLE.classifyBatch(Response.of(207, body), true)).isEqualTo(new Verdict.Delivered(which));
        assertThat(TABLE.classify(Response.of(207, body), true)).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void causesAreWordsForReports() {
        assertThat(TABLE.classify(Response.of(503), true)).isEqualTo(new Verdict.NotProcessed("503"));
        assertThat(TABLE.classify(Response.of(502, "<html>"), true)).isEqualTo(new Verdict.Ambiguous("502"));
        assertThat(TABLE.classify(Response.of(401, "no such token"), true))
                .isEqualTo(new Verdict.Misconfigured("401", "no such token"));
    }
}
