package io.salestracker.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponseTest {

    @Test
    void headersAreFoundWhateverTheirCase() {
        Response response =
                Response.of(200, Map.of("X-Request-Id", List.of("7", "8"), "Empty", List.of()), "ok".getBytes(UTF_8));

        assertThat(response.header("x-request-id")).isEqualTo("7");
        assertThat(response.header("EMPTY")).isNull();
        assertThat(response.header("absent")).isNull();
        assertThat(response).hasToString("Response[200]");
    }

    @Test
    void aHeaderWithoutNameIsLeftOut() {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(null, List.of("HTTP/1.1 503 Service Unavailable"));
        headers.put("Retry-After", List.of("7"));

        assertThat(Response.of(503, headers, new byte[0]).header("retry-after")).isEqualTo("7");
    }

    @Test
    void itTellsWhetherItsBodyWasCut() {
        assertThat(Response.of(200).bodyCut()).isFalse();
        assertThat(Response.of(200, "{}").bodyCut()).isFalse();
        assertThat(Response.of(200, Map.of(), new byte[1]).bodyCut()).isFalse();
        assertThat(Response.of(200, Map.of(), new byte[1], true).bodyCut()).isTrue();
    }

    @Test
    void theAnswerTimeIsThatOfTheTransport() {
        Response response = Response.of(429, Map.of("Retry-After", List.of("1")), new byte[3], true);

        Response timed = response.answeredAfter(Duration.ofMillis(80)).fromProxy("proxy.example:3128");

        assertThat(response.answerTime()).isNull();
        assertThat(timed.answerTime()).isEqualTo(Duration.ofMillis(80));
        assertThat(timed.status()).isEqualTo(429);
        assertThat(timed.header("retry-after")).isEqualTo("1");
        assertThat(timed.body()).hasSize(3);
        assertThat(timed.bodyCut()).isTrue();
        assertThat(timed.answeredAfter(Duration.ZERO).proxy()).isEqualTo("proxy.example:3128");
        assertThatIllegalArgumentException().isThrownBy(() -> response.answeredAfter(Duration.ofNanos(-1)));
    }

    @Test
    void aProxysResponseIsTheSameWithTheProxysName() {
        Response response = Response.of(407, Map.of("Via", List.of("x")), new byte[3], true);

        Response named = response.fromProxy("proxy.example:3128");

        assertThat(response.proxy()).isNull();
        assertThat(named.proxy()).isEqualTo("proxy.example:3128");
        assertThat(named.status()).isEqualTo(407);
        assertThat(named.header("via")).isEqualTo("x");
        assertThat(named.body()).hasSize(3);
        assertThat(named.bodyCut()).isTrue();
        assertThat(named).hasToString("Response[407]");
    }
}
