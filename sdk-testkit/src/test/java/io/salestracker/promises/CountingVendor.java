package io.salestracker.promises;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.vendor.ebbot.EbbotDestination;
import io.salestracker.vendor.ebbot.EbbotIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * A vendor over real sockets that keeps count: it takes events in the way of an {@link EbbotDestination}, one or an
 * array in each request, and remembers which it took, how often and in which order. It can be stopped and started again
 * on its port without forgetting, and told what to do with each request. Thread-safe.
 */
final class CountingVendor implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "event_id";

    private final Object lock = new Object();
    private final List<String> taken = new ArrayList<>();
    private final Map<String, Integer> times = new HashMap<>();
    private long requests;
    private volatile Function<Delivery, MockResponse> behaviour = Delivery::take;
    private MockWebServer server;
    private final int port;

    /** One request: what it carries, and what the vendor may do with it. */
    final class Delivery {
        private final RecordedRequest request;
        private final List<String> ids;

        private Delivery(RecordedRequest request, List<String> ids) {
            this.request = request;
            this.ids = ids;
        }

        RecordedRequest request() {
            return request;
        }

        /** The ids of its events, in order. */
        List<String> ids() {
            return ids;
        }

        /** Takes all of it, and answers 200. */
        MockResponse take() {
            return take(ids);
        }

        /** Takes only these of it, and answers 200. */
        MockResponse take(List<String> some) {
            synchronized (lock) {
                taken.addAll(some);
                some.forEach(id -> times.merge(id, 1, Integer::sum));
            }
            return status(200);
        }

        /** Answers without taking anything. */
        MockResponse status(int status) {
            return status(status, "");
        }

        /** Answers with this body, without taking anything. */
        MockResponse status(int status, String body) {
            return new MockResponse.Builder().code(status).body(body).build();
        }
    }

    private CountingVendor() {
        this.port = freePort();
        this.server = serve(port);
    }

    /** The server lets its port be used again only if it was told which. */
    private static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one on a free loopback port. */
    static CountingVendor start() {
        return new CountingVendor();
    }

    private MockWebServer serve(int onPort) {
        MockWebServer starting = new MockWebServer();
        starting.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                // The server keeps every request until somebody takes it.
                starting.takeRequest(0, TimeUnit.NANOSECONDS);
                synchronized (lock) {
                    requests++;
                }
                return behaviour.apply(new Delivery(request, ids(request)));
            }
        });
        try {
            starting.start(InetAddress.getLoopbackAddress(), onPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return starting;
    }

    private static List<String> ids(RecordedRequest request) {
        try {
            JsonNode body = JSON.readTree(
                    request.getBody() == null ? new byte[0] : request.getBody().toByteArray());
            List<String> ids = new ArrayList<>();
            if (body.isArray()) {
                body.forEach(event -> ids.add(event.path(ID).asText()));
            } else if (body.isObject()) {
                ids.add(body.path(ID).asText());
            }
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://localhost:" + port + "/events");
    }

    int port() {
        return port;
    }

    /** A destination that sends here, with each event's id in it; more may be set. */
    EbbotDestination.Builder destination() {
        return destinationAt(uri());
    }

    /** The same by way of something that stands in front of this vendor. */
    static EbbotDestination.Builder destinationAt(URI uri) {
        return EbbotDestination.builder(uri).eventIdField(ID);
    }

    /** Sets what is done with each request from now on. Default: take. */
    void behave(Function<Delivery, MockResponse> with) {
        behaviour = with;
    }

    /** Stops listening and cuts every connection; what was taken is remembered. */
    void stop() {
        server.close();
    }

    /** Listens again on the same port. */
    void restart() {
        server = serve(port);
    }

    /** The ids of what was taken, in order, repetitions included. */
    List<String> taken() {
        synchronized (lock) {
            return List.copyOf(taken);
        }
    }

    /** How often each id was taken. */
    Map<String, Integer> times() {
        synchronized (lock) {
            return Map.copyOf(times);
        }
    }

    long requests() {
        synchronized (lock) {
            return requests;
        }
    }

    /**
     * Which first takings came out of order: for ids such as {@code visitor7-12} the number must grow for each visitor.
     * Empty if none did.
     */
    List<String> outOfOrder() {
        Map<String, Integer> last = new HashMap<>();
        Set<String> seen = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        for (String id : taken()) {
            if (seen.add(id)) {
                int dash = id.lastIndexOf('-');
                int number = Integer.parseInt(id.substring(dash + 1));
                Integer before = last.put(id.substring(0, dash), number);
                if (before != null && before > number) {
                    wrong.add(id + " after " + before);
                }
            }
        }
        return wrong;
    }

    /** A visitor's n-th event, of a kind: visit or purchase. Its id is {@code <visitor>-<n>}. */
    static SalesEvent event(EventKind kind, String visitor, int number) {
        String id = visitor + "-" + number;
        Visitor who = Visitor.of(EbbotIdentity.of(visitor));
        if (kind == EventKind.VISIT) {
            return ProductVisit.builder()
                    .id(id)
                    .visitor(who)
                    .product(Product.builder().productId("p1").name("Sock").unitPrice("3.50"))
                    .currency("EUR")
                    .build();
        }
        return Purchase.builder()
                .id(id)
                .visitor(who)
                .orderId(id)
                .currency("EUR")
                .total("7.00")
                .item(LineItem.builder()
                        .productId("p1")
                        .name("Sock")
                        .quantity(2)
                        .unitPrice("3.50"))
                .build();
    }

    @Override
    public void close() {
        server.close();
    }
}
