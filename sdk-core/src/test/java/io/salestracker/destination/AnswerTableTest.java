package io.salestracker.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.destination.AnswerTable.Meaning;
import io.salestracker.destination.Verdict.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTableTest {
    private static final AnswerTable TABLE = AnswerTable.standard();

    /** The table of vendors.md 5.1, written down once more. */
    private static Meaning expected(int status) {
        if (status >= 200 && status < 300) {
            return Meaning.DELIVERED;
        }
        if (status >= 300 && status < 400) {
            return Meaning.LANE_REFUSED;
        }
        if (status == 401 || status == 403 || status == 404 || status == 405) {
            return Meaning.LANE_REFUSED;
        }
        if (status == 408 || status == 425 || status == 503) {
            return Meaning.NOT_PROCESSED;
        }
        if (status == 413) {
            return Meaning.TOO_LARGE;
        }
        if (status == 429) {
            return Meaning.THROTTLED;
        }
        return status >= 400 && status < 500 ? Meaning.EVENT_REFUSED : Meaning.AMBIGUOUS;
    }

    @Test
    void everyStatusHasItsMeaning() {
        for (int status = 100; status <= 999; status++) {
            assertThat(TABLE.meaning(Answer.of(status))).as("status %d", status).isEqualTo(expected(status));
        }
        for (int status : List.of(-1, 0, 99, 1_000, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
            assertThat(TABLE.meaning(Answer.of(status))).as("status %d", status).isEqualTo(Meaning.AMBIGUOUS);
        }
    }

    @Test
    void everyStatusHasAVerdictWhateverTheBody() {
        for (int status = 100; status <= 999; status++) {
            for (String body : List.of("", "{}", "[]", "null", "<html>", "\u0000", "{\"errors\":7}")) {
                Verdict verdict = TABLE.judge(Answer.of(status, body), true);
                Class<?> type = switch (expected(status)) {
                    case DELIVERED -> Verdict.Delivered.class;
                    case EVENT_REFUSED -> Verdict.Refused.class;
                    case TOO_LARGE -> Verdict.TooLarge.class;
                    case LANE_REFUSED -> Verdict.LaneRefused.class;
                    case THROTTLED -> Verdict.Throttled.class;
                    case NOT_PROCESSED -> Verdict.NotProcessed.class;
                    case AMBIGUOUS -> Verdict.Ambiguous.class;
                };
                assertThat(verdict).as("status %d", status).isInstanceOf(type);
            }
        }
    }

    @Test
    void aServiceUnavailableThatSaysWhenIsThrottling() {
        Answer later = Answer.of(503, Map.of("retry-after", List.of("120")), new byte[0]);
        Answer malformed = Answer.of(503, Map.of("Retry-After", List.of("soon")), new byte[0]);

        assertThat(TABLE.meaning(later)).isEqualTo(Meaning.THROTTLED);
        assertThat(TABLE.meaning(malformed)).isEqualTo(Meaning.THROTTLED);
        assertThat(TABLE.judge(later, true)).isEqualTo(Verdict.THROTTLED);
        assertThat(TABLE.meaning(Answer.of(502, Map.of("Retry-After", List.of("120")), new byte[0])))
                .isEqualTo(Meaning.AMBIGUOUS);
    }

    @Test
    void aDestinationChangesSingleStatusesAndLeavesTheStandardAlone() {
        AnswerTable changed = TABLE.with(409, Meaning.DELIVERED).with(503, Meaning.AMBIGUOUS);

        assertThat(changed.meaning(Answer.of(409))).isEqualTo(Meaning.DELIVERED);
        assertThat(changed.meaning(Answer.of(503, Map.of("Retry-After", List.of("1")), new byte[0])))
                .isEqualTo(Meaning.AMBIGUOUS);
        assertThat(changed.meaning(Answer.of(410))).isEqualTo(Meaning.EVENT_REFUSED);
        assertThat(AnswerTable.standard().meaning(Answer.of(409))).isEqualTo(Meaning.EVENT_REFUSED);
    }

    @Test
    void aRefusalCarriesTheVendorsWordsAndWhetherItIsWhole() {
        Answer answer = Answer.of(422, "{\"error_code\":\"VALIDATION\",\"message\":\"items is empty\"}");

        assertThat(TABLE.judge(answer, true))
                .isEqualTo(new Verdict.Refused("VALIDATION", "items is empty", List.of(), true));
        assertThat(TABLE.judge(answer, false))
                .isEqualTo(new Verdict.Refused("VALIDATION", "items is empty", List.of(), false));
    }

    @Test
    void indicesAreReadFromRefusalsAndFromPartialSuccess() {
        String body = "{\"errors\":[{\"index\":2,\"code\":\"BAD\",\"message\":\"no price\"}]}";
        List<Refusal> which = List.of(new Refusal(2, "BAD", "no price"));

        assertThat(TABLE.judge(Answer.of(422, body), true)).isEqualTo(new Verdict.Refused("422", "", which, true));
        assertThat(TABLE.judgeBatch(Answer.of(422, body), true)).isEqualTo(new Verdict.Refused("422", "", which, true));
        assertThat(TABLE.judgeBatch(Answer.of(207, body), true)).isEqualTo(new Verdict.Delivered(which));
        assertThat(TABLE.judge(Answer.of(207, body), true)).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void causesAreWordsForReports() {
        assertThat(TABLE.judge(Answer.of(503), true)).isEqualTo(new Verdict.NotProcessed("503"));
        assertThat(TABLE.judge(Answer.of(502, "<html>"), true)).isEqualTo(new Verdict.Ambiguous("502"));
        assertThat(TABLE.judge(Answer.of(401, "no such token"), true))
                .isEqualTo(new Verdict.LaneRefused("401", "no such token"));
    }

    @Test
    void headersAreFoundWhateverTheirCase() {
        Answer answer =
                Answer.of(200, Map.of("X-Request-Id", List.of("7", "8"), "Empty", List.of()), "ok".getBytes(UTF_8));

        assertThat(answer.header("x-request-id")).isEqualTo("7");
        assertThat(answer.header("EMPTY")).isNull();
        assertThat(answer.header("absent")).isNull();
        assertThat(answer).hasToString("Answer[200]");
    }
}
