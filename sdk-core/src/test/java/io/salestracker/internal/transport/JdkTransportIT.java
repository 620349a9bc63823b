package io.salestracker.internal.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import io.salestracker.http.TransportException.Sent;
import io.salestracker.http.TransportSettings;
import io.salestracker.testsupport.LoopbackServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdkTransportIT extends HttpTransportContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TransportSettings SETTINGS = new TransportSettings(LIMIT, LIMIT, 4096, 8);

    @Override
    HttpTransport.Builder transports() {
        return HttpTransport.jdk();
    }

    @Override
    String protocolWhereBothAreOffered() {
        return "HTTP/1.1";
    }

    /** On a busy machine the client may begin with the request before it learns that the handshake failed. */
    @Override
    int handshakesUntilItIsSure() {
        return 5;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Connection", "Content-Length", "Expect", "Upgrade"})
    void aHeaderThatTheClientRefusesSentNothing(String name) throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        HttpTransport transport = open(SETTINGS);
        Request request = Request.get(server.uri("/"), Map.of(name, "1"));

        assertThat(failure(transport, request).sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(server.connections()).isZero();
    }

    /** Some servers say 408 before they close an idle connection. */
    @Test
    void aConnectionOnWhichSomethingComesBetweenTwoRequestsIsClosed() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send(LoopbackServer.OK);
            await().atMost(LIMIT).until(() -> read.getCount() == 0);
            peer.send("HTTP/1.1 408 Too late\r\nContent-Length: 0\r\n\r\n");
            peer.awaitHangUp();
        }));
        HttpTransport transport = open(SETTINGS);
        assertThat(transport.send(post(server)).status()).isEqualTo(200);

        read.countDown();

        await().atMost(LIMIT).until(() -> server.ended() == 1);
        assertThat(transport.send(post(server)).status()).isEqualTo(200);
    }

    /** The connection of such a response is kept, since nothing tells that its last byte is the last. */
    @Test
    void aChunkedRefusalThatDecidesIsReadToItsEnd() throws Exception {
        LoopbackServer server = opened(LoopbackServer.start(peer -> {
            peer.request();
            peer.send("HTTP/1.1 422 No\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n[{\"i\r\n");
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            peer.send("6\r\n\":12}]\r\n0\r\n\r\n");
            peer.awaitHangUp();
        }));

        Response response = open(SETTINGS).send(post(server).readingBody());

        assertThat(response.body()).asString(UTF_8).isEqualTo("[{\"i\":12}]");
        assertThat(response.bodyCut()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aSocksProxyIsRefusedAndNotPassedBy(String scheme) throws Exception {
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        ProxySelector socks = new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(
                        new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("socks.example", 1080)),
                        Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
        HttpTransport transport = opened(transports().proxy(socks).open(SETTINGS));
        URI uri = URI.create(scheme + "://localhost:" + server.port() + "/");

        TransportException failure = failure(transport, Request.post(uri, Map.of(), new byte[9]));

        assertThat(failure.sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(failure)
                .hasMessageContaining("cannot use SOCKS")
                .hasMessageContaining("the proxy socks.example:1080");
        assertThat(server.connections()).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"Basic", "Digest, basic"})
    void aPasswordThatTheJvmKeepsFromTunnelsIsRefusedAtTheStart(String disabled) {
        String property = "jdk.http.auth.tunneling.disabledSchemes";
        String before = System.getProperty(property);
        HttpTransport.Builder transports = transports().proxyCredentials("shop", "s3cr3t");
        try {
            if (disabled == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, disabled);
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> transports.open(SETTINGS))
                    .withMessageContaining("-D" + property + "=")
                    .withMessageNotContaining("s3cr3t");
        } finally {
            System.setProperty(property, before);
        }
    }

    /** A host may interrupt threads that it does not know; the client's own does not survive that. */
    @Test
    void goesOnWhenTheClientsThreadWasKilled() throws Exception {
        Set<Thread> before = selectors();
        LoopbackServer server = opened(LoopbackServer.answering(LoopbackServer.OK));
        HttpTransport transport = open(SETTINGS);
        assertThat(transport.send(post(server)).status()).isEqualTo(200);
        for (Thread selector : selectors()) {
            if (!before.contains(selector)) {
                selector.interrupt();
                selector.join();
            }
        }
        // A client of JDK 17 may have been seen to die by nobody yet.
        await().atMost(LIMIT)
                .ignoreExceptionsMatching(JdkTransportIT::isNotSent)
                .until(() -> transport.send(post(server)).status() == 200);
    }

    private static boolean isNotSent(Throwable thrown) {
        return thrown instanceof TransportException failure && failure.sent() == Sent.NOT_SENT;
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().endsWith("SelectorManager"))
                .collect(Collectors.toSet());
    }
}
