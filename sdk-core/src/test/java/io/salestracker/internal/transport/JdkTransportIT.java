package io.salestracker.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.delivery.HttpTransport;
import io.salestracker.delivery.HttpTransports;
import io.salestracker.delivery.TransportException;
import io.salestracker.delivery.TransportException.Sent;
import io.salestracker.delivery.TransportSettings;
import io.salestracker.destination.Request;
import java.time.Duration;
import java.util.Map;
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
}
