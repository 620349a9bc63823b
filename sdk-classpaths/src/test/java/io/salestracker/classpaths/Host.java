package io.salestracker.classpaths;

import io.salestracker.Outcome;
import io.salestracker.Preview;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * A program of a host: it logs a line of its own, and sends a cart change and three orders to all four vendors, once with
 * each transport that it is told. It prints a number for the bytes, and one line for each transport: how the events ended, or why there is no tracker.
 */
public final class Host {
    private static final Visitor VISITOR = Visitor.of(
            AlhenaIdentity.of("5b0f2a6e-9c1d-4c53-8f0a-7d0c5b1f2e11", "1c9a7f52-6a0b-4d0c-9d0f-0a4b6e3f2d22"),
            TextIdentity.of("b7eff798-f8df-4364-8059-649c35c9ed0c"),
            EbbotIdentity.of("chat-1"),
            TracktorIdentity.of("5115"));

    private Host() {}

    /** The arguments are the vendors' address, and the transports by name. */
    public static void main(String[] args) throws InterruptedException {
        LoggerFactory.getLogger("host").warn("the host's log is alive");
        System.out.println("bytes: " + bytes());
        for (String transport : List.of(args).subList(1, args.length)) {
            System.out.println(transport + ": " + sell(URI.create(args[0]), transport));
        }
    }

    /** A number for what each vendor would be sent: the same bytes have the same. Or why there is no tracker. */
    static String bytes() {
        try (SalesTracker tracker = tracker(URI.create("http://127.0.0.1:1"), "jdk")) {
            int hash = 0;
            for (Preview preview :
                    tracker.preview(order("1042").occurredAt(Instant.EPOCH).build())) {
                Request request = ((Preview.WouldSend) preview).request();
                hash = 31 * hash + request.uri().hashCode() + Arrays.hashCode(request.body());
            }
            return Integer.toHexString(hash);
        } catch (IllegalStateException unfit) {
            return unfit.getMessage();
        }
    }

    private static String sell(URI vendors, String transport) throws InterruptedException {
        try (SalesTracker tracker = tracker(vendors, transport)) {
            Map<String, Integer> ends = new TreeMap<>();
            for (Receipt receipt : List.of(
                    tracker.track(CartChange.builder()
                            .visitor(VISITOR)
                            .product(Product.builder()
                                    .productId("7")
                                    .name("Sock")
                                    .unitPrice("3.50"))
                            .currency("EUR")
                            .quantityBefore(0)
                            .quantityAfter(2)),
                    tracker.track(order(transport, "taken")),
                    tracker.track(order(transport, "refused")),
                    tracker.track(order(transport, "later")))) {
                receipt.await(Duration.ofSeconds(20));
                for (Outcome outcome : receipt.outcomes().values()) {
                    ends.merge(outcome.kind() + " " + outcome.reason(), 1, Integer::sum);
                }
            }
            return ends.toString();
        } catch (IllegalStateException unfit) {
            return unfit.getMessage();
        }
    }

    private static SalesTracker tracker(URI vendors, String transport) {
        SalesTracker.Builder tracker = SalesTracker.builder()
                .transport(transport.equals("jdk") ? HttpTransport.jdk() : HttpTransport.okHttp());
        for (Destination destination : List.of(
                AlhenaDestination.builder("acme").baseUrl(vendors).build(),
                TextDestination.builder("0d6c3b3e-5b0f-4a5e-8c39-2f8ad1f5f0a7")
                        .baseUrl(vendors)
                        .warnNonNumericIds(false)
                        .build(),
                EbbotDestination.builder(vendors).build(),
                TracktorDestination.builder("site-token")
                        .baseUrl(vendors)
                        .signingSecret("secret")
                        .build())) {
            tracker.destination(
                    destination,
                    route -> route.settings(s -> s.flushInterval(Duration.ZERO)
                            .backoff(Duration.ofMillis(20), Duration.ofMillis(100))
                            // The event whose bytes are compared happened in 1970.
                            .maxAge(null)));
        }
        return tracker.build();
    }

    /** Its end stands in the product's id and name, since not every vendor is told the order's id. */
    private static Purchase.Builder order(String transport, String end) {
        return order(transport + "-" + ProcessHandle.current().pid() + "-" + end);
    }

    private static Purchase.Builder order(String id) {
        return Purchase.builder()
                .visitor(VISITOR)
                .orderId(id)
                .currency("EUR")
                .total("7.00")
                .item(LineItem.builder()
                        .productId(id)
                        .name("Sock \u00e9 " + id)
                        .quantity(3)
                        .unitPrice("2.33333333333333333333"));
    }
}
