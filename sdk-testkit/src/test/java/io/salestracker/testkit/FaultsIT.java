package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong on demand, and what the sandbox knows about it afterwards. */
class FaultsIT extends WithSandbox {
    private static final String TRACKER = "/ecommerce-tracker/v1/event";

    @Test
    void appliesAScriptOneRequestAfterTheOther() throws Exception {
        sandbox.faults(Vendor.TEXT)
                .script(Fault.throttle(Duration.ofMillis(2_500)), Fault.status(503), Fault.none(), Fault.throttle());

        HttpResponse<String> throttled = order("1");
        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("Retry-After")).hasValue("3");
        assertThat(order("1").statusCode()).isEqualTo(503);
        assertThat(order("1").statusCode()).isEqualTo(200);
        assertThat(sandbox.faults(Vendor.TEXT).remaining()).isEqualTo(1);
        HttpResponse<String> without = order("2");
        assertThat(without.statusCode()).isEqualTo(429);
        assertThat(without.headers().firstValue("Retry-After")).isEmpty();
        assertThat(order("2").statusCode()).isEqualTo(200);

        assertThat(sandbox.order(Vendor.TEXT, "1")).isEqualTo(new AttemptSummary(1, 0, 0, 0, 2, 1, false));
        assertThat(sandbox.counts(Vendor.TEXT).faulted()).isEqualTo(3);
        assertThat(sandbox.counts(Vendor.TEXT).accepted()).isEqualTo(2);
        assertThat(sandbox.faults(Vendor.TEXT).applied()).isEqualTo(3);
    }

    @Test
    void roundsTheDateInRetryAfterUp() throws Exception {
        sandbox.faults(Vendor.TEXT).always(Fault.throttleWithDate(Duration.ofSeconds(10)));
        Instant before = Instant.now();

        String date = order("1").headers().firstValue("Retry-After").orElseThrow();

        Instant until =
                ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        assertThat(until).isBetween(before.plusSeconds(10), Instant.now().plusSeconds(12));
    }

    @Test
    void leavesOtherVendorsAlone() throws Exception {
        sandbox.faults(Vendor.TEXT).always(Fault.status(500));

        assertThat(order("1").statusCode()).isEqualTo(500);
        assertThat(caller.get("/track?sid=site-token&ts=1&id=u&action=a").statusCode())
                .isEqualTo(200);
    }

    @Test
    void resetsTheConnectionWithoutAcceptingAnything() throws Exception {
        sandbox.faults(Vendor.TEXT).script(Fault.reset());

        assertThatThrownBy(this::orderOverASocket)
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        Received record = sandbox.events().get(0);
        assertThat(record.disposition()).isEqualTo(Disposition.FAULTED);
        assertThat(record.orderId()).isEqualTo("77");
        assertThat(record.status()).isZero();
        assertThat(sandbox.counts(Vendor.TEXT).accepted()).isZero();
    }

    @Test
    void resetsTheConnectionAfterAccepting() throws Exception {
        sandbox.faults(Vendor.TEXT).script(Fault.resetAfterAccepting());

        assertThatThrownBy(this::orderOverASocket)
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(sandbox.order(Vendor.TEXT, "77")).isEqualTo(new AttemptSummary(1, 0, 0, 0, 0, 0, true));
        assertThat(order("77").statusCode()).isEqualTo(200);

        assertThat(sandbox.order(Vendor.TEXT, "77")).isEqualTo(new AttemptSummary(1, 1, 0, 0, 0, 1, false));
        Counts counts = sandbox.counts(Vendor.TEXT);
        assertThat(List.of(counts.accepted(), counts.duplicate(), counts.acceptedThenFailed(), counts.confirmed()))
                .containsExactly(1L, 1L, 1L, 1L);
    }

    @Test
    void answersAnotherStatusAfterAccepting() throws Exception {
        sandbox.faults(Vendor.TEXT).script(Fault.statusAfterAccepting(500));

        assertThat(order("1").statusCode()).isEqualTo(500);
        Received record = sandbox.events().get(0);
        assertThat(record.acceptedThenFailed()).isTrue();
        assertThat(record.status()).isEqualTo(500);
        assertThat(record.fault()).hasToString("accept+500");
    }

    @Test
    void cutsTheResponseInItsBody() throws Exception {
        sandbox.faults(Vendor.TEXT).script(Fault.cutAfterAccepting());

        String response = orderOverASocket();

        assertThat(response).startsWith("HTTP/1.1 200 ").endsWith("{\"ok\":true}");
        assertThat(response).containsIgnoringCase("Content-Length: 111");
        assertThat(sandbox.order(Vendor.TEXT, "77").taken()).isTrue();
        sandbox.faults(Vendor.TEXT).script(Fault.cutAfterAccepting());
        assertThatThrownBy(() -> order("78")).isInstanceOf(IOException.class);
    }

    @Test
    void refusesByItsRulesAlsoWhenTheResponseIsFailed() throws Exception {
        sandbox.faults(Vendor.TEXT).script(Fault.statusAfterAccepting(500));

        caller.post(TRACKER, "{}", "X-Store-UUID", sandbox.storeUuid());

        Counts counts = sandbox.counts(Vendor.TEXT);
        assertThat(counts.rejected()).isEqualTo(1);
        assertThat(counts.acceptedThenFailed()).isZero();
    }

    @Test
    void answersLateButAcceptsAtOnce() throws Exception {
        sandbox.faults(Vendor.TEXT).script(Fault.slow(Duration.ofMillis(300)));
        long start = System.nanoTime();

        assertThat(order("1").statusCode()).isEqualTo(200);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000L);
        assertThat(sandbox.counts(Vendor.TEXT).confirmed()).isEqualTo(1);
    }

    @Test
    void answers413AboveASize() throws Exception {
        sandbox.faults(Vendor.TEXT).limitSize(1_000);

        assertThat(order("1").statusCode()).isEqualTo(200);
        assertThat(order("2" + "0".repeat(1_000)).statusCode()).isEqualTo(413);
        sandbox.faults(Vendor.TEXT).script(Fault.tooLarge());
        assertThat(order("3").statusCode()).isEqualTo(413);
        sandbox.faults(Vendor.TEXT).clear();
        assertThat(order("2" + "0".repeat(1_000)).statusCode()).isEqualTo(200);
    }

    @Test
    void readsALargeBodyToItsEndBeforeResponding() throws Exception {
        HttpResponse<String> response = order("x".repeat(8 << 20));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(order("1").statusCode()).isEqualTo(200);
    }

    @Test
    void answers413ToABodyOverItsOwnLimit() throws Exception {
        try (VendorSandbox small = VendorSandbox.builder().maxBodyBytes(1_000).start()) {
            String body = "x".repeat(1_001);
            String head = "POST " + TRACKER + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

            assertThat(RawCall.exchange(small.port(), head + "Content-Length: 1001\r\n\r\n" + body))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(RawCall.exchange(
                            small.port(), head + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + body + "\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(small.counts(Vendor.TEXT).rejected()).isEqualTo(2);
        }
    }

    @Test
    void givesTheSameRandomFaultsForTheSameSeed() throws Exception {
        Map<Fault, Double> mix = Map.of(
                Fault.status(500),
                0.2,
                Fault.status(503),
                0.2,
                Fault.throttle(),
                0.1,
                Fault.statusAfterAccepting(502),
                0.1);

        List<Integer> first = statuses(mix, 42, 200);
        List<Integer> again = statuses(mix, 42, 200);
        List<Integer> other = statuses(mix, 43, 200);

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(first).contains(200, 429, 500, 502, 503);
        assertThat(sandbox.faults(Vendor.TEXT).seed()).hasValue(43);
    }

    private List<Integer> statuses(Map<Fault, Double> mix, long seed, int requests) throws Exception {
        sandbox.faults(Vendor.TEXT).random(seed, mix);
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            statuses.add(order("o" + i).statusCode());
        }
        return statuses;
    }

    @ParameterizedTest
    @CsvSource({"0.6, 0.5", "-0.1, 0.5", "NaN, 0.1"})
    void refusesProbabilitiesThatAreNone(double one, double other) {
        assertThatThrownBy(() ->
                        sandbox.faults(Vendor.TEXT).random(1, Map.of(Fault.status(500), one, Fault.status(503), other)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** On a busy machine a response may still find its caller; then the next one will not. */
    @Test
    void notesACallerThatLeavesBeforeASlowResponse() throws Exception {
        sandbox.faults(Vendor.TEXT).always(Fault.slow(Duration.ofMillis(400)));
        for (int tries = 0; tries < 20 && sandbox.counts(Vendor.TEXT).failedResponses() == 0; tries++) {
            long before = sandbox.counts(Vendor.TEXT).events();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream().write(rawOrder().getBytes(StandardCharsets.US_ASCII));
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> sandbox.counts(Vendor.TEXT).events() > before);
            }
            // As slow, but later: when it is answered, the other has been, too.
            order("later");
        }

        Counts counts = sandbox.counts(Vendor.TEXT);
        assertThat(counts.failedResponses()).isPositive();
        assertThat(counts.confirmed() + counts.failedResponses()).isEqualTo(counts.events());
        assertThat(sandbox.events(event -> event.responseFailed())
                        .get(0)
                        .disposition()
                        .isTaken())
                .isTrue();
    }

    @Test
    void endsAllFaultsAndForgetsEverythingAtAReset() throws Exception {
        order("1");
        sandbox.faults(Vendor.TEXT).always(Fault.status(500));
        sandbox.faults(Vendor.TEXT).limitSize(1);

        sandbox.reset();

        assertThat(order("1").statusCode()).isEqualTo(200);
        assertThat(sandbox.counts(Vendor.TEXT).accepted()).isEqualTo(1);
        assertThat(sandbox.events()).extracting(Received::sequence).containsExactly(1L);
    }

    private HttpResponse<String> order(String id) throws IOException, InterruptedException {
        return caller.post(TRACKER, body(id), "X-Store-UUID", sandbox.storeUuid());
    }

    private String orderOverASocket() throws IOException {
        return RawCall.exchange(sandbox.port(), rawOrder());
    }

    private String rawOrder() {
        String body = body("77");
        return "POST " + TRACKER
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "X-Store-UUID: " + sandbox.storeUuid() + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String body(String id) {
        return """
                {"customer_id": "b7eff798-f8df-4364-8059-649c35c9ed0c", "platform": "custom",
                 "occurred_at": "2025-06-24T10:44:24.441Z",
                 "event": {"name": "store_order_was_created", "data": {"order": {
                  "id": "%s", "order_number": "#1", "currency": "USD", "total_price": 149.99,
                  "line_items": [{"product_id": "1", "title": "Crew Neck", "quantity": 1, "price": 149.99}]}}}}""".formatted(id);
    }
}
