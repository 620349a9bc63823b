package io.salestracker.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.benchmarks.Probe.Counts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CountingServerIT {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Jvm.Server server;
    private Probe probe;

    @BeforeEach
    void start() throws IOException {
        server = new Jvm.Server(CountingServer.class, List.of("0"));
        probe = new Probe(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        probe.close();
        server.close();
    }

    @Test
    void findsEventsInAPlainBody() throws Exception {
        post(BodyPublishers.ofString(events(0, 50)));

        Counts counts = probe.counts();
        assertThat(counts.events()).isEqualTo(50);
        assertThat(counts.requests()).isEqualTo(1);
        assertThat(counts.bytes()).isGreaterThan(events(0, 50).length());
    }

    @Test
    void findsEventsInABodyOfUnknownLength() throws Exception {
        String large = events(0, 20_000);

        post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large.getBytes(UTF_8))));
        post(BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(events(20_000, 7).getBytes(UTF_8))));
        post(BodyPublishers.ofString(events(20_007, 1)));

        assertThat(probe.counts().events()).isEqualTo(20_008);
        assertThat(probe.counts().repeated()).isZero();
    }

    @Test
    void findsEventsInACompressedBody() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(events(10, 250).getBytes(UTF_8));
        }

        post(BodyPublishers.ofByteArray(compressed.toByteArray()), "Content-Encoding", "gzip");

        assertThat(probe.counts().events()).isEqualTo(250);
        assertThat(probe.counts().bytes()).isLessThan(events(10, 250).length());
    }

    @Test
    void findsAnEventInAnAddress() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(address("/i?order=" + Sale.orderId(3))).build();
        client.send(request, BodyHandlers.discarding());

        assertThat(probe.counts().events()).isEqualTo(1);
    }

    @Test
    void tellsThoseThatComeAgain() throws Exception {
        post(BodyPublishers.ofString(events(0, 5)));
        post(BodyPublishers.ofString(events(3, 5)));

        assertThat(probe.counts().events()).isEqualTo(8);
        assertThat(probe.counts().repeated()).isEqualTo(2);
    }

    @Test
    void takesAnIdThatAnEventSaysTwiceForOne() throws Exception {
        post(BodyPublishers.ofString("{\"order\":\"" + Sale.orderId(7) + "\",\"chat\":\"" + Sale.orderId(7) + "\"}"));

        assertThat(probe.counts().events()).isEqualTo(1);
        assertThat(probe.counts().repeated()).isZero();
    }

    @Test
    void startsAnewWhenReset() throws Exception {
        post(BodyPublishers.ofString(events(0, 5)));
        probe.reset();
        post(BodyPublishers.ofString(events(4, 1)));

        assertThat(probe.counts().events()).isEqualTo(1);
        assertThat(probe.counts().repeated()).isZero();
    }

    private void post(BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address("/events")).POST(body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private URI address(String path) {
        return URI.create("http://localhost:" + server.port() + path);
    }

    private static String events(int first, int number) {
        StringBuilder events = new StringBuilder("[");
        for (int i = first; i < first + number; i++) {
            events.append("{\"id\":\"").append(Sale.orderId(i)).append("\"},");
        }
        return events.append("null]").toString();
    }
}
