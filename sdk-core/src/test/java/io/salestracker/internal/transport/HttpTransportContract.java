package io.salestracker.internal.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.http.TransportSettings;
import io.salestracker.testsupport.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every transport of ours promises, over real sockets. */
@Timeout(60)
abstract class HttpTransportContract {
    private static final String SECRET = "s3cr3t";
    private static final String TARGET = "/collect/" + SECRET + "?key=" + SECRET;
    private static final Duration BRIEF = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration PROMPT = Duration.ofSeconds(8);
    private static final int BOUND = 4096;
    private static final TransportSettings SETTINGS = new TransportSettings(LONG, LONG, BOUND, 8);
    private static final TransportSettings IMPATIENT = new TransportSettings(LONG, BRIEF, BOUND, 8);

    private final List<AutoCloseable> opened = new ArrayList<>();

    /** The transports under test. */
    abstract HttpTransport.Builder transports();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        // The flag must not reach the next test.
        Thread.interrupted();
    }

    // --- what is sent

    @Test
    void aPostArrivesWholeWithItsHeaders() throws Exception {
        MockWebServer server = mockServer();
        server.enqueue(new MockResponse.Builder()
                .code(202)
                .addHeader("X-Id", "7")
                .body("queued")
                .build());

        Response response = open(SETTINGS)
                .send(Request.post(
                        server.url("/v1/events?token=a%2Fb").uri(),
                        Map.of("Content-Type", "application/json", "X-Key", "k"),
                        "{\"name\":\"Käse\"}".getBytes(UTF_8)));

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.header("x-id")).isEqualTo("7");
        assertThat(response.body()).asString(UTF_8).isEqualTo("queued");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /v1/events?token=a%2Fb HTTP/1.1");
        assertThat(request.getBody().utf8()).isEqualTo("{\"name\":\"Käse\"}");
        assertThat(request.getHeaders().values("Content-Type")).containsExactly("application/json");
        assertThat(request.getHeaders().get("X-Key")).isEqualTo("k");
        assertThat(request.getHeaders().get("User-Agent")).startsWith("salestracker-java/");
        assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void aGetArrivesWithItsQueryAsItWasWritten() throws Exception {
        MockWebServer server = mockServer();
        server.enqueue(new MockResponse.Builder().code(204).build());
        String target = "/track/?data=eyJhIjoxfQ%3D%3D&x=a+b%20c&empty=";

        Response response = open(SETTINGS).send(Request.get(server.url(target).uri(), Map.of()));

        assertThat(response.status()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
        assertThat(server.takeRequest().getRequestLine()).isEqualTo("GET " + target + " HTTP/1.1");
    }

    @Test
    void anEmptyBodyIsSentAsOne() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));

        Response response = open(SETTINGS).send(Request.post(server.uri("/"), Map.of(), new byte[0]));

        assertThat(response.status()).isEqualTo(200);
    }

    @Test
    void aRequestsOwnUserAgentIsKept() throws Exception {
        MockWebServer server = mockServer();
        server.enqueue(new MockResponse.Builder().build());

        open(SETTINGS).send(Request.get(server.url("/").uri(), Map.of("user-agent", "shop/1")));

        assertThat(server.takeRequest().getHeaders().values("User-Agent")).containsExactly("shop/1");
    }

    @Test
    void cookiesAreNotKept() throws Exception {
        MockWebServer server = mockServer();
        MockResponse cookie = new MockResponse.Builder()
                .addHeader("Set-Cookie", "id=1; Path=/")
                .build();
        server.enqueue(cookie);
        server.enqueue(cookie);
        HttpTransport transport = open(SETTINGS);

        transport.send(Request.get(server.url("/").uri(), Map.of()));
        transport.send(Request.get(server.url("/").uri(), Map.of()));

        server.takeRequest();
        assertThat(server.takeRequest().getHeaders().get("Cookie")).isNull();
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        HttpTransport transport = open(SETTINGS);

        for (int i = 0; i < 20; i++) {
            assertThat(transport.send(post(server)).body()).asString(UTF_8).isEqualTo("ok");
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void eachOfAHundredRequestsGetsItsOwnResponse() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            while (true) {
                String request = peer.request().text();
                String body = request.substring(request.indexOf("\r\n\r\n") + 4);
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            }
        }));
        HttpTransport transport = open(new TransportSettings(LONG, LONG, BOUND, 100));
        ExecutorService senders = Executors.newFixedThreadPool(100);
        opened.add(senders::shutdownNow);

        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            byte[] body = ("event " + i).getBytes(UTF_8);
            answers.add(senders.submit(() -> new String(
                    transport
                            .send(Request.post(server.uri("/"), Map.of(), body))
                            .body(),
                    UTF_8)));
        }

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get()).isEqualTo("event " + i);
        }
        assertThat(server.requests()).isEqualTo(1000);
        assertThat(server.connections()).isLessThanOrEqualTo(100);
    }

    // --- answers

    @ParameterizedTest
    @ValueSource(
            ints = {
                200, 201, 206, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 403, 404, 405, 407, 408, 409, 413, 418,
                421, 422, 425, 429, 500, 501, 502, 503, 504, 599, 600, 999
            })
    void everyFinalStatusIsAResponseAndNoneIsRepeated(int status) throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(
                "HTTP/1.1 " + status + " Whatever\r\nLocation: /elsewhere\r\nRetry-After: 0\r\n"
                        + "WWW-Authenticate: Basic realm=\"x\"\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                        + "Content-Length: 0\r\n\r\n"));
        HttpTransport transport = open(SETTINGS);

        Response get = transport.send(get(server));
        Response post = transport.send(post(server));

        assertThat(get.status()).isEqualTo(status);
        assertThat(post.status()).isEqualTo(status);
        assertThat(post.header("Retry-After")).isEqualTo("0");
        assertThat(server.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "99999999999999", "-1", "soon", ""})
    void noRetryAfterCausesARepeatOrFailure(String retryAfter) throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(
                "HTTP/1.1 503 Busy\r\nRetry-After: " + retryAfter + "\r\nContent-Length: 0\r\n\r\n"));
        HttpTransport transport = open(SETTINGS);

        assertThat(transport.send(get(server)).header("retry-after")).isEqualTo(retryAfter);
        assertThat(transport.send(post(server)).status()).isEqualTo(503);
        assertThat(server.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407})
    void aChallengeWithoutASchemeIsAResponse(int status) throws Exception {
        LoopbackServer server =
                opened(LoopbackServer.answering("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n"));

        assertThat(open(SETTINGS).send(get(server)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) throws Exception {
        LoopbackServer elsewhere = opened(LoopbackServer.answering(LoopbackServer.OK));
        LoopbackServer server = opened(LoopbackServer.answering("HTTP/1.1 " + status + " Moved\r\nLocation: "
                + elsewhere.uri("/stolen") + "\r\nContent-Length: 0\r\n\r\n"));
        HttpTransport transport = open(SETTINGS);

        assertThat(transport.send(get(server)).status()).isEqualTo(status);
        assertThat(transport.send(post(server)).status()).isEqualTo(status);
        assertThat(elsewhere.connections()).isZero();
    }

    @Test
    void headersAreFoundWhateverTheirCaseAndTheFirstOfSeveralCounts() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(
                "HTTP/1.1 429 Slow down\r\nretry-AFTER: 3\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 0\r\n\r\n"));

        Response response = open(SETTINGS).send(get(server));

        assertThat(response.header("Retry-After")).isEqualTo("3");
        assertThat(response.header("X-A")).isEqualTo("1");
        assertThat(response.header("X-B")).isNull();
    }

    @Test
    void aBodyAsLongAsTheBoundIsWholeAndKeepsItsConnection() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: " + BOUND + "\r\n\r\n" + "x".repeat(BOUND)));
        HttpTransport transport = open(SETTINGS);

        assertThat(transport.send(get(server)).body()).hasSize(BOUND);
        Response again = transport.send(get(server));
        assertThat(again.body()).hasSize(BOUND);
        assertThat(again.bodyCut()).isFalse();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aChunkedBodyIsPutTogetherAndItsConnectionUsedAgain() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "BB8\r\n" + "x".repeat(3000) + "\r\n3\r\nend\r\n0\r\n\r\n"));
        HttpTransport transport = open(SETTINGS);

        assertThat(transport.send(get(server)).body()).hasSize(3003);
        assertThat(transport.send(get(server)).body()).asString(UTF_8).endsWith("xend");
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000000000", "Transfer-Encoding: chunked", "X-Until: closed"})
    void anEndlessBodyIsCutAtTheBoundAndHungUpOn(String framing) throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
            String piece = "y".repeat(1000);
            while (true) {
                peer.send(framing.endsWith("chunked") ? "3E8\r\n" + piece + "\r\n" : piece);
            }
        }));

        Response response = open(SETTINGS).send(get(server));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).hasSize(BOUND);
        assertThat(response.bodyCut()).isTrue();
        await().atMost(PROMPT).until(() -> server.ended() == 1);
    }

    @Test
    void theRestOfALongBodyIsNotWaitedFor() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answeringOnce(
                "HTTP/1.1 200 OK\r\nContent-Length: " + (BOUND + 1) + "\r\n\r\n" + "x".repeat(BOUND)));

        Response response = within(PROMPT, () -> open(SETTINGS).send(get(server)));

        assertThat(response.body()).hasSize(BOUND);
        await().atMost(PROMPT).until(() -> server.ended() == 1);
    }

    @Test
    void aBoundOfZeroReadsNoBody() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answeringOnce("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"));

        Response response = within(
                PROMPT, () -> open(new TransportSettings(LONG, LONG, 0, 1)).send(get(server)));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void aCompressedBodyIsNotUnpacked() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[1_000_000]);
        }
        LoopbackServer server =
                opened(LoopbackServer.answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + bomb.size() + "\r\n\r\n" + bomb.toString(ISO_8859_1)));

        Response response = open(SETTINGS).send(get(server));

        assertThat(response.body()).isEqualTo(bomb.toByteArray());
    }

    @ParameterizedTest
    @MethodSource("cutBodies")
    void aCutBodyIsAResponseWithItsFirstPart(String response) throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(response);
        }));

        Response got = open(SETTINGS).send(post(server));

        assertThat(got.status()).isEqualTo(422);
        assertThat(got.body()).asString(UTF_8).isEqualTo("{\"error");
        // A body without length and chunks ends with its connection.
        assertThat(got.bodyCut()).isEqualTo(response.contains("Length") || response.contains("chunked"));
        assertThat(server.requests()).isEqualTo(1);
    }

    static Stream<String> cutBodies() {
        return Stream.of(
                "HTTP/1.1 422 No\r\nContent-Length: 100\r\n\r\n{\"error",
                "HTTP/1.1 422 No\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n{\"error",
                "HTTP/1.1 422 No\r\n\r\n{\"error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK\r\nContent-Length: 4\r\n\r\nbody",
                "200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
                "200 OK\r\nContent-Length: 0\r\n\r\n",
                "204 No\r\n\r\n",
                "422 No\r\nContent-Length: 4\r\n\r\nbody",
                "422 No\r\nContent-Length: 0\r\n\r\n"
            })
    void aBodyThatCameWholeIsNotCut(String response) throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering("HTTP/1.1 " + response));

        Response got = open(SETTINGS).send(post(server));

        assertThat(got.body())
                .asString(UTF_8)
                .isEqualTo(response.endsWith("\r\n\r\n") && !response.contains("4\r\n") ? "" : "body");
        assertThat(got.bodyCut()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100", "Transfer-Encoding: chunked", "X-Until: closed"})
    void aBodyThatStallsGetsASecondAndNotTheCallsTime(String framing) throws Exception {
        String part = framing.endsWith("chunked") ? "64\r\npart" : "part";
        LoopbackServer server =
                opened(LoopbackServer.answeringOnce("HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n" + part));

        Response response = within(PROMPT, () -> open(SETTINGS).send(post(server)));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).asString(UTF_8).isEqualTo("part");
        assertThat(response.bodyCut()).isTrue();
        await().atMost(PROMPT).until(() -> server.ended() == 1);
    }

    @Test
    void aDrippingBodyGetsNoMoreTimeThanAStallingOne() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            while (true) {
                pause(Duration.ofMillis(50));
                peer.send("x");
            }
        }));

        Response response = within(PROMPT, () -> open(SETTINGS).send(post(server)));

        assertThat(response.body()).hasSizeBetween(1, 1000);
        assertThat(response.bodyCut()).isTrue();
        await().atMost(PROMPT).until(() -> server.ended() == 1);
    }

    @Test
    void aBodyThatDecidesMayTakeLongerThanASecond() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nla");
            pause(Duration.ofMillis(1500));
            peer.send("te");
            peer.awaitHangUp();
        }));

        Response response = open(SETTINGS).send(post(server).readingBody());

        assertThat(response.body()).asString(UTF_8).isEqualTo("late");
        assertThat(response.bodyCut()).isFalse();
    }

    @Test
    void aBodyThatDecidesIsNotWaitedForWithoutEnd() throws Exception {
        LoopbackServer server =
                opened(LoopbackServer.answeringOnce("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"));

        Response response = within(
                LONG,
                () -> open(new TransportSettings(LONG, LONG.multipliedBy(2), BOUND, 8))
                        .send(post(server).readingBody()));

        assertThat(response.body()).asString(UTF_8).isEqualTo("part");
        assertThat(response.bodyCut()).isTrue();
    }

    @Test
    void aSlowBodyIsAResponseWithItsFirstPart() throws Exception {
        LoopbackServer server =
                opened(LoopbackServer.answeringOnce("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"));

        Response response = within(PROMPT, () -> open(IMPATIENT).send(post(server)));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).asString(UTF_8).isEqualTo("part");
    }

    @ParameterizedTest
    @MethodSource("brokenFraming")
    void aBodyThatBreaksTheRulesIsAResponseOrInDoubt(String response) throws Exception {
        LoopbackServer server = opened(LoopbackServer.answeringOnce(response));

        within(PROMPT, () -> answeredOrInDoubt(open(IMPATIENT), post(server)));

        assertThat(server.requests()).isEqualTo(1);
    }

    static Stream<String> brokenFraming() {
        return Stream.of(
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 205 No\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\nhello");
    }

    @ParameterizedTest
    @MethodSource("brokenHeads")
    void aHeadThatBreaksTheRulesIsInDoubtAndNotRepeated(String response) throws Exception {
        LoopbackServer stalling = opened(LoopbackServer.answeringOnce(response));
        LoopbackServer closing = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(response);
        }));
        HttpTransport transport = open(IMPATIENT);

        for (LoopbackServer server : List.of(stalling, closing)) {
            TransportException get = within(PROMPT, () -> failure(transport, get(server)));
            TransportException post = within(PROMPT, () -> failure(transport, post(server)));

            assertThat(get.sent()).isEqualTo(Sent.MAYBE_SENT);
            assertThat(post.sent()).isEqualTo(Sent.MAYBE_SENT);
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    static Stream<String> brokenHeads() {
        return Stream.of(
                "H",
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK\r\nContent-Le",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 -99 OK\r\n\r\n",
                "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/9.9 200 OK\r\n\r\n",
                "SMTP ready\r\n\r\n",
                "\u0000\u0001\u0002\u0003\u00ff\u00fe",
                "\u0016\u0003\u0001\u0000\u0010\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("floods")
    void aFloodOfHeadersOrInterimResponsesEndsInTime(String flood) throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(flood.startsWith("HTTP") ? "" : "HTTP/1.1 200 OK\r\n");
            while (true) {
                peer.send(flood);
            }
        }));

        TransportException failure = within(PROMPT, () -> failure(open(IMPATIENT), post(server)));

        assertThat(failure.sent()).isEqualTo(Sent.MAYBE_SENT);
        assertThat(server.requests()).isEqualTo(1);
    }

    static Stream<String> floods() {
        return Stream.of("X-Flood: " + "x".repeat(1000) + "\r\n", "x".repeat(1000), "HTTP/1.1 102 Wait\r\n\r\n");
    }

    @Test
    void aLargeHeadIsAResponseOrInDoubt() throws Exception {
        String headers = ("X-Flood: " + "x".repeat(991) + "\r\n").repeat(300);
        LoopbackServer server =
                opened(LoopbackServer.answeringOnce("HTTP/1.1 200 OK\r\n" + headers + "Content-Length: 0\r\n\r\n"));

        within(PROMPT, () -> answeredOrInDoubt(open(SETTINGS), post(server)));

        assertThat(server.requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000})
    void theAnswerTimeIsWhatTheServerTakes(int length) throws Exception {
        Duration delay = Duration.ofMillis(200);
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            while (true) {
                peer.request();
                pause(delay);
                peer.send(LoopbackServer.OK);
            }
        }));
        HttpTransport transport = open(SETTINGS);

        for (int i = 0; i < 3; i++) {
            Response response = transport.send(
                    length == 0 ? get(server) : Request.post(server.uri(TARGET), Map.of(), new byte[length]));
            assertThat(response.answerTime()).isBetween(delay, LONG);
        }
    }

    @Test
    void theAnswerTimeLeavesOutHandshakeAndBody() throws Exception {
        Duration delay = Duration.ofSeconds(2);
        LoopbackServer server = opened(tlsServer(peer -> {
            // The handshake begins with the first read.
            pause(delay);
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nla");
            pause(delay);
            peer.send("te");
            peer.awaitHangUp();
        }));
        HttpTransport transport = opened(transports().sslContext(clientTls()).open(SETTINGS));

        Response response = transport.send(post(server).readingBody());

        assertThat(response.body()).asString(UTF_8).isEqualTo("late");
        assertThat(response.answerTime()).isLessThan(delay);
    }

    // --- connections between answers

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTlsConnectionIsUsedAgain(boolean chunked) throws Exception {
        String ok = chunked
                ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
                : LoopbackServer.OK;
        LoopbackServer server = opened(tlsServer(peer -> {
            while (true) {
                peer.request();
                peer.send(ok);
            }
        }));
        HttpTransport transport = opened(transports().sslContext(clientTls()).open(SETTINGS));

        for (int i = 0; i < 20; i++) {
            // Over a new connection the handshake's session tickets come while such a body is sent.
            Request large = Request.post(server.uri(TARGET), Map.of(), new byte[40_000]);
            assertThat(transport.send(large).body()).asString(UTF_8).isEqualTo("ok");
            assertThat(transport.send(get(server)).body()).asString(UTF_8).isEqualTo("ok");
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "302 Found\r\nContent-Length: 2\r\n\r\nno",
                "400 No\r\nContent-Length: 2\r\n\r\nno",
                "401 No\r\nContent-Length: 0\r\n\r\n",
                "413 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
                "304 Same\r\n\r\n",
                "429 Slow\r\nContent-Length: 2\r\n\r\nno",
                "503 Busy\r\nContent-Length: 2\r\n\r\nno"
            })
    void afterAnyResponseButA2xxTheConnectionIsClosed(String response) throws Exception {
        LoopbackServer plain = opened(LoopbackServer.answering("HTTP/1.1 " + response));
        LoopbackServer secure = opened(tlsServer(peer -> {
            while (true) {
                peer.request();
                peer.send("HTTP/1.1 " + response);
            }
        }));
        HttpTransport transport = opened(transports().sslContext(clientTls()).open(SETTINGS));

        for (LoopbackServer server : List.of(plain, secure)) {
            Response got = transport.send(post(server));
            assertThat(got.status()).isEqualTo(Integer.parseInt(response.substring(0, 3)));
            assertThat(got.body()).asString(UTF_8).isEqualTo(response.contains("no") ? "no" : "");
            // Sooner than idle connections are dropped.
            await().atMost(Duration.ofSeconds(3)).until(() -> server.ended() == 1);
            transport.send(get(server));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("answersWithMore")
    void theRestOfAResponseIsNotTheNextOne(String packet) throws Exception {
        LoopbackServer.Script script = peer -> {
            while (true) {
                String head = peer.head();
                peer.send(head.contains("/first") ? packet : "HTTP/1.1 202 Own\r\nContent-Length: 0\r\n\r\n");
            }
        };
        LoopbackServer plain = opened(LoopbackServer.start(script));
        LoopbackServer secure = opened(tlsServer(script));
        HttpTransport transport = opened(transports().sslContext(clientTls()).open(SETTINGS));

        for (LoopbackServer server : List.of(plain, secure)) {
            Response first = transport.send(Request.get(server.uri("/first"), Map.of()));
            assertThat(first.status())
                    .isEqualTo(
                            Integer.parseInt(packet.substring(9, 12)) == 100
                                    ? 200
                                    : Integer.parseInt(packet.substring(9, 12)));
            assertThat(transport
                            .send(Request.get(server.uri("/second"), Map.of()))
                            .status())
                    .isEqualTo(202);
            assertThat(transport
                            .send(Request.get(server.uri("/third"), Map.of()))
                            .status())
                    .isEqualTo(202);
        }
    }

    static Stream<String> answersWithMore() {
        String more = "HTTP/1.1 400 Not yours\r\nContent-Length: 0\r\n\r\n";
        return Stream.of(
                LoopbackServer.OK + LoopbackServer.OK,
                LoopbackServer.OK + more,
                LoopbackServer.OK + "\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more than was announced",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + more,
                "HTTP/1.1 204 No\r\n\r\n" + more,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" + more,
                "HTTP/1.1 100 Go on\r\n\r\n" + LoopbackServer.OK + more,
                "HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno and more than was announced",
                "HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno" + more,
                "HTTP/1.1 304 No\r\nContent-Length: 5\r\n\r\nhello" + more);
    }

    /** The server answers before it has read the body, which it then takes for another request. */
    @Test
    void aRefusalBeforeTheBodyWasReadCostsTheNextRequestNothing() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.head();
            if (peer.index() == 0) {
                String empty = "Content-Length: 0\r\n\r\n";
                peer.send("HTTP/1.1 413 No\r\n" + empty + "HTTP/1.1 400 No request\r\n" + empty);
            } else {
                peer.send(LoopbackServer.OK);
            }
            peer.awaitHangUp();
        }));
        HttpTransport transport = open(SETTINGS);

        assertThat(transport
                        .send(Request.post(server.uri("/"), Map.of(), new byte[100_000]))
                        .status())
                .isEqualTo(413);
        assertThat(transport.send(get(server)).status()).isEqualTo(200);
    }

    @Test
    void anInterimResponseIsPassedOverAndItsConnectionKept() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n" + LoopbackServer.OK));
        HttpTransport transport = open(SETTINGS);

        for (int i = 0; i < 5; i++) {
            assertThat(transport.send(post(server)).body()).asString(UTF_8).isEqualTo("ok");
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    // --- failures before anything was sent

    @Test
    void aRefusedConnectionSentNothing() throws Exception {
        LoopbackServer server = LoopbackServer.start(peer -> {});
        server.close();
        HttpTransport transport = open(SETTINGS);

        assertThat(failure(transport, get(server)).sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure(transport, post(server)).sent()).isEqualTo(Sent.NOT_SENT);
    }

    @Test
    void anUnknownHostSentNothing() throws Exception {
        Request request = Request.get(URI.create("http://" + SECRET + ".invalid" + TARGET), Map.of());

        TransportException failure = failure(open(SETTINGS), request);

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure).hasNoCause().hasMessageNotContaining(SECRET);
    }

    @Test
    void aConnectionThatIsNotAcceptedInTimeSentNothing() throws Exception {
        ServerSocket listener = opened(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        fillBacklog(listener);
        HttpTransport transport = open(new TransportSettings(BRIEF, LONG, BOUND, 8));
        URI uri = URI.create("http://localhost:" + listener.getLocalPort() + TARGET);

        TransportException failure = within(PROMPT, () -> failure(transport, Request.get(uri, Map.of())));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
    }

    @Test
    void aTlsHandshakeThatStallsEndsAtTheConnectTimeout() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(LoopbackServer.Peer::awaitHangUp));
        HttpTransport transport = open(new TransportSettings(BRIEF, LONG, BOUND, 8));

        TransportException failure =
                within(PROMPT, () -> failure(transport, Request.post(https(server), Map.of(), new byte[9])));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aTlsHandshakeThatTheServerBreaksSentNothing() throws Exception {
        // It stays: the JDK's client may take an end of the connection before it looks at the text for the handshake's.
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.send("220 smtp.example ready\r\n");
            peer.awaitHangUp();
        }));

        TransportException failure = failure(open(SETTINGS), Request.post(https(server), Map.of(), new byte[9]));
        for (int i = 1; i < handshakesUntilItIsSure(); i++) {
            if (failure.sent() == Sent.MAYBE_SENT) {
                failure = failure(open(SETTINGS), Request.post(https(server), Map.of(), new byte[9]));
            }
        }

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
    }

    /** In how many broken handshakes the client says at least once that nothing was sent; in others it may be unsure. */
    int handshakesUntilItIsSure() {
        return 1;
    }

    @Test
    void aCertificateThatNobodyVouchesForSentNothing() throws Exception {
        MockWebServer server = mockServer();
        server.useHttps(serverTls("localhost").sslSocketFactory());

        TransportException failure =
                failure(open(SETTINGS), Request.get(server.url(TARGET).uri(), Map.of()));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure).hasMessageContaining("SSLHandshakeException");
    }

    @Test
    void aCertificateForAnotherNameSentNothing() throws Exception {
        MockWebServer server = mockServer();
        server.useHttps(serverTls("other.example").sslSocketFactory());
        HttpTransport transport = opened(transports().sslContext(clientTls()).open(SETTINGS));

        TransportException failure =
                failure(transport, Request.get(server.url(TARGET).uri(), Map.of()));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://localhost/" + SECRET, "mailto:" + SECRET, SECRET, "http:///" + SECRET})
    void anAddressThatIsNotHttpSentNothing(String address) throws Exception {
        TransportException failure = failure(open(SETTINGS), Request.get(URI.create(address), Map.of()));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure).hasNoCause().hasMessageNotContaining(SECRET);
    }

    // --- failures after sending began

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatEndsSilentlyIsInDoubt(boolean reset) throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            if (reset) {
                peer.reset();
            }
        }));
        HttpTransport transport = open(SETTINGS);

        assertThat(failure(transport, get(server)).sent()).isEqualTo(Sent.MAYBE_SENT);
        assertThat(failure(transport, post(server)).sent()).isEqualTo(Sent.MAYBE_SENT);
        assertThat(server.requests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET reset", "GET close", "POST reset", "POST close"})
    void aUsedConnectionThatEndsSilentlyIsInDoubt(String how) throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(LoopbackServer.OK);
            peer.request();
            if (how.endsWith("reset")) {
                peer.reset();
            }
        }));
        HttpTransport transport = open(SETTINGS);
        Request request = how.startsWith("GET") ? get(server) : post(server);

        assertThat(transport.send(request).status()).isEqualTo(200);
        assertThat(failure(transport, request).sent()).isEqualTo(Sent.MAYBE_SENT);
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void aConnectionThatEndsWithinTheRequestIsInDoubt() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.head();
            peer.reset();
        }));
        Request large = Request.post(server.uri(TARGET), Map.of(), new byte[8_000_000]);

        TransportException failure = failure(open(SETTINGS), large);

        assertThat(failure.sent()).isEqualTo(Sent.MAYBE_SENT);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aResponseThatDoesNotComeInTimeIsInDoubt() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.awaitHangUp();
        }));
        HttpTransport transport = open(IMPATIENT);

        TransportException failure = within(PROMPT, () -> failure(transport, post(server)));

        assertThat(failure.sent()).isEqualTo(Sent.MAYBE_SENT);
        assertThat(failure).hasMessageContaining("in time");
        assertThat(server.requests()).isEqualTo(1);
        await().atMost(PROMPT).until(() -> server.ended() == 1);
    }

    @Test
    void aServerThatDoesNotReadLeavesDoubtAtTheTimeout() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.head();
            awaitQuietly(new CountDownLatch(1));
        }));
        Request large = Request.post(server.uri(TARGET), Map.of(), new byte[16_000_000]);

        TransportException failure = within(PROMPT, () -> failure(open(IMPATIENT), large));

        assertThat(failure.sent()).isEqualTo(Sent.MAYBE_SENT);
    }

    /** The server closes after each response without saying so. */
    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void aRequestOnAConnectionThatTheServerHasClosedIsNeverRepeated(String method) throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(LoopbackServer.OK);
        }));
        HttpTransport transport = open(SETTINGS);

        int answered = 0;
        for (int i = 0; i < 200; i++) {
            if (answeredOrInDoubt(transport, method.equals("GET") ? get(server) : post(server))) {
                answered++;
            }
        }

        assertThat(server.requests()).isEqualTo(answered);
    }

    @Test
    void failuresQuoteNeitherRequestNorServer() throws Exception {
        LoopbackServer echo = opened(LoopbackServer.start(
                peer -> peer.send("HTTP/1.1 " + peer.request().text())));
        LoopbackServer deaf = opened(LoopbackServer.start(peer -> peer.request()));
        LoopbackServer gone = LoopbackServer.start(peer -> {});
        gone.close();
        HttpTransport transport = open(IMPATIENT);

        for (LoopbackServer server : List.of(echo, deaf, gone)) {
            for (Request request : List.of(get(server), post(server))) {
                TransportException failure = failure(transport, request);
                assertThat(failure).hasNoCause();
                assertThat(failure.getSuppressed()).isEmpty();
                assertThat(failure.getMessage()).doesNotContain(SECRET, "localhost", "127.0.0.1", "/collect");
            }
        }
    }

    // --- TLS and proxies

    @Test
    void aPrivateAuthorityAndAClientCertificateAreUsed() throws Exception {
        MockWebServer server = mockServer();
        server.useHttps(serverTls("localhost").sslSocketFactory());
        server.requireClientAuth();
        server.enqueue(new MockResponse.Builder().body("in").build());
        server.enqueue(new MockResponse.Builder().body("again").build());
        HttpTransport transport = opened(transports().sslContext(clientTls()).open(SETTINGS));
        Request request = Request.post(server.url(TARGET).uri(), Map.of(), new byte[9]);

        assertThat(transport.send(request).body()).asString(UTF_8).isEqualTo("in");
        assertThat(transport.send(request).body()).asString(UTF_8).isEqualTo("again");
        RecordedRequest first = server.takeRequest();
        assertThat(first.getHandshake().peerPrincipal().getName()).contains("CN=shop");
        assertThat(first.getRequestLine()).endsWith(protocolWhereBothAreOffered());
        assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(1);
    }

    /** The protocol that is chosen where a server offers HTTP/2 and HTTP/1.1 over TLS. */
    abstract String protocolWhereBothAreOffered();

    @Test
    void aPlainRequestGoesThroughTheProxy() throws Exception {
        MockWebServer proxy = mockServer();
        proxy.enqueue(new MockResponse.Builder().body("via").build());
        HttpTransport transport = opened(transports()
                .proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.getPort())))
                .open(SETTINGS));

        Response response = transport.send(Request.get(URI.create("http://vendor.example/a?b=c"), Map.of()));

        assertThat(response.body()).asString(UTF_8).isEqualTo("via");
        assertThat(proxy.takeRequest().getRequestLine()).isEqualTo("GET http://vendor.example/a?b=c HTTP/1.1");
    }

    @Test
    void aSecureRequestGoesThroughATunnelThatSeesNothingOfIt() throws Exception {
        MockWebServer proxy = mockServer();
        proxy.useHttps(serverTls("vendor.example").sslSocketFactory());
        proxy.enqueue(new MockResponse.Builder().inTunnel().build());
        proxy.enqueue(new MockResponse.Builder().body("via").build());
        HttpTransport transport = opened(transports()
                .sslContext(clientTls())
                .proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.getPort())))
                .open(SETTINGS));

        Response response =
                transport.send(Request.get(URI.create("https://vendor.example" + TARGET), Map.of("X-Key", SECRET)));

        assertThat(response.body()).asString(UTF_8).isEqualTo("via");
        RecordedRequest connect = proxy.takeRequest();
        assertThat(connect.getRequestLine()).isEqualTo("CONNECT vendor.example:443 HTTP/1.1");
        assertThat(connect.getHeaders().toString()).doesNotContain(SECRET);
        assertThat(proxy.takeRequest().getTarget()).isEqualTo(TARGET);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 407, 502})
    void aTunnelThatTheProxyRefusesSentNothing(int status) throws Exception {
        LoopbackServer proxy = opened(LoopbackServer.answering(
                "HTTP/1.1 " + status + " No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"));
        HttpTransport transport = opened(transports()
                .proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.port())))
                .open(SETTINGS));
        Request request = Request.post(URI.create("https://vendor.example" + TARGET), Map.of(), new byte[9]);

        TransportException failure = failure(transport, request);

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure)
                .hasNoCause()
                .hasMessageStartingWith(status + "")
                .hasMessageEndingWith("the proxy localhost:" + proxy.port());
    }

    @Test
    void aProxyThatCannotBeReachedIsNamed() throws Exception {
        LoopbackServer gone = LoopbackServer.silent();
        gone.close();
        HttpTransport transport = opened(transports()
                .proxy(ProxySelector.of(InetSocketAddress.createUnresolved("localhost", gone.port())))
                .open(SETTINGS));

        for (String scheme : List.of("http", "https")) {
            TransportException failure =
                    failure(transport, Request.get(URI.create(scheme + "://vendor.example" + TARGET), Map.of()));

            assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
            assertThat(failure)
                    .hasNoCause()
                    .hasMessageContaining("by way of the proxy localhost:" + gone.port())
                    .hasMessageNotContaining(SECRET);
        }
    }

    @Test
    void aPlainRequestTellsTheProxyUserAndPassword() throws Exception {
        MockWebServer proxy = mockServer();
        proxy.enqueue(new MockResponse.Builder().body("via").build());
        HttpTransport transport = opened(transports()
                .proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.getPort())))
                .proxyCredentials("shop", SECRET)
                .open(SETTINGS));

        Response response = transport.send(Request.get(URI.create("http://vendor.example/a"), Map.of()));

        assertThat(response.body()).asString(UTF_8).isEqualTo("via");
        assertThat(proxy.takeRequest().getHeaders().values("Proxy-Authorization"))
                .containsExactly("Basic c2hvcDpzM2NyM3Q=");
    }

    @Test
    void aTunnelTellsTheProxyUserAndPasswordAndTheServerNeither() throws Exception {
        MockWebServer proxy = mockServer();
        proxy.useHttps(serverTls("vendor.example").sslSocketFactory());
        proxy.enqueue(new MockResponse.Builder().inTunnel().build());
        proxy.enqueue(new MockResponse.Builder().body("via").build());
        HttpTransport transport = opened(transports()
                .sslContext(clientTls())
                .proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.getPort())))
                .proxyCredentials("shop", SECRET)
                .open(SETTINGS));

        Response response = transport.send(Request.get(URI.create("https://vendor.example/a"), Map.of()));

        assertThat(response.body()).asString(UTF_8).isEqualTo("via");
        assertThat(proxy.takeRequest().getHeaders().values("Proxy-Authorization"))
                .containsExactly("Basic c2hvcDpzM2NyM3Q=");
        assertThat(proxy.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    }

    @Test
    void aServerThatIsNoProxyIsToldNoPassword() throws Exception {
        MockWebServer server = mockServer();
        server.enqueue(new MockResponse.Builder().build());
        HttpTransport transport = opened(transports()
                .proxy(ProxySelector.of(null))
                .proxyCredentials("shop", SECRET)
                .open(SETTINGS));

        transport.send(Request.get(server.url("/").uri(), Map.of()));

        assertThat(server.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTunnelThatWantsAPasswordIsSaidToDoSo(boolean given) throws Exception {
        LoopbackServer proxy = opened(LoopbackServer.answering(
                "HTTP/1.1 407 Who?\r\n" + "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno"));
        HttpTransport.Builder proxied =
                transports().proxy(ProxySelector.of(InetSocketAddress.createUnresolved("localhost", proxy.port())));
        HttpTransport transport = opened((given ? proxied.proxyCredentials("shop", SECRET) : proxied).open(SETTINGS));

        TransportException failure =
                failure(transport, Request.post(URI.create("https://vendor.example" + TARGET), Map.of(), new byte[9]));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure)
                .hasNoCause()
                .hasMessageContaining("407")
                .hasMessageContaining("the proxy localhost:" + proxy.port())
                .hasMessageContaining("proxyCredentials")
                .hasMessageNotContaining(SECRET)
                .hasMessageNotContaining("c2hvc");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPlainRequestThatAProxyRefusesGetsThe407(boolean withCredentials) throws Exception {
        LoopbackServer proxy = opened(LoopbackServer.answering(
                "HTTP/1.1 407 Who?\r\n" + "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 2\r\n\r\nno"));
        HttpTransport.Builder proxied =
                transports().proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.port())));
        HttpTransport transport =
                opened((withCredentials ? proxied.proxyCredentials("shop", SECRET) : proxied).open(SETTINGS));

        Response response = transport.send(Request.get(URI.create("http://vendor.example/a"), Map.of()));

        assertThat(response.status()).isEqualTo(407);
        assertThat(response.proxy()).isEqualTo("localhost:" + proxy.port());
        assertThat(proxy.requests()).isEqualTo(1);
    }

    @Test
    void aServersOwn407IsNoProxys() throws Exception {
        String refusal = "HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n";
        LoopbackServer plain = opened(LoopbackServer.answering(refusal));
        MockWebServer proxy = mockServer();
        proxy.useHttps(serverTls("vendor.example").sslSocketFactory());
        proxy.enqueue(new MockResponse.Builder().inTunnel().build());
        proxy.enqueue(new MockResponse.Builder().code(407).build());
        HttpTransport direct = opened(transports().proxy(ProxySelector.of(null)).open(SETTINGS));
        HttpTransport tunneling = opened(transports()
                .sslContext(clientTls())
                .proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.getPort())))
                .open(SETTINGS));

        for (Response response : List.of(
                direct.send(post(plain)),
                tunneling.send(Request.get(URI.create("https://vendor.example/a"), Map.of())))) {
            assertThat(response.status()).isEqualTo(407);
            assertThat(response.proxy()).isNull();
        }
    }

    @Test
    void aProxyThatRefusesOnAKeptConnectionIsNamedToo() throws Exception {
        LoopbackServer proxy = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(LoopbackServer.OK);
            peer.request();
            peer.send("HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n");
            peer.awaitHangUp();
        }));
        HttpTransport transport = opened(transports()
                .proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.port())))
                .open(SETTINGS));
        Request request = Request.get(URI.create("http://vendor.example/a"), Map.of());

        assertThat(transport.send(request).proxy()).isNull();
        assertThat(transport.send(request).proxy()).isEqualTo("localhost:" + proxy.port());
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void aProxyThatDoesNotAnswerConnectEndsAtTheConnectTimeout() throws Exception {
        LoopbackServer proxy = opened(LoopbackServer.start(LoopbackServer.Peer::awaitHangUp));
        HttpTransport transport = opened(transports()
                .proxy(ProxySelector.of(new InetSocketAddress("localhost", proxy.port())))
                .open(new TransportSettings(BRIEF, LONG, BOUND, 8)));

        TransportException failure = within(
                PROMPT, () -> failure(transport, Request.get(URI.create("https://vendor.example" + TARGET), Map.of())));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void aProxySelectorThatThrowsSentNothing() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        HttpTransport transport = opened(
                transports().proxy(throwing(new IllegalStateException(SECRET))).open(SETTINGS));

        TransportException failure = failure(transport, post(server));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure).hasNoCause().hasMessageNotContaining(SECRET);
    }

    @Test
    void aLibraryThatDoesNotFitSentNothingAndIsTheCause() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        Error misfit = new NoSuchMethodError("okio.Okio.sink()");
        HttpTransport transport = opened(transports().proxy(throwing(misfit)).open(SETTINGS));

        TransportException failure = failure(transport, post(server));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure).hasCause(misfit).hasMessageContaining("NoSuchMethodError");
    }

    @Test
    void wantOfMemoryBeforeConnectingSentNothing() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        HttpTransport transport = opened(transports()
                .proxy(throwing(new OutOfMemoryError("unable to create native thread")))
                .open(SETTINGS));

        assertThat(failure(transport, post(server)).sent()).isEqualTo(Sent.NOT_SENT);
    }

    /** A fault at each place where the clients ask for something of ours; the next request finds them whole. */
    @ParameterizedTest
    @MethodSource("faults")
    void aFaultCostsItsOwnRequestOnly(Error fault) throws Exception {
        LoopbackServer server = opened(tlsServer(peer -> {
            while (true) {
                peer.request();
                peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            }
        }));
        Faults faults = new Faults(fault, clientTls());
        HttpTransport transport = opened(
                transports().proxy(faults.proxies()).sslContext(faults.tls()).open(SETTINGS));

        for (Faults.Place place : Faults.Place.values()) {
            faults.throwAt(place);
            TransportException failure = within(LONG, () -> failure(transport, post(server)));
            assertThat(failure.sent()).as("at %s", place).isEqualTo(Sent.NOT_SENT);
            assertThat(transport.send(post(server)).status())
                    .as("after %s", place)
                    .isEqualTo(200);
        }
    }

    static Stream<Error> faults() {
        return Stream.of(
                new OutOfMemoryError("of the test"), new NoSuchMethodError("of the test"), new StackOverflowError());
    }

    private static ProxySelector throwing(Throwable thrown) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                if (thrown instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) thrown;
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        };
    }

    // --- closing

    @Test
    void closingEndsRequestsInFlightAndRefusesLaterOnes() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.awaitHangUp();
        }));
        HttpTransport transport = open(SETTINGS);
        FutureTask<TransportException> inFlight = inBackground(() -> failure(transport, post(server)));
        await().atMost(PROMPT).until(() -> server.requests() == 1);

        within(PROMPT, () -> {
            transport.close();
            return "closed";
        });

        assertThat(inFlight.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS).sent())
                .isEqualTo(Sent.MAYBE_SENT);
        await().atMost(PROMPT).until(() -> server.ended() == 1);
        transport.close();
        assertThat(failure(transport, post(server)).sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void closingWhileConnectingSentNothing() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(LoopbackServer.Peer::awaitHangUp));
        HttpTransport transport = open(SETTINGS);
        FutureTask<TransportException> inFlight =
                inBackground(() -> failure(transport, Request.get(https(server), Map.of())));
        await().atMost(PROMPT).until(() -> server.connections() == 1);

        transport.close();

        assertThat(inFlight.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS).sent())
                .isEqualTo(Sent.NOT_SENT);
    }

    @Test
    void closingDuringABodyLeavesAResponse() throws Exception {
        int size = 64_000_000;
        CountDownLatch halfRead = new CountDownLatch(1);
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send("HTTP/1.1 422 No\r\nContent-Length: " + size + "\r\n\r\n");
            // More than the sockets hold, so when it is sent the client is in the midst of reading.
            peer.send(new byte[size / 2]);
            halfRead.countDown();
            peer.awaitHangUp();
        }));
        HttpTransport transport = open(new TransportSettings(LONG, LONG, size, 8));
        FutureTask<Response> inFlight = inBackground(() -> transport.send(post(server)));
        halfRead.await();

        transport.close();

        Response response = inFlight.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(response.status()).isEqualTo(422);
        assertThat(response.body()).hasSizeBetween(1, size / 2);
    }

    @Test
    void oneTransportsCloseLeavesAnotherAlone() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        HttpTransport.Builder transports = transports();
        HttpTransport one = opened(transports.open(SETTINGS));
        HttpTransport other = opened(transports.open(SETTINGS));
        one.send(get(server));
        other.send(get(server));

        one.close();

        assertThat(other.send(get(server)).status()).isEqualTo(200);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void anInterruptEndsARequestAndStaysSet() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.awaitHangUp();
        }));
        HttpTransport transport = open(SETTINGS);
        FutureTask<Boolean> flagged = new FutureTask<>(() -> {
            TransportException failure = failure(transport, post(server));
            return failure.sent() == Sent.MAYBE_SENT && Thread.currentThread().isInterrupted();
        });
        Thread sender = new Thread(flagged, "sender");
        sender.start();
        await().atMost(PROMPT).until(() -> server.requests() == 1);

        sender.interrupt();

        assertThat(flagged.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void anInterruptWhileConnectingEndsItAndStaysSet() throws Exception {
        ServerSocket listener = opened(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        fillBacklog(listener);
        HttpTransport transport = open(SETTINGS);
        URI uri = URI.create("http://localhost:" + listener.getLocalPort() + TARGET);
        FutureTask<Boolean> flagged = new FutureTask<>(() -> {
            TransportException failure = failure(transport, Request.get(uri, Map.of()));
            return failure.sent() == Sent.NOT_SENT && Thread.currentThread().isInterrupted();
        });
        Thread sender = new Thread(flagged, "sender");
        sender.start();
        await().atMost(PROMPT)
                .until(() -> Stream.of(sender.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("send")));

        sender.interrupt();

        assertThat(flagged.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void anInterruptedThreadSendsNothing() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        HttpTransport transport = open(SETTINGS);

        Thread.currentThread().interrupt();
        TransportException failure = failure(transport, post(server));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(server.connections()).isZero();
    }

    @Test
    void everyThreadIsADaemon() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        HttpTransport transport = open(SETTINGS);

        transport.send(post(server));

        Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
        ours.removeAll(before);
        assertThat(ours).allMatch(Thread::isDaemon);
    }

    // --- helpers

    final HttpTransport open(TransportSettings settings) {
        return opened(transports().open(settings));
    }

    final <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    static Request get(LoopbackServer server) {
        return Request.get(server.uri(TARGET), Map.of("X-Key", SECRET));
    }

    static Request post(LoopbackServer server) {
        return Request.post(server.uri(TARGET), Map.of("X-Key", SECRET), "{\"a\":1}".getBytes(UTF_8));
    }

    static URI https(LoopbackServer server) {
        return URI.create("https://localhost:" + server.port() + TARGET);
    }

    static TransportException failure(HttpTransport transport, Request request) {
        TransportException failure = catchThrowableOfType(TransportException.class, () -> transport.send(request));
        assertThat(failure).as("the request was answered").isNotNull();
        return failure;
    }

    /** Whether there was a response; if not, that it is in doubt. */
    static boolean answeredOrInDoubt(HttpTransport transport, Request request) {
        try {
            transport.send(request);
            return true;
        } catch (TransportException e) {
            assertThat(e.sent()).isEqualTo(Sent.MAYBE_SENT);
            return false;
        }
    }

    static LoopbackServer tlsServer(LoopbackServer.Script script) throws IOException {
        return LoopbackServer.start(script).tls(serverTls("localhost").sslContext());
    }

    /** The server takes its time. */
    private static void pause(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    interface Work<T> {
        T get() throws Exception;
    }

    static <T> T within(Duration limit, Work<T> work) throws Exception {
        long start = System.nanoTime();
        T result = work.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
        return result;
    }

    static <T> FutureTask<T> inBackground(Work<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(task, "sender");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private MockWebServer mockServer() throws IOException {
        MockWebServer server = opened(new MockWebServer());
        server.start(InetAddress.getLoopbackAddress(), 0);
        return server;
    }

    private static void awaitQuietly(CountDownLatch never) {
        try {
            never.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fillBacklog(ServerSocket listener) throws IOException {
        for (int i = 0; i < 200; i++) {
            Socket socket = opened(new Socket());
            try {
                socket.connect(listener.getLocalSocketAddress(), 200);
            } catch (IOException e) {
                return;
            }
        }
        throw new AssertionError("the backlog of connections cannot be filled here");
    }

    private static final HeldCertificate AUTHORITY =
            new HeldCertificate.Builder().certificateAuthority(0).build();

    static HandshakeCertificates serverTls(String... names) {
        HeldCertificate.Builder builder = new HeldCertificate.Builder().signedBy(AUTHORITY);
        for (String name : names) {
            builder.addSubjectAlternativeName(name);
        }
        HeldCertificate certificate = builder.build();
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build();
    }

    /** Trusts the authority and shows a certificate of its own. */
    static SSLContext clientTls() {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .signedBy(AUTHORITY)
                .commonName("shop")
                .build();
        return new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(AUTHORITY.certificate())
                .build()
                .sslContext();
    }
}
