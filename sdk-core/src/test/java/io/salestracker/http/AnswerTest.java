package io.salestracker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {

    @Test
    void headersAreFoundWhateverTheirCase() {
        Answer answer =
                Answer.of(200, Map.of("X-Request-Id", List.of("7", "8"), "Empty", List.of()), "ok".getBytes(UTF_8));

        assertThat(answer.header("x-request-id")).isEqualTo("7");
        assertThat(answer.header("EMPTY")).isNull();
        assertThat(answer.header("absent")).isNull();
        assertThat(answer).hasToString("Answer[200]");
    }

    @Test
    void aHeaderWithoutNameIsLeftOut() {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(null, List.of("HTTP/1.1 503 Service Unavailable"));
        headers.put("Retry-After", List.of("7"));

        assertThat(Answer.of(503, headers, new byte[0]).header("retry-after")).isEqualTo("7");
    }

    @Test
    void itTellsWhetherItsBodyWasCut() {
        assertThat(Answer.of(200).bodyCut()).isFalse();
        assertThat(Answer.of(200, "{}").bodyCut()).isFalse();
        assertThat(Answer.of(200, Map.of(), new byte[1]).bodyCut()).isFalse();
        assertThat(Answer.of(200, Map.of(), new byte[1], true).bodyCut()).isTrue();
    }
}
