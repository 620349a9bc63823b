package io.salestracker.tracktor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.destination.Acceptance;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.Stamps;
import io.salestracker.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events, destinations and golden files that several tests need. */
final class TracktorSamples {
    static final String TOKEN = "000000000000";
    static final Instant TIME = Instant.ofEpochSecond(1_429_186_474L, 987_000_000);
    static final Stamp STAMP = new Stamp("stamp-1", TIME);

    /** The vendor's own example of secure mode. */
    static final String SECRET = "2D8CarQ4rX3WvH6TK7DpJDk5";

    static final String SIGNED_5115 = "9622E88BED0B5BC186286CB9504A02E5F3B4207DCA0AB23CA4FBDDFC15627E2F";

    private TracktorSamples() {}

    static Visitor visitor() {
        return Visitor.of(TracktorIdentity.of("unicorn"));
    }

    static TracktorDestination.Builder tracktor() {
        return TracktorDestination.builder(TOKEN);
    }

    static TracktorTrack.Builder rated() {
        return TracktorTrack.builder().identity("unicorn").action("rated item");
    }

    static TracktorCart.Builder sweets() {
        return TracktorCart.builder()
                .totalPrice("3.98")
                .product(TracktorCartProduct.builder()
                        .name("Marshmallows 1kg pack")
                        .price("1.99")
                        .extra("color", "green"))
                .products(List.of(TracktorCartProduct.builder()
                        .name("Zephir 1kg pack")
                        .price("1.99")
                        .build()))
                .extra("paid_with", "Credit card")
                .extra("card_type", "VISA")
                .extra("shipping_method", "in-store pick up");
    }

    static Acceptance.Send sent(TracktorDestination destination, SalesEvent event) {
        return (Acceptance.Send) destination.accepts(event);
    }

    static byte[] encoded(TracktorDestination destination, SalesEvent event) throws TooLargeException {
        return destination.encode(event, Stamps.of(event, STAMP));
    }

    static Request request(TracktorDestination destination, SalesEvent event) throws TooLargeException, IOException {
        return destination.toRequest(List.of(new EncodedEvent("stamp-1", encoded(destination, event))));
    }

    static String url(TracktorDestination destination, SalesEvent event) throws TooLargeException, IOException {
        return request(destination, event).uri().toString();
    }

    /** The query as any server reads it. */
    static Map<String, String> query(String url) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : url.substring(url.indexOf('?') + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        }
        return query;
    }

    static String golden(String name) {
        try (InputStream file = TracktorSamples.class.getResourceAsStream(name + ".txt")) {
            if (file == null) {
                throw new AssertionError("no golden file " + name);
            }
            return new String(file.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
