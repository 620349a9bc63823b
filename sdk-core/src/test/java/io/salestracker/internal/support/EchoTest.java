package io.salestracker.internal.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.http.Request;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoTest {
    private static final String BODY =
            "{\"order_id\":\"A-1042\",\"total\":1499.90,\"note\":\"say \\\"hi\\\" to us, John\","
                    + "\"items\":[{\"name\":\"Wool sock, midnight blue\",\"quantity\":2,\"currency\":\"EUR\",\"gift\":true}]}";

    private static Request post(String body) {
        return Request.post(
                URI.create(
                        "https://vendor.example/events?sid=account-77&data=%7B%22city%22%3A%22K%C3%B6ln%20am%20Rhein%22%7D"),
                Map.of("Content-Type", "application/json", "X-Key", "key-0815-4711"),
                body.getBytes(UTF_8));
    }

    private static String masked(String text) {
        return Echo.of(post(BODY)).mask(text);
    }

    @Test
    void whatTheRequestSaidIsMaskedAndWhatItCalledItIsNot() {
        assertThat(masked("order_id A-1042 has total 1499.90")).isEqualTo("order_id *** has total ***");
        assertThat(masked("items[0].name 'Wool sock, midnight blue' is unknown"))
                .isEqualTo("items[0].name '***' is unknown");
        assertThat(masked("account-77 of key-0815-4711")).isEqualTo("*** of ***");
        assertThat(masked("quantity must be a number, not true; currency EUR"))
                .isEqualTo("quantity must be a number, not true; currency EUR");
    }

    @Test
    void aPieceOfALongValueIsEnough() {
        assertThat(masked("name 'WOOL SOCK, MIDNI...' is too long")).isEqualTo("name '***...' is too long");
        assertThat(masked("near ck, midnight b")).isEqualTo("near ***");
        assertThat(masked("woollen socks")).isEqualTo("woollen socks");
    }

    @Test
    void aShortValueIsMaskedOnlyWhereItStandsAlone() {
        Echo echo = Echo.of(post("{\"name\":\"port\"}"));

        assertThat(echo.mask("port, (port) and PORT")).isEqualTo("***, (***) and ***");
        assertThat(echo.mask("support of imports")).isEqualTo("support of imports");
    }

    @Test
    void theRequestItselfComesBackWithoutItsValues() {
        assertThat(masked(BODY))
                .isEqualTo("{\"order_id\":\"***\",\"total\":***,\"note\":\"***\","
                        + "\"items\":[{\"name\":\"***\",\"quantity\":2,\"currency\":\"EUR\",\"gift\":true}]}");
        assertThat(masked("GET /events?sid=account-77&data=%7B%22city%22%3A%22K%C3%B6ln%20am%20Rhein%22%7D"))
                .isEqualTo("GET /events?sid=***&data=***");
        assertThat(masked("no city K\u00f6ln am Rhein")).isEqualTo("no city ***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,", "plain words of a custom vendor", "\u0000\ud800", "{\"a\":\"half of it"})
    void noBodyIsTooStrange(String body) {
        assertThat(Echo.of(post(body)).mask("nothing of it")).isEqualTo("nothing of it");
    }

    @Test
    void whatIsNoJsonIsMaskedAsAWhole() {
        assertThat(Echo.of(post("plain words of a custom vendor")).mask("I got: plain words of a custom vendor!"))
                .isEqualTo("I got: ***!");
    }

    @Test
    void aGetWithoutQueryAndHeadersHasNothingToMask() {
        assertThat(Echo.of(Request.get(URI.create("https://vendor.example/"), Map.of()))
                        .mask("as it is"))
                .isEqualTo("as it is");
        assertThat(VendorText.clean("as it is", List.of(), Echo.NONE)).isEqualTo("as it is");
    }
}
