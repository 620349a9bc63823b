package io.salestracker.promises;

import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.testsupport.LoopbackServer;
import io.salestracker.testsupport.Request;
import io.salestracker.testsupport.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A vendor over real sockets that keeps count: it takes events in the way of an {@link EbbotDestination}, one or an
 * array in each request, and remembers which it took, how often and in which order. It can be stopped and started again
 * on its port without forgetting, and told what to do with each request. Thread-safe.
 */
final class CountingVendor implements AutoCloseable {
    private final Takings takings = new Takings();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong largestBody = new AtomicLong();
    private volatile Function<Delivery, Response> behaviour = Delivery::take;
    private LoopbackServer server;
    private final int port;

    /** One request: what it carries, and what the vendor may do with it. */
    final class Delivery {
        private final Request request;
        private final List<String> ids;

        private Delivery(Request request, List<String> ids) {
            this.request = request;
            this.ids = ids;
        }

        Request request() {
            return request;
        }

        /** The ids of its events, in order. */
        List<String> ids() {
            return ids;
        }

        /** Takes all of it, and answers 200. */
        Response take() {
            return take(ids);
        }

        /** Takes only these of it, and answers 200. */
        Response take(List<String> some) {
            takings.take(some);
            return status(200);
        }

        /** Answers without taking anything. */
        Response status(int status) {
            return status(status, "");
        }

        /** Answers with this body, without taking anything. */
        Response status(int status, String body) {
            return Response.of(status).body(body);
        }
    }

    private CountingVendor() {
        // While it is stopped, the system could give a port that it chose itself to an outgoing connection.
        this.port = LoopbackPort.free();
        this.server = serve(port);
    }

    /** Starts one on a free loopback port. */
    static CountingVendor start() {
        return new CountingVendor();
    }

    private LoopbackServer serve(int onPort) {
        return LoopbackServer.answering(onPort, request -> {
            requests.incrementAndGet();
            largestBody.accumulateAndGet(request.body().length, Math::max);
            return behaviour.apply(new Delivery(request, Takings.ids(request.body())));
        });
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
        return EbbotDestination.builder(uri).eventIdField(Takings.ID);
    }

    /** Sets what is done with each request from now on. Default: take. */
    void behave(Function<Delivery, Response> with) {
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
        return takings.taken();
    }

    /** How often each id was taken. */
    Map<String, Integer> times() {
        return takings.times();
    }

    long requests() {
        return requests.get();
    }

    /** The most bytes that the body of a request had. */
    long largestBody() {
        return largestBody.get();
    }

    /** Which first takings came out of order; empty if none did. See {@link Takings#outOfOrder}. */
    List<String> outOfOrder() {
        return takings.outOfOrder(id -> true);
    }

    /** All that it took. */
    Takings takings() {
        return takings;
    }

    /** A visitor's n-th event, of a kind: visit, cart change or purchase. Its id is {@code <visitor>-<n>}. */
    static SalesEvent event(EventKind kind, String visitor, int number) {
        return event(kind, visitor + "-" + number, Visitor.of(EbbotIdentity.of(visitor)));
    }

    /** One without ordering key, since nobody knows the visitor. */
    static SalesEvent anonymous(EventKind kind, String id) {
        return event(kind, id, null);
    }

    private static SalesEvent event(EventKind kind, String id, Visitor who) {
        Product sock =
                Product.builder().productId("p1").name("Sock").unitPrice("3.50").build();
        return switch (kind) {
            case VISIT ->
                ProductVisit.builder()
                        .id(id)
                        .visitor(who)
                        .product(sock)
                        .currency("EUR")
                        .build();
            case CART_CHANGE ->
                CartChange.builder()
                        .id(id)
                        .visitor(who)
                        .product(sock)
                        .currency("EUR")
                        .quantityBefore(1)
                        .quantityAfter(2)
                        .build();
            default ->
                Purchase.builder()
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
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
