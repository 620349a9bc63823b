package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the web page is told while it is open. */
@Timeout(60)
class SandboxStreamIT extends WithSandbox {
    private static final String ORDER = "/track?sid=site-token&ts=1429186474&id=5115&action=Order%20placed"
            + "&data=%7B%22orderid%22%3A%227%22%2C%22totalprice%22%3A1.50%2C%22currency%22%3A%22EUR%22%7D";

    @Test
    void streamsEarlierEventsBeforeNewOnes() throws Exception {
        caller.get(ORDER);
        try (StreamReader stream = new StreamReader(sandbox)) {
            assertThat(stream.next().event()).isEqualTo("reset");
            assertThat(stream.next("events").at("/rows/0/orderId").asText()).isEqualTo("7");

            caller.get("/set?sid=site-token&ts=1&id=u");

            JsonNode row = stream.next("events").at("/rows/0");
            assertThat(row.path("sequence").asInt()).isEqualTo(2);
            assertThat(row.path("disposition").asText()).isEqualTo("REJECTED");
            assertThat(row.path("latencyMillis").isNumber()).isTrue();
            JsonNode totals = stream.next("totals");
            assertThat(totals.at("/counts/tracktor/revenue/EUR").asText()).isEqualTo("1.50");
            assertThat(totals.at("/minutes/0/events/tracktor").isNumber()).isTrue();
        }
    }

    @Test
    void tellsOfEachOfManyEventsAndOfNoneTwiceUnlessItChanged() throws Exception {
        int many = 1_234;
        for (int i = 0; i < many; i++) {
            caller.get("/track?sid=site-token&ts=1&id=u&action=a" + i);
        }
        try (StreamReader stream = new StreamReader(sandbox)) {
            List<Long> sequences = new ArrayList<>();
            JsonNode page;
            do {
                page = stream.next("events");
                page.path("rows")
                        .forEach(row -> sequences.add(row.path("sequence").asLong()));
            } while (page.path("more").asBoolean());

            assertThat(sequences).hasSize(many).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void tellsAgainOfAnEventWhoseResponseTookLong() throws Exception {
        sandbox.faults(Vendor.TRACKTOR).script(Fault.slow(Duration.ofSeconds(1)));
        try (StreamReader stream = new StreamReader(sandbox)) {
            stream.next("totals");
            caller.get(ORDER);

            JsonNode first = stream.next("events").at("/rows/0");
            JsonNode again = stream.next("events").at("/rows/0");

            assertThat(first.path("latencyMillis").isNull()).isTrue();
            assertThat(again.path("sequence")).isEqualTo(first.path("sequence"));
            assertThat(again.path("latencyMillis").asDouble()).isGreaterThanOrEqualTo(1_000);
        }
    }

    @Test
    void tellsOfAResetAndOfFaults() throws Exception {
        caller.get(ORDER);
        try (StreamReader stream = new StreamReader(sandbox)) {
            stream.next("totals");

            sandbox.reset();
            stream.next("reset");

            caller.send(caller.request("/sandbox/faults/text")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"script\": \"503 x2\"}")));
            JsonNode totals = stream.next("totals");
            while (totals.at("/faults/text/faults").isEmpty()) {
                totals = stream.next("totals");
            }
            assertThat(totals.at("/faults/text/faults")).hasToString("[\"503\",\"503\"]");
            assertThat(totals.at("/counts/tracktor/events").asInt()).isZero();
        }
    }

    @Test
    void outlivesReadersThatLeaveOrStall() throws Exception {
        List<StreamReader> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StreamReader reader = new StreamReader(sandbox);
            readers.add(reader);
            if (i % 2 == 0) {
                reader.close();
            }
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(caller.get(ORDER).statusCode()).isEqualTo(200);
        }
        assertThat(sandbox.counts(Vendor.TRACKTOR).accepted()).isEqualTo(2_000);
        for (StreamReader reader : readers) {
            reader.close();
        }
    }
}
