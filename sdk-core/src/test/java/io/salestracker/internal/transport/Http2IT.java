package io.salestracker.internal.transport;

import static io.salestracker.internal.transport.HttpTransportContract.clientTls;
import static io.salestracker.internal.transport.HttpTransportContract.failure;
import static io.salestracker.internal.transport.HttpTransportContract.inBackground;
import static io.salestracker.internal.transport.HttpTransportContract.serverTls;
import static io.salestracker.internal.transport.HttpTransportContract.within;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.http.TransportSettings;
import io.salestracker.testsupport.Http2Peer;
import io.salestracker.testsupport.Http2Peer.Message;
import io.salestracker.testsupport.LoopbackServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OkHttp over HTTP/2, before a server that speaks frames and breaks its rules. */
@Timeout(60)
class Http2IT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration BRIEF = Duration.ofMillis(400);
    private static final Duration PROMPT = Duration.ofSeconds(8);
    private static final int BOUND = 4096;
    private static final int WINDOW = 64;
    private static final int TOGETHER = 8;
    private static final TransportSettings SETTINGS = new TransportSettings(LONG, LONG, BOUND, WINDOW);
    private static final String OK = "200";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ConcurrentMap<String, Integer> arrived = new ConcurrentHashMap<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        Thread.interrupted();
    }

    // --- connections

    @Test
    void aWindowOfRequestsSharesOneConnection() throws Exception {
        LoopbackServer server = server(this::answerAll);
        int transports = 10;

        for (int i = 1; i <= transports; i++) {
            HttpTransport transport = open(SETTINGS);
            for (int round = 0; round < 2; round++) {
                assertThat(sendTogether(transport, server, WINDOW, i + "." + round))
                        .containsOnly(Map.entry(OK, WINDOW));
            }
            assertThat(server.connections()).isEqualTo(i);
        }

        assertThatEachArrivedOnce(2 * transports * WINDOW);
    }

    @Test
    void withoutHttp2EachRequestHasItsOwnConnection() throws Exception {
        CountDownLatch all = new CountDownLatch(TOGETHER);
        LoopbackServer server = http1Server(peer -> {
            peer.request();
            all.countDown();
            awaitQuietly(all);
            peer.send(LoopbackServer.OK);
        });
        server.offering("h2", "http/1.1");
        HttpTransport transport = opened(
                HttpTransport.okHttp().sslContext(clientTls()).http2(false).open(SETTINGS));

        assertThat(sendTogether(transport, server, TOGETHER, "")).containsOnly(Map.entry(OK, TOGETHER));
        assertThat(server.connections()).isEqualTo(TOGETHER);
    }

    /** They would wait for each other without end if one of them held the others up. */
    @Test
    void aServerWithoutHttp2GetsConnectionsAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(WINDOW);
        LoopbackServer server = http1Server(peer -> {
            peer.request();
            all.countDown();
            awaitQuietly(all);
            peer.send(LoopbackServer.OK);
        });

        assertThat(sendTogether(open(SETTINGS), server, WINDOW, "")).containsOnly(Map.entry(OK, WINDOW));
        assertThat(server.connections()).isEqualTo(WINDOW);
    }

    @Test
    void moreStreamsThanTheServerAllowsGetAnotherConnection() throws Exception {
        int allowed = 5;
        CountDownLatch all = new CountDownLatch(2 * allowed + 1);
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer, Http2Peer.MAX_CONCURRENT_STREAMS, allowed);
            List<Message> open = new ArrayList<>();
            while (true) {
                open.add(next(http2));
                all.countDown();
                // The first one ends at once, so that the client has read the settings.
                if (open.get(0).body().startsWith("first") || all.getCount() == 0) {
                    answer(http2, open);
                }
                assertThat(open).hasSizeLessThanOrEqualTo(allowed);
                if (open.size() == allowed) {
                    awaitQuietly(all);
                    answer(http2, open);
                }
            }
        });
        HttpTransport transport = open(SETTINGS);

        assertThat(transport.send(post(server, "first")).status()).isEqualTo(200);
        assertThat(sendTogether(transport, server, 2 * allowed, "")).containsOnly(Map.entry(OK, 2 * allowed));
        assertThat(server.connections()).isEqualTo(2);
        assertThatEachArrivedOnce(2 * allowed + 1);
    }

    @Test
    void aHostThatChangesItsProtocolIsServedAllTheSame() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            if (peer.index() % 2 == 0) {
                Http2Peer http2 = new Http2Peer(peer);
                http2.answer(next(http2).stream(), 200, "ok");
                http2.goAway(Integer.MAX_VALUE);
                http2.awaitRead();
            } else {
                peer.request();
                peer.send(LoopbackServer.OK);
            }
        }));
        server.tls(serverTls("localhost").sslContext());
        HttpTransport transport = open(SETTINGS);

        for (int i = 0; i < 6; i++) {
            server.offering(i % 2 == 0 ? "h2" : "http/1.1");
            assertThat(transport.send(post(server, "" + i)).status()).isEqualTo(200);
            int ended = i + 1;
            await().atMost(LONG).until(() -> server.ended() == ended);
        }

        assertThat(server.connections()).isEqualTo(6);
    }

    @Test
    void aServerThatGoesAwayAfterEachResponseCostsNothing() throws Exception {
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            Message message = next(http2);
            http2.answer(message.stream(), 200, "ok");
            http2.goAway(message.stream());
            http2.awaitRead();
        });
        HttpTransport transport = open(SETTINGS);

        for (int i = 1; i <= 30; i++) {
            assertThat(transport.send(post(server, "" + i)).status()).isEqualTo(200);
            int ended = i;
            await().atMost(LONG).pollInterval(Duration.ofMillis(1)).until(() -> server.ended() == ended);
        }

        assertThatEachArrivedOnce(30);
    }

    @Test
    void anIdleConnectionIsDropped() throws Exception {
        LoopbackServer server = server(this::answerAll);

        open(SETTINGS).send(post(server, "1"));

        await().atMost(LONG).until(() -> server.ended() == 1);
    }

    /** Often, since OkHttp forgets to cancel a call between TCP and TLS. */
    @Test
    void waitingForAConnectionEndsAtTheConnectTimeout() throws Exception {
        LoopbackServer stalling = opened(LoopbackServer.start(LoopbackServer.Peer::doNothing));
        HttpTransport transport = open(new TransportSettings(Duration.ofMillis(50), LONG, BOUND, WINDOW));
        Request request = Request.post(stalling.uri("https", "/"), Map.of(), new byte[9]);

        for (int round = 0; round < 30; round++) {
            Map<String, Integer> ends = within(PROMPT, () -> {
                List<FutureTask<String>> all = new ArrayList<>();
                for (int i = 0; i < TOGETHER; i++) {
                    all.add(inBackground(() -> end(transport, request)));
                }
                return counted(all);
            });
            assertThat(ends).containsOnly(Map.entry("NOT_SENT", TOGETHER));
        }
    }

    @Test
    void anOpenConnectionOutlivesTheConnectTimeout() throws Exception {
        LoopbackServer server = server(this::answerAll);
        HttpTransport transport = open(new TransportSettings(Duration.ofSeconds(1), LONG, BOUND, WINDOW));

        for (int i = 0; i < 3; i++) {
            transport.send(post(server, "" + i));
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void closingEndsTheWaitForAConnection() throws Exception {
        LoopbackServer stalling = opened(LoopbackServer.start(LoopbackServer.Peer::doNothing));
        HttpTransport transport = open(SETTINGS);
        List<FutureTask<String>> all = new ArrayList<>();
        for (int i = 0; i < TOGETHER; i++) {
            all.add(inBackground(
                    () -> end(transport, Request.post(stalling.uri("https", "/"), Map.of(), new byte[9]))));
        }
        await().atMost(LONG).until(() -> stalling.connections() == 1);

        transport.close();

        assertThat(within(PROMPT, () -> counted(all))).containsOnly(Map.entry("NOT_SENT", TOGETHER));
        assertThat(stalling.connections()).isEqualTo(1);
    }

    @Test
    void anInterruptEndsTheWaitOfItsOwnRequestOnly() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        LoopbackServer server = server(peer -> {
            awaitQuietly(go);
            answerAll(peer);
        });
        HttpTransport transport = open(SETTINGS);
        FutureTask<String> opener = inBackground(() -> end(transport, post(server, "opener")));
        await().atMost(LONG).until(() -> server.connections() == 1);
        FutureTask<String> waiting = new FutureTask<>(() -> {
            String end = end(transport, post(server, "waiting"));
            return Thread.currentThread().isInterrupted() ? end : "the flag is lost";
        });
        Thread waiter = new Thread(waiting, "waiter");
        waiter.start();
        await().atMost(LONG)
                .until(() -> Stream.of(waiter.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(ConnectGate.class.getName())
                                && frame.getMethodName().equals("await")));

        waiter.interrupt();

        assertThat(waiting.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("NOT_SENT");
        go.countDown();
        assertThat(opener.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(OK);
        assertThat(arrived).containsOnlyKeys("opener");
    }

    @Test
    void anOpenerThatFailsLeavesTheConnectionToAnother() throws Exception {
        LoopbackServer server = server(peer -> {
            if (peer.index() > 0) {
                answerAll(peer);
            }
        });

        Map<String, Integer> ends = sendTogether(open(SETTINGS), server, TOGETHER, "");

        assertThat(ends).containsEntry(OK, TOGETHER - 1);
        assertThat(server.connections()).isEqualTo(2);
        assertThatEachArrivedOnce(TOGETHER - 1);
    }

    /** OkHttp lets them share it where one address and one certificate serve both. */
    @Test
    void hostsDoNotShareAConnection() throws Exception {
        LoopbackServer server = server(this::answerAll);
        server.tls(serverTls("localhost", "127.0.0.1").sslContext());
        HttpTransport transport = open(SETTINGS);

        for (String host : List.of("localhost", "127.0.0.1", "localhost")) {
            URI uri = URI.create("https://" + host + ":" + server.port() + "/");
            assertThat(transport.send(Request.get(uri, Map.of())).status()).isEqualTo(200);
        }

        assertThat(server.connections()).isEqualTo(2);
    }

    // --- misbehaviour

    enum Misbehaviour {
        /** The server refuses every stream. */
        REFUSES("NOT_SENT", "NOT_SENT"),
        /** The server fails on every stream. */
        FAILS("MAYBE_SENT", "MAYBE_SENT"),
        /** The server goes away and answers the first half. */
        GOES_AWAY(OK, "NOT_SENT"),
        /** The server says that it goes away, and closes without an answer. */
        GOES_AWAY_AND_CLOSES("MAYBE_SENT", "NOT_SENT"),
        /** The server goes away before all, and answers none. */
        GOES_AWAY_FROM_ALL("NOT_SENT", "NOT_SENT"),
        /** The server first says that it will go away, as RFC 9113 has it, and then from where. */
        GOES_AWAY_TWICE(OK, "NOT_SENT"),
        /** The server goes away for an error: it may have gone on beyond the stream that it names, as Jetty does. */
        GOES_AWAY_FOR_AN_ERROR("MAYBE_SENT", "MAYBE_SENT"),
        /** The server sends a status, and then refuses. */
        REFUSES_AFTER_STATUS(OK, OK),
        /** The server sends a status and closes. */
        CUTS_AFTER_STATUS(OK, OK),
        /** The server sends a part of a header block and closes. */
        CUTS_WITHIN_HEADERS("MAYBE_SENT", "MAYBE_SENT"),
        /** The server closes. */
        CLOSES("MAYBE_SENT", "MAYBE_SENT"),
        /** The server resets the connection. */
        RESETS("MAYBE_SENT", "MAYBE_SENT"),
        /** The server answers a stream, and ends it with an error code. */
        ANSWERS_AND_RESETS(OK, OK),
        /** The server sends interim responses before the final one. */
        SENDS_INTERIM_RESPONSES(OK, OK),
        /** The server speaks HTTP/1.1 all of a sudden. */
        CHANGES_LANGUAGE("MAYBE_SENT", "MAYBE_SENT");

        private final String firstHalf;
        private final String secondHalf;

        Misbehaviour(String firstHalf, String secondHalf) {
            this.firstHalf = firstHalf;
            this.secondHalf = secondHalf;
        }
    }

    /** Eight requests are on one connection when the server does it; the next request is served on another. */
    @ParameterizedTest
    @MethodSource("misbehaviours")
    void everyMisbehaviourLeavesTheRightDoubtAndNoRepetition(Misbehaviour how) throws Exception {
        ConcurrentMap<String, String> expected = new ConcurrentHashMap<>();
        LoopbackServer server = server(peer -> {
            if (peer.index() > 0) {
                answerAll(peer);
                return;
            }
            Http2Peer http2 = new Http2Peer(peer);
            List<Message> all = new ArrayList<>();
            while (all.size() < TOGETHER) {
                all.add(next(http2));
            }
            all.sort(Comparator.comparingInt(Message::stream));
            for (int i = 0; i < TOGETHER; i++) {
                expected.put(all.get(i).body(), i < TOGETHER / 2 ? how.firstHalf : how.secondHalf);
            }
            if (misbehave(how, peer, http2, all)) {
                while (true) {
                    http2.answer(next(http2).stream(), 200, "ok");
                }
            }
        });
        HttpTransport transport = open(SETTINGS);

        Map<String, FutureTask<String>> ends = new HashMap<>();
        for (int i = 0; i < TOGETHER; i++) {
            String id = "id" + i;
            ends.put(id, inBackground(() -> end(transport, post(server, id))));
        }

        for (Map.Entry<String, FutureTask<String>> end : ends.entrySet()) {
            String got = end.getValue().get(LONG.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(got).as("%s of %s", end.getKey(), expected).isEqualTo(expected.get(end.getKey()));
        }
        assertThat(transport.send(post(server, "next")).status()).isEqualTo(200);
        assertThatEachArrivedOnce(TOGETHER + 1);
    }

    static Stream<Misbehaviour> misbehaviours() {
        return Stream.of(Misbehaviour.values());
    }

    /** Misbehaves, and returns whether the connection goes on. */
    private static boolean misbehave(Misbehaviour how, LoopbackServer.Peer peer, Http2Peer http2, List<Message> all)
            throws IOException {
        int last = all.get(TOGETHER / 2 - 1).stream();
        switch (how) {
            case REFUSES -> {
                for (Message each : all) {
                    http2.reset(each.stream(), Http2Peer.REFUSED_STREAM);
                }
                return true;
            }
            case FAILS -> {
                for (Message each : all) {
                    http2.reset(each.stream(), Http2Peer.INTERNAL_ERROR);
                }
                return true;
            }
            case GOES_AWAY, GOES_AWAY_TWICE -> {
                if (how == Misbehaviour.GOES_AWAY_TWICE) {
                    http2.goAway(Integer.MAX_VALUE);
                }
                http2.goAway(last);
                for (Message each : all.subList(0, TOGETHER / 2)) {
                    http2.answer(each.stream(), 200, "ok");
                }
                return true;
            }
            case GOES_AWAY_AND_CLOSES -> {
                http2.goAway(last);
                http2.awaitRead();
            }
            case GOES_AWAY_FOR_AN_ERROR -> {
                http2.goAway(last, Http2Peer.INTERNAL_ERROR);
                http2.awaitRead();
            }
            case GOES_AWAY_FROM_ALL -> {
                http2.goAway(0);
                http2.awaitRead();
            }
            case REFUSES_AFTER_STATUS, CUTS_AFTER_STATUS -> {
                for (Message each : all) {
                    http2.head(each.stream(), 200);
                    if (how == Misbehaviour.REFUSES_AFTER_STATUS) {
                        http2.reset(each.stream(), Http2Peer.REFUSED_STREAM);
                    }
                }
                http2.awaitRead();
            }
            case CUTS_WITHIN_HEADERS -> http2.partOfHead(all.get(0).stream(), 200);
            case CLOSES -> {}
            case RESETS -> peer.reset();
            case ANSWERS_AND_RESETS -> {
                for (Message each : all) {
                    http2.answer(each.stream(), 200, "ok");
                    http2.reset(each.stream(), Http2Peer.NO_ERROR);
                }
                return true;
            }
            case SENDS_INTERIM_RESPONSES -> {
                for (Message each : all) {
                    http2.head(each.stream(), 100);
                    http2.head(each.stream(), 103);
                    http2.answer(each.stream(), 200, "ok");
                }
                return true;
            }
            case CHANGES_LANGUAGE -> peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".repeat(TOGETHER));
        }
        return false;
    }

    /** Servers end a connection with many resets, since such are an attack. */
    @Test
    void noStreamIsResetWhoseResponseEndsInAFrameOfItsOwn() throws Exception {
        AtomicInteger resets = new AtomicInteger();
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            for (int i = 0; ; i++) {
                int stream = next(http2).stream();
                resets.set(http2.resets());
                byte[] body = (i % 2 == 0 ? "ok" : "").getBytes(UTF_8);
                http2.head(stream, 200, body.length);
                http2.data(stream, body, false);
                http2.awaitRead();
                http2.data(stream, new byte[0], true);
            }
        });
        HttpTransport transport = open(SETTINGS);

        for (int i = 0; i < 20; i++) {
            Response response = transport.send(post(server, "" + i));
            assertThat(response.body()).asString(UTF_8).isEqualTo(i % 2 == 0 ? "ok" : "");
            assertThat(response.bodyCut()).isFalse();
        }

        assertThat(resets.get()).isZero();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aConnectionThatAnswersNoPingsIsGivenUp() throws Exception {
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            http2.answerNoPings();
            while (true) {
                next(http2);
            }
        });
        HttpTransport transport = open(new TransportSettings(LONG, LONG.multipliedBy(3), BOUND, WINDOW));

        Map<String, Integer> ends = within(LONG, () -> sendTogether(transport, server, TOGETHER, ""));

        assertThat(ends).containsOnly(Map.entry("MAYBE_SENT", TOGETHER));
        assertThatEachArrivedOnce(TOGETHER);
    }

    @Test
    void aStallEndsAtTheCallsTimeAndLeavesTheOthersAlone() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            while (true) {
                Message message = next(http2);
                if (!message.body().equals("stalled")) {
                    http2.answer(message.stream(), 200, "ok");
                }
            }
        });
        HttpTransport transport = open(new TransportSettings(LONG, BRIEF, BOUND, WINDOW));
        FutureTask<String> stalled = inBackground(() -> {
            String end = end(transport, post(server, "stalled"));
            timedOut.countDown();
            return end;
        });

        int sent = 0;
        while (timedOut.getCount() > 0) {
            assertThat(transport.send(post(server, "other" + sent++)).status()).isEqualTo(200);
        }

        assertThat(stalled.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("MAYBE_SENT");
        assertThat(transport.send(post(server, "after")).status()).isEqualTo(200);
        assertThat(server.connections()).isEqualTo(1);
        assertThatEachArrivedOnce(sent + 2);
    }

    @Test
    void anInterruptEndsItsOwnRequestOnly() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            List<Message> all = new ArrayList<>(List.of(next(http2), next(http2)));
            awaitQuietly(go);
            answer(http2, all);
            peer.awaitHangUp();
        });
        HttpTransport transport = open(SETTINGS);
        FutureTask<String> other = inBackground(() -> end(transport, post(server, "other")));
        FutureTask<String> interrupted = new FutureTask<>(() -> {
            String end = end(transport, post(server, "interrupted"));
            return Thread.currentThread().isInterrupted() ? end : "the flag is lost";
        });
        Thread sender = new Thread(interrupted, "sender");
        sender.start();
        await().atMost(LONG).until(() -> arrived.size() == 2);

        sender.interrupt();

        assertThat(interrupted.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("MAYBE_SENT");
        go.countDown();
        assertThat(other.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo(OK);
    }

    @Test
    void closingEndsRequestsInFlight() throws Exception {
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            while (true) {
                next(http2);
            }
        });
        HttpTransport transport = open(SETTINGS);
        List<FutureTask<String>> all = start(transport, server, TOGETHER, "");
        await().atMost(LONG).until(() -> arrived.size() == TOGETHER);

        transport.close();

        assertThat(within(PROMPT, () -> counted(all))).containsOnly(Map.entry("MAYBE_SENT", TOGETHER));
        await().atMost(PROMPT).until(() -> server.ended() == 1);
        assertThat(failure(transport, post(server, "late")).sent()).isEqualTo(Sent.NOT_SENT);
    }

    /** Windows are as large as can be, so that nothing but the sockets holds the body up. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatDoesNotReadHoldsNoRequestUp(boolean closing) throws Exception {
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer, Http2Peer.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
            http2.windowUpdate(0, Integer.MAX_VALUE - 65_535);
            http2.answer(next(http2).stream(), 200, "ok");
            peer.doNothing();
        });
        HttpTransport transport = open(closing ? SETTINGS : new TransportSettings(LONG, BRIEF, BOUND, WINDOW));
        transport.send(post(server, "first"));
        Request large = Request.post(server.uri("/"), Map.of(), new byte[16_000_000]);
        List<FutureTask<String>> all = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            all.add(inBackground(() -> end(transport, large)));
        }
        if (closing) {
            await().atMost(LONG)
                    .until(() -> Thread.getAllStackTraces().values().stream()
                            .flatMap(Stream::of)
                            .anyMatch(frame -> frame.getClassName().endsWith("$TimedOutput")));
            within(PROMPT, () -> {
                transport.close();
                return "closed";
            });
        }

        assertThat(within(PROMPT, () -> counted(all))).containsOnly(Map.entry("MAYBE_SENT", 2));
    }

    // --- bodies

    @Test
    void aBodyThatStallsOrGoesOnIsCut() throws Exception {
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            while (true) {
                Message message = next(http2);
                http2.head(message.stream(), 422);
                if (message.body().equals("stall")) {
                    http2.data(message.stream(), "part".getBytes(UTF_8), false);
                } else {
                    for (int i = 0; i < 10; i++) {
                        http2.data(message.stream(), new byte[1000], false);
                    }
                }
            }
        });
        HttpTransport transport = open(SETTINGS);

        Response stalled = within(PROMPT, () -> transport.send(post(server, "stall")));
        Response endless = within(PROMPT, () -> transport.send(post(server, "endless")));

        assertThat(stalled.status()).isEqualTo(422);
        assertThat(stalled.body()).asString(UTF_8).isEqualTo("part");
        assertThat(stalled.bodyCut()).isTrue();
        assertThat(endless.body()).hasSize(BOUND);
        assertThat(endless.bodyCut()).isTrue();
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aRefusalKeepsTheConnection() throws Exception {
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            while (true) {
                Message message = next(http2);
                http2.answer(message.stream(), Integer.parseInt(message.body()), "no");
            }
        });
        HttpTransport transport = open(SETTINGS);

        for (int status : new int[] {301, 401, 408, 413, 421, 429, 500, 503, 204}) {
            Response response = transport.send(post(server, "" + status));
            assertThat(response.status()).isEqualTo(status);
            assertThat(response.answerTime()).isNotNull();
        }

        assertThat(server.connections()).isEqualTo(1);
        assertThatEachArrivedOnce(9);
    }

    @Test
    void aFloodOfHeadersEndsInTime() throws Exception {
        LoopbackServer server = server(peer -> {
            Http2Peer http2 = new Http2Peer(peer);
            Message message = next(http2);
            http2.partOfHead(message.stream(), 200);
            while (true) {
                http2.moreOfHead(message.stream());
            }
        });

        TransportException failure =
                within(PROMPT, () -> failure(open(new TransportSettings(LONG, LONG, BOUND, 8)), post(server, "1")));

        assertThat(failure.sent()).isEqualTo(Sent.MAYBE_SENT);
    }

    // --- helpers

    private HttpTransport open(TransportSettings settings) {
        return opened(HttpTransport.okHttp().sslContext(clientTls()).open(settings));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private LoopbackServer server(LoopbackServer.Script script) {
        return http1Server(script).offering("h2");
    }

    private LoopbackServer http1Server(LoopbackServer.Script script) {
        return opened(LoopbackServer.start(script)).tls(serverTls("localhost").sslContext());
    }

    private Message next(Http2Peer http2) throws IOException {
        Message message = http2.next();
        arrived.merge(message.body(), 1, Integer::sum);
        return message;
    }

    private void answerAll(LoopbackServer.Peer peer) throws IOException {
        Http2Peer http2 = new Http2Peer(peer);
        while (true) {
            http2.answer(next(http2).stream(), 200, "ok");
        }
    }

    private static void answer(Http2Peer http2, List<Message> open) throws IOException {
        for (Message each : open) {
            http2.answer(each.stream(), 200, "ok");
        }
        open.clear();
    }

    private void assertThatEachArrivedOnce(int count) {
        assertThat(arrived)
                .hasSize(count)
                .allSatisfy((id, times) -> assertThat(times).as(id).isEqualTo(1));
    }

    private static Request post(LoopbackServer server, String id) {
        return Request.post(server.uri("https", "/"), Map.of(), id.getBytes(UTF_8));
    }

    /** How a request ended: the status, or how far it got. */
    private static String end(HttpTransport transport, Request request) {
        try {
            return String.valueOf(transport.send(request).status());
        } catch (TransportException e) {
            return e.sent().name();
        }
    }

    private static List<FutureTask<String>> start(
            HttpTransport transport, LoopbackServer server, int count, String prefix) {
        List<FutureTask<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = prefix + "-" + i;
            all.add(inBackground(() -> end(transport, post(server, id))));
        }
        return all;
    }

    private static Map<String, Integer> sendTogether(
            HttpTransport transport, LoopbackServer server, int count, String prefix) throws Exception {
        return counted(start(transport, server, count, prefix));
    }

    private static Map<String, Integer> counted(List<FutureTask<String>> all) throws Exception {
        Map<String, Integer> ends = new HashMap<>();
        for (FutureTask<String> each : all) {
            ends.merge(each.get(LONG.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS), 1, Integer::sum);
        }
        return ends;
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new EOFException("not reached");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
