package io.salestracker.internal.transport;

import static io.salestracker.testsupport.LoopbackServer.OK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportSettings;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OkHttpTransportIT extends HttpTransportContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TransportSettings SETTINGS = new TransportSettings(LIMIT, LIMIT, 4096, 8);
    private static final int ROUNDS = 50;

    @Override
    HttpTransport.Builder transports() {
        return HttpTransport.okHttp();
    }

    @Override
    String protocolWhereBothAreOffered() {
        return "HTTP/2";
    }

    /** Some servers send session tickets only after their first response; new keys arrive in the same way. The JDK's client gives up such a connection. */
    @Test
    void aTlsConnectionIsUsedAgainAfterRecordsOfTlsItself() throws Exception {
        BlockingQueue<String> changed = new LinkedBlockingQueue<>();
        LoopbackServer server = opened(tlsServer(peer -> {
            while (true) {
                peer.request();
                peer.send(OK);
                peer.changeKeys();
                changed.add("keys");
            }
        }));
        HttpTransport transport =
                opened(HttpTransport.okHttp().sslContext(clientTls()).open(SETTINGS));

        for (int i = 0; i < 20; i++) {
            assertThat(transport.send(get(server)).body()).asString(UTF_8).isEqualTo("ok");
            assertThat(changed.poll(60, TimeUnit.SECONDS)).isNotNull();
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void anIdleConnectionThatTheServerClosedCostsNothing(String scheme) throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(OK);
        }));
        if (scheme.equals("https")) {
            server.tls(serverTls("localhost").sslContext());
        }
        HttpTransport transport =
                opened(HttpTransport.okHttp().sslContext(clientTls()).open(SETTINGS));

        for (int i = 1; i <= ROUNDS; i++) {
            assertThat(transport.send(i % 2 == 0 ? get(server) : post(server)).status())
                    .isEqualTo(200);
            int ended = i;
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> server.ended() == ended);
        }

        assertThat(server.requests()).isEqualTo(ROUNDS);
        assertThat(server.connections()).isEqualTo(ROUNDS);
    }

    /** Some servers say 408 before they close an idle connection. */
    @Test
    void bytesThatComeBetweenTwoRequestsAreNoResponse() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch said = new CountDownLatch(1);
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(OK);
            if (peer.index() == 0) {
                await().atMost(LIMIT).until(() -> read.getCount() == 0);
                peer.send("HTTP/1.1 408 Too late\r\nContent-Length: 0\r\n\r\n");
                said.countDown();
            }
            peer.awaitHangUp();
        }));
        HttpTransport transport = open(SETTINGS);

        transport.send(post(server));
        read.countDown();
        said.await();

        assertThat(transport.send(post(server)).status()).isEqualTo(200);
        assertThat(server.requests()).isEqualTo(2);
    }

    /** What the server makes of the rest of the body is then no response to the next request. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void closesTheConnectionAfterAnEarlyResponse(String scheme) throws Exception {
        LoopbackServer.Script script = peer -> {
            peer.head();
            peer.send(OK);
            peer.awaitHangUp();
        };
        LoopbackServer server = opened(scheme.equals("http") ? LoopbackServer.start(script) : tlsServer(script));
        HttpTransport transport =
                opened(HttpTransport.okHttp().sslContext(clientTls()).open(SETTINGS));
        // More than the sockets hold, so when all of it is sent the server has answered.
        Request large = Request.post(server.uri("/"), Map.of(), new byte[16_000_000]);

        assertThat(transport.send(large).status()).isEqualTo(200);
        assertThat(transport.send(post(server)).status()).isEqualTo(200);

        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void closesASocksConnectionAfterEachResponse() throws Exception {
        LoopbackServer socks = opened(LoopbackServer.start(peer -> {
            peer.skip(3);
            peer.send(new byte[] {5, 0});
            peer.skip(10);
            peer.send(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 80});
            peer.request();
            peer.send(OK + "HTTP/1.1 400 Not yours\r\nContent-Length: 0\r\n\r\n");
            peer.awaitHangUp();
        }));
        Proxy proxy = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("localhost", socks.port()));
        HttpTransport transport =
                opened(HttpTransport.okHttp().proxy(always(proxy)).open(SETTINGS));
        Request request = Request.get(URI.create("http://127.0.0.1/"), Map.of());

        for (int i = 1; i <= 3; i++) {
            assertThat(transport.send(request).status()).isEqualTo(200);
            assertThat(socks.connections()).isEqualTo(i);
        }
    }

    private static ProxySelector always(Proxy proxy) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
    }

    @Test
    void idleConnectionsAreDroppedBeforeServersDropThem() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(OK));
        open(SETTINGS).send(post(server));

        await().atMost(LIMIT).until(() -> server.ended() == 1);
    }

    @Test
    void closingHangsUpIdleConnections() throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(OK));
        HttpTransport transport = open(SETTINGS);
        transport.send(post(server));

        transport.close();

        await().atMost(Duration.ofSeconds(3)).until(() -> server.ended() == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205})
    void aStatusWithoutContentIsAResponseEvenIfContentIsAnnounced(int status) throws Exception {
        LoopbackServer server =
                opened(LoopbackServer.answeringOnce("HTTP/1.1 " + status + " No\r\nContent-Length: 5\r\n\r\nhello"));

        Response response = open(SETTINGS).send(post(server));

        assertThat(response.status()).isEqualTo(status);
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void socketsHaveTcpNoDelay() throws Exception {
        try (Socket socket = new ChannelSocketFactory(LIMIT.toNanos()).createSocket()) {
            assertThat(socket.getTcpNoDelay()).isTrue();
        }
    }

    @Test
    void addressesThatFollowEachOtherAreNotMixedUp() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            while (true) {
                String request = peer.request().text();
                String target = request.substring("GET ".length(), request.indexOf(" HTTP"));
                peer.send("HTTP/1.1 200 OK\r\nX-Target: " + target + "\r\nContent-Length: 0\r\n\r\n");
            }
        }));
        HttpTransport transport = open(SETTINGS);

        for (String target : new String[] {"/a", "/b", "/b", "/a?c"}) {
            URI uri = server.uri(target);
            assertThat(transport.send(Request.get(uri, Map.of())).header("X-Target"))
                    .isEqualTo(target);
        }
    }
}
