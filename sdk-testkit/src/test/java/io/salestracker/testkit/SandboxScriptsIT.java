package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the JSON API that scripts lean on: waiting, export, details, visitors; and who may call it. */
@Timeout(60)
class SandboxScriptsIT extends WithSandbox {
    private static final String STORE = "X-Store-UUID";
    private static final String CALL = "/track?sid=site-token&ts=1&id=u&action=a";
    private static final String ORDER = """
            {"customer_id": "c-1", "platform": "custom", "occurred_at": "2025-06-24T10:44:24.441Z",
             "event": {"name": "store_order_was_created", "data": {"order": {"id": "%s", "order_number": "#%s",
               "currency": "USD", "total_price": 149.99,
               "line_items": [{"product_id": "1", "title": "Crew Neck", "quantity": 1, "price": 149.99}]}}}}""";

    @Test
    void waitsUntilEnoughEventsMatch() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(() -> get("/sandbox/wait?events=2&disposition=accepted&timeout=30s"));

        caller.get("/set?sid=site-token&ts=1&id=u");
        caller.get(CALL);
        caller.get(CALL);

        HttpResponse<String> response = waiting.get(30, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("events").asInt()).isEqualTo(2);
    }

    @Test
    void answers504WhenTheTimeIsOverAndSaysHowManyThereWere() throws Exception {
        caller.get(CALL);

        HttpResponse<String> response = caller.get("/sandbox/wait?events=2&timeout=100ms");

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(response.body()).isEqualTo("{\"reached\":false,\"events\":1}\n");
    }

    @Test
    void letsAJavaTestWaitToo() throws Exception {
        assertThat(sandbox.awaitEvents(1, event -> true, Duration.ofMillis(50))).isFalse();
        CompletableFuture<HttpResponse<String>> sent = CompletableFuture.supplyAsync(() -> get(CALL));

        assertThat(sandbox.awaitEvents(1, event -> true, Duration.ofSeconds(30)))
                .isTrue();
        assertThat(sent.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void exportsOneEventALineWithTheSameFilters() throws Exception {
        for (int i = 0; i < 300; i++) {
            caller.get(CALL);
        }
        caller.get("/set?sid=site-token&ts=1&id=u");

        HttpResponse<String> all = caller.get("/sandbox/export");
        List<String> lines = all.body().lines().toList();

        assertThat(all.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
        assertThat(lines).hasSize(301);
        assertThat(new ObjectMapper().readTree(lines.get(300)).path("field").asText())
                .isEqualTo("data");
        assertThat(caller.get("/sandbox/export?disposition=rejected").body().lines())
                .hasSize(1);
        assertThat(caller.get("/sandbox/export?disposition=duplicate").body()).isEmpty();
    }

    @Test
    void showsRequestAndResponseOfAnEventWithCredentialsMasked() throws Exception {
        caller.post(
                "/ecommerce-tracker/v1/event",
                ORDER.formatted("1", "1"),
                STORE,
                sandbox.storeUuid(),
                "Authorization",
                "Bearer s3cret-one",
                "x-api-key",
                "s3cret-two",
                "Cookie",
                "id=s3cret-three",
                "X-Shop-Token",
                "s3cret-four",
                "X-Request-Id",
                "r-1");

        HttpResponse<String> response = caller.get("/sandbox/events/1");

        assertThat(response.body()).doesNotContain("s3cret");
        JsonNode event = json(response);
        assertThat(event.at("/request/path").asText()).isEqualTo("/ecommerce-tracker/v1/event");
        assertThat(event.at("/request/headers/Authorization").asText()).isEqualTo("Bearer •••• (10 characters)");
        assertThat(event.at("/request/headers/X-Request-Id").asText()).isEqualTo("r-1");
        assertThat(event.at("/response/body").asText()).isEqualTo("{\"ok\":true}");
        assertThat(event.path("orderNumber").asText()).isEqualTo("#1");
        assertThat(event.path("amount").asText()).isEqualTo("149.99");
    }

    @Test
    void countsTheTriesUntilOneIsAnsweredAndStartsAnewThen() throws Exception {
        sandbox.faults(Vendor.TEXT).script(Fault.parseScript("503, accept+500, ok, ok"));
        for (int i = 0; i < 4; i++) {
            caller.post("/ecommerce-tracker/v1/event", ORDER.formatted("1", "1"), STORE, sandbox.storeUuid());
        }
        caller.post("/ecommerce-tracker/v1/event", ORDER.formatted("2", "2"), STORE, sandbox.storeUuid());

        assertThat(sandbox.events()).extracting(Received::attempt).containsExactly(1, 2, 3, 1, 1);
        assertThat(sandbox.events())
                .extracting(Received::disposition)
                .containsExactly(
                        Disposition.FAULTED,
                        Disposition.ACCEPTED,
                        Disposition.DUPLICATE,
                        Disposition.DUPLICATE,
                        Disposition.ACCEPTED);
    }

    @Test
    void creditsNothingToVisitorsWithoutAnAssistant() throws Exception {
        HttpResponse<String> set = caller.send(caller.request("/sandbox/visitors")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"unattributed\": [\"c-1\"]}")));
        assertThat(json(set).path("unattributed")).hasToString("[\"c-1\"]");

        caller.post("/ecommerce-tracker/v1/event", ORDER.formatted("1", "1"), STORE, sandbox.storeUuid());

        Received event = sandbox.events().get(0);
        assertThat(event.disposition()).isEqualTo(Disposition.IGNORED);
        assertThat(event.status()).isEqualTo(200);
        assertThat(event.reason()).contains("within 30 days");
        assertThat(sandbox.counts(Vendor.TEXT).revenue()).isEmpty();
        sandbox.reset();
        assertThat(sandbox.unattributedVisitors()).isEmpty();
    }

    @Test
    void tellsThrottlingFromOtherFaults() throws Exception {
        sandbox.faults(Vendor.TRACKTOR).script(Fault.parseScript("429 retry-after=1s, 503 retry-date=1s, 503, 500"));
        for (int i = 0; i < 4; i++) {
            caller.get(CALL);
        }
        assertThat(json(caller.get("/sandbox/events?disposition=throttled"))).hasSize(2);
        assertThat(json(caller.get("/sandbox/counts")).at("/tracktor/throttled").asInt())
                .isEqualTo(2);
        assertThat(json(caller.get("/sandbox/counts")).at("/tracktor/faulted").asInt())
                .isEqualTo(4);
    }

    @Test
    void listsRejectedEventsWithReasons() throws Exception {
        caller.get(CALL);
        caller.get("/set?sid=site-token&ts=1&id=u");

        JsonNode rejected = json(caller.get("/sandbox/rejected?vendor=tracktor"));

        assertThat(rejected).hasSize(1);
        assertThat(rejected.at("/0/reason").asText()).contains("data");
        assertThat(json(caller.get("/sandbox/rejected?vendor=text"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sandbox/wait?events=0",
                "/sandbox/wait?timeout=0s",
                "/sandbox/wait?timeout=6m",
                "/sandbox/wait?timeout=soon",
                "/sandbox/events?order=7",
                "/sandbox/events?kind=sale",
                "/sandbox/events?limit=0",
                "/sandbox/events?limit=10001",
                "/sandbox/export?limit=7"
            })
    void answers400WithTheSupportedCalls(String call) throws Exception {
        HttpResponse<String> response = caller.get(call);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("message").asText()).contains(" must be ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sandbox/events/2",
                "/sandbox/events/x",
                "/sandbox/events/",
                "/sandbox/events/99999999999999999999",
                "/sandbox/page/../openapi.json",
                "/sandbox/page/missing.js",
                "/sandbox/nothing"
            })
    void answers404ToUnknownAddresses(String path) throws Exception {
        caller.get(CALL);

        assertThat(RawCall.get(sandbox.port(), path)).matches("(?s)HTTP/1.1 40[04] .*");
    }

    @Test
    void letsNoOtherWebPageReadOrChangeAnything() throws Exception {
        assertThat(caller.post("/sandbox/reset", "", "Origin", "http://shop.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(caller.post("/sandbox/reset", "", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(caller.post("/sandbox/reset", "", "Origin", sandbox.root().toString())
                        .statusCode())
                .isEqualTo(200);
        assertThat(RawCall.exchange(sandbox.port(), eventsAs("rebound.example")))
                .startsWith("HTTP/1.1 403 ");
        assertThat(RawCall.exchange(sandbox.port(), eventsAs("localhost:1"))).startsWith("HTTP/1.1 200 ");
    }

    private static String eventsAs(String host) {
        return "GET /sandbox/events HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    }

    private HttpResponse<String> get(String call) {
        try {
            return caller.get(call);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
