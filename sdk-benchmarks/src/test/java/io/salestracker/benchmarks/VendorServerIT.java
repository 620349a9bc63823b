package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VendorServerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static Path certificate;

    private HttpClient client =
            HttpClient.newBuilder().version(Version.HTTP_1_1).build();
    private String scheme = "http";
    private Jvm.Server server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = folder.resolve("certificate.p12");
        Certificate.make(certificate);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void countsWhatItTakesAndWhatComesAgain() throws Exception {
        start("--delay", "0");
        post(1, 7);
        post(2, 8);
        post(1, 7);

        assertThat(report())
                .containsEntry("taken", 2.0)
                .containsEntry("repeated", 1.0)
                .containsEntry("misordered", 0.0);
    }

    @Test
    void tellsAnEventThatComesBehindALaterOneOfItsVisitor() throws Exception {
        start("--delay", "0");
        post(2, 7);
        post(3, 8);
        post(1, 7);

        assertThat(report()).containsEntry("misordered", 1.0);
    }

    @Test
    void refusesBeyondItsRateAndSaysHowLongToWait() throws Exception {
        start("--delay", "0", "--rate", "0.001", "--burst", "2", "--retry-after", "1", "--for", "3600");
        assertThat(post(1, 1).statusCode()).isEqualTo(200);
        assertThat(post(2, 2).statusCode()).isEqualTo(200);

        HttpResponse<Void> refused = post(3, 3);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(post(4, 4).statusCode()).isEqualTo(429);
        assertThat(report()).containsEntry("taken", 2.0).containsEntry("refused %", 50.0);
    }

    @Test
    void aTrackerThatGetsNothingHasTheSmallestShare() throws Exception {
        start("--delay", "0", "--trackers", "2", "--for", "3600");
        post(Backlog.EVENTS_A_TRACKER, 1);

        assertThat(report()).containsEntry("min share %", 0.0).containsEntry("max share %", 100.0);
    }

    @Test
    void answersManyAtATimeAndNoneEarly() throws Exception {
        start("--delay", "1000", "--http2", "--tls", certificate.toString());
        trust();
        long start = System.nanoTime();
        // One request opens the connection that the others share.
        post(0, 0);

        CompletableFuture.allOf(IntStream.rangeClosed(1, 100)
                        .mapToObj(i -> client.sendAsync(request(i, i), BodyHandlers.discarding()))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(System.nanoTime() - start).isGreaterThan(2_000_000_000L);
        assertThat(report())
                .containsEntry("taken", 101.0)
                .containsEntry("connections", 1.0)
                .containsEntry("max in flight", 100.0);
    }

    @Test
    void agreesOnHttp2OnlyWhereItIsToldTo() throws Exception {
        start("--delay", "0", "--http2", "--tls", certificate.toString());
        trust();
        assertThat(post(1, 1).version()).isEqualTo(Version.HTTP_2);
        server.close();

        start("--delay", "0", "--tls", certificate.toString());
        assertThat(post(1, 1).version()).isEqualTo(Version.HTTP_1_1);
    }

    @Test
    void itsOwnWarmUpIsNotCounted() throws Exception {
        start("--delay", "0", "--warm", "--http2", "--tls", certificate.toString());

        assertThat(report())
                .containsEntry("taken", 0.0)
                .containsEntry("connections", 0.0)
                .doesNotContainKey(Vendor.FIRST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "ours-4", "send-async-8", "okhttp-loop-8", "okhttp-enqueue"})
    void everySenderBringsEachEventOnce(String subject) throws Exception {
        start("--delay", "5", "--http2", "--tls", certificate.toString());
        Sender sender = LineClient.open(subject, server.port(), Certificate.trust(certificate));

        for (int i = 0; i < 130; i++) {
            sender.send(i);
        }
        sender.await(PATIENCE);

        assertThat(sender.pending()).isZero();
        assertThat(report()).containsEntry("taken", 130.0).containsEntry("repeated", 0.0);
    }

    @Test
    void aLineOfTheUsersSendsRefusedEventsAgain() throws Exception {
        start("--delay", "0", "--rate", "20", "--burst", "5", "--retry-after", "1", "--for", "3600");
        Sender sender = LineClient.open("send-async-4", server.port(), null);

        for (int i = 0; i < 30; i++) {
            sender.send(i);
        }
        sender.await(PATIENCE);

        Map<String, Double> report = report();
        assertThat(report).containsEntry("taken", 30.0).containsEntry("repeated", 0.0);
        assertThat(report.get("refused %")).isPositive();
    }

    private void start(String... options) throws IOException {
        server = new Jvm.Server(VendorServer.class, List.of(options));
    }

    private void trust() throws IOException {
        scheme = "https";
        client = HttpClient.newBuilder()
                .sslContext(Certificate.trust(certificate).context())
                .build();
    }

    private HttpResponse<Void> post(int event, int visitor) throws Exception {
        return client.send(request(event, visitor), BodyHandlers.discarding());
    }

    private HttpRequest request(int event, int visitor) {
        String body = "{\"order\":\"" + Sale.orderId(event) + "\",\"visitor\":\"" + Sale.visitor(visitor) + "\"}";
        return HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + server.port() + "/events"))
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private Map<String, Double> report() throws IOException {
        return new ObjectMapper().readValue(server.report(), new TypeReference<>() {});
    }
}
