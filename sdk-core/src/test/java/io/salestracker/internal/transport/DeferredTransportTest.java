package io.salestracker.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.http.TransportException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeferredTransportTest {
    private static final Request REQUEST = Request.get(URI.create("http://127.0.0.1/"), Map.of());

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    private final class Counting implements OwnTransport {
        Counting() {
            opened.incrementAndGet();
        }

        @Override
        public Response send(Request request) {
            sent.incrementAndGet();
            return Response.of(200);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }

        @Override
        public List<String> secrets() {
            return List.of();
        }
    }

    @Test
    void opensAtTheFirstRequestAndOnlyOnce() throws Exception {
        DeferredTransport transport = new DeferredTransport(Counting::new, null);
        assertThat(opened).hasValue(0);

        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            Callable<Response> sending = () -> transport.send(REQUEST);
            for (Future<Response> response : senders.invokeAll(Collections.nCopies(8, sending))) {
                assertThat(response.get().status()).isEqualTo(200);
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(opened).hasValue(1);
        assertThat(sent).hasValue(8);
        transport.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aFailureToOpenHasSentNothingAndIsTriedAgain() throws Exception {
        DeferredTransport transport = new DeferredTransport(
                () -> {
                    if (opened.get() == 0) {
                        opened.incrementAndGet();
                        throw new NoSuchMethodError("okio.Okio.socket()");
                    }
                    return new Counting();
                },
                null);

        TransportException failure = catchThrowableOfType(TransportException.class, () -> transport.send(REQUEST));

        assertThat(failure.sent()).isEqualTo(TransportException.Sent.NOT_SENT);
        assertThat(failure).hasCauseInstanceOf(NoSuchMethodError.class).hasMessageContaining("NoSuchMethodError");
        assertThat(transport.send(REQUEST).status()).isEqualTo(200);
    }

    @Test
    void opensNothingWhenClosed() {
        DeferredTransport transport = new DeferredTransport(Counting::new, null);
        transport.close();

        TransportException failure = catchThrowableOfType(TransportException.class, () -> transport.send(REQUEST));

        assertThat(failure.sent()).isEqualTo(TransportException.Sent.NOT_SENT);
        assertThat(opened).hasValue(0);
        assertThat(closed).hasValue(0);
    }

    @Test
    void aTransportOpenedDuringCloseIsClosed() throws Exception {
        DeferredTransport[] self = new DeferredTransport[1];
        self[0] = new DeferredTransport(
                () -> {
                    self[0].close();
                    return new Counting();
                },
                null);

        self[0].send(REQUEST);

        assertThat(closed).hasValue(1);
    }

    @Test
    void knowsTheProxysPasswordBeforeItIsOpen() {
        DeferredTransport transport = new DeferredTransport(Counting::new, new ProxyCredentials("shop", "pass-word"));

        assertThat(transport.secrets()).contains("pass-word");
        assertThat(opened).hasValue(0);
    }
}
