package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sandbox's own JSON API, as a script would use it. */
class SandboxApiIT extends WithSandbox {
    private static final String SIGNED = "/track?sid=site-token&ts=1429186474&id=5115&action=Order%20placed"
            + "&data=%7B%22orderid%22%3A%227%22%2C%22totalprice%22%3A1.50%2C%22currency%22%3A%22EUR%22%7D"
            + "&sign=9622E88BED0B5BC186286CB9504A02E5F3B4207DCA0AB23CA4FBDDFC15627E2F";

    @Test
    void describesItselfAndItsAddresses() throws Exception {
        JsonNode about = json(caller.get("/sandbox"));

        assertThat(about.at("/vendors/ebbot").asText())
                .isEqualTo(sandbox.ebbot().toString());
        assertThat(about.at("/vendors/tracktor").asText())
                .isEqualTo(sandbox.tracktor().toString());
        assertThat(about.path("api").asText()).isEqualTo(sandbox.root() + "/sandbox/openapi.json");
    }

    @Test
    void countsByVendor() throws Exception {
        caller.get(SIGNED);
        caller.get("/track?sid=unknown&ts=1&id=u&action=a");

        JsonNode counts = json(caller.get("/sandbox/counts")).path("tracktor");

        assertThat(counts.path("requests").asInt()).isEqualTo(2);
        assertThat(counts.path("accepted").asInt()).isEqualTo(1);
        assertThat(counts.path("rejected").asInt()).isEqualTo(1);
        assertThat(counts.at("/revenue/EUR").asText()).isEqualTo("1.50");
    }

    @Test
    void listsEventsByFilterWithTheReasonAndWithoutCredentials() throws Exception {
        caller.get(SIGNED);
        caller.get("/track?sid=unknown-token&ts=1&id=u&action=a");
        caller.get("/set?sid=site-token&ts=1&id=u");

        HttpResponse<String> all = caller.get("/sandbox/events");
        assertThat(json(all)).hasSize(3);
        assertThat(all.body()).doesNotContain("site-token", "unknown-token", "9622E88B", "sign");
        assertThat(json(caller.get("/sandbox/events?vendor=text"))).isEmpty();
        assertThat(json(caller.get("/sandbox/events?orderId=7&vendor=tracktor&disposition=accepted")))
                .hasSize(1);
        JsonNode last = json(caller.get("/sandbox/events?disposition=rejected&limit=1"));
        assertThat(last).hasSize(1);
        assertThat(last.at("/0/field").asText()).isEqualTo("data");
        assertThat(last.at("/0/reason").asText()).isEqualTo("data is missing");
        assertThat(last.at("/0/rule/certainty").asText()).isEqualTo("STATED");
        assertThat(last.at("/0/payload/id").asText()).isEqualTo("u");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sandbox/events?vendor=nobody",
                "/sandbox/events?disposition=perhaps",
                "/sandbox/events?limit=many",
                "/sandbox/faults/nobody"
            })
    void answers400ToUnreadableCalls(String call) throws Exception {
        assertThat(caller.get(call).statusCode()).isEqualTo(400);
    }

    @Test
    void answers404And405ElsewhereAndCountsNothing() throws Exception {
        assertThat(caller.get("/other").statusCode()).isEqualTo(404);
        assertThat(caller.get("/sandbox/reset").statusCode()).isEqualTo(405);
        assertThat(caller.post("/sandbox/counts", "").statusCode()).isEqualTo(405);
        assertThat(sandbox.counts().values()).allMatch(counts -> counts.requests() == 0);
    }

    @Test
    void resets() throws Exception {
        caller.get(SIGNED);

        assertThat(caller.post("/sandbox/reset", "").statusCode()).isEqualTo(200);

        assertThat(sandbox.events()).isEmpty();
    }

    @Test
    void setsShowsAndEndsFaults() throws Exception {
        JsonNode set = put("{\"script\": \"429 retry-after=3s, 503 x2\"}");
        assertThat(set.path("mode").asText()).isEqualTo("script");
        assertThat(set.path("faults")).hasToString("[\"429 retry-after=3s\",\"503\",\"503\"]");
        assertThat(caller.get(SIGNED).headers().firstValue("Retry-After")).hasValue("3");
        assertThat(json(caller.get("/sandbox/faults/tracktor")).path("faults")).hasSize(2);

        put("{\"random\": {\"seed\": 7, \"probabilities\": {\"500\": 0.5, \"reset\": 0.1}}}");
        assertThat(sandbox.faults(Vendor.TRACKTOR).seed()).hasValue(7);
        assertThat(put("{\"always\": \"503\", \"sizeLimit\": 10}")
                        .path("sizeLimit")
                        .asInt())
                .isEqualTo(10);
        assertThat(caller.get(SIGNED).statusCode()).isEqualTo(413);

        caller.send(caller.request("/sandbox/faults/tracktor").DELETE());
        assertThat(caller.get(SIGNED).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"script\": \"explode\"}",
                "{\"always\": 7}",
                "{\"sizeLimit\": 0}",
                "{\"random\": {\"probabilities\": {\"503\": 2}}}",
                "{\"random\": {\"probabilities\": {\"503\": \"x\"}}}"
            })
    void answers400ToFaultsItCannotRead(String body) throws Exception {
        HttpResponse<String> response =
                caller.send(caller.request("/sandbox/faults/text").PUT(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("message").asText()).isNotBlank();
    }

    private JsonNode put(String body) throws Exception {
        return json(
                caller.send(caller.request("/sandbox/faults/tracktor").PUT(HttpRequest.BodyPublishers.ofString(body))));
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        return new ObjectMapper().readTree(response.body());
    }
}
