package io.salestracker.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.delivery.HttpTransport;
import io.salestracker.delivery.HttpTransports;
import io.salestracker.delivery.TransportException;
import io.salestracker.delivery.TransportException.Sent;
import io.salestracker.delivery.TransportSettings;
import io.salestracker.destination.Request;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdkTransportIT extends HttpTransportContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Override
    HttpTransports transports() {
        return HttpTransports.jdk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Connection", "Content-Length", "Expect", "Upgrade"})
    void aHeaderThatTheClientRefusesSentNothing(String name) throws Exception {
        FakeServer server = opened(FakeServer.answering(FakeServer.OK));
        HttpTransport transport = open(new TransportSettings(LIMIT, LIMIT, 4096, 8));
        Request request = Request.get(server.uri("/"), Map.of(name, "1"));

        assertThat(failure(transport, request).sent()).isEqualTo(Sent.NOT_SENT);
        assertThat(server.connections()).isZero();
    }

    /** OkHttp takes it for the answer to the next request, and gives no way to see what it has read already. */
    @Test
    void anAnswerThatNobodyAskedForIsNotTakenForTheNextOnes() throws Exception {
        FakeServer server = opened(new FakeServer(peer -> {
            peer.request();
            peer.send(FakeServer.OK + FakeServer.OK);
            peer.request();
        }));
        HttpTransport transport = open(new TransportSettings(LIMIT, LIMIT, 4096, 8));

        assertThat(transport.send(post(server)).status()).isEqualTo(200);
        try {
            transport.send(post(server));
            assertThat(server.connections()).isEqualTo(2);
        } catch (TransportException inDoubt) {
            // It was sent before the client saw what else came.
            assertThat(inDoubt.sent()).isEqualTo(Sent.MAYBE_SENT);
        }
    }

    /** A host may interrupt threads that it does not know; the client's own does not survive that. */
    @Test
    void goesOnWhenTheClientsThreadWasKilled() throws Exception {
        Set<Thread> before = selectors();
        FakeServer server = opened(FakeServer.answering(FakeServer.OK));
        HttpTransport transport = open(new TransportSettings(LIMIT, LIMIT, 4096, 8));
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
