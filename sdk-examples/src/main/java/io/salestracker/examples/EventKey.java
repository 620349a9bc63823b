package io.salestracker.examples;

import io.salestracker.alhena.AlhenaCartEvent;
import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.ebbot.EbbotEvent;
import io.salestracker.event.SalesEvent;
import io.salestracker.testkit.EventKind;
import io.salestracker.testkit.Received;
import io.salestracker.text.TextEvent;
import io.salestracker.tracktor.TracktorTrack;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What one event of a {@link ShopDay} is known by at a vendor: once read from what the SDK sent and once from what the
 * sandbox received. Only Ebbot's requests carry the event's id. At the others it is what the day makes unique: the
 * order; a visitor, a product and what was done with it; or a visitor and a moment.
 */
final class EventKey {
    private static final DateTimeFormatter TEXT_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private EventKey() {}

    /** Returns the key of a vendor's own event; null for any other. */
    static @Nullable String of(@Nullable SalesEvent event) {
        if (event instanceof EbbotEvent ebbot) {
            return ebbot.id();
        }
        if (event instanceof AlhenaCheckoutEvent order) {
            return key("order", order.orderId());
        }
        if (event instanceof AlhenaCartEvent cart) {
            return key(cart.userFingerprint(), cart.productId(), cart.type());
        }
        if (event instanceof TextEvent text) {
            return key(text.customerId(), written(text.occurredAt()));
        }
        if (event instanceof TracktorTrack track) {
            Instant occurredAt = track.occurredAt();
            return key(track.identity().id(), occurredAt == null ? null : occurredAt.getEpochSecond(), track.action());
        }
        return null;
    }

    /** Returns the key of what the sandbox received; a text that belongs to no event if that cannot be told. */
    static String of(Received received) {
        return switch (received.vendor()) {
            case EBBOT -> key(received.idempotencyKey());
            case ALHENA ->
                received.kind() == EventKind.ORDER
                        ? key("order", received.orderId())
                        : key(received.visitor(), field(received, "product_id"), received.name());
            case TEXT -> key(received.visitor(), field(received, "occurred_at"));
            case TRACKTOR -> key(received.visitor(), field(received, "ts"), received.name());
        };
    }

    private static String field(Received received, String name) {
        return received.payload().json().path(name).asText();
    }

    private static @Nullable String written(@Nullable Instant instant) {
        return instant == null ? null : TEXT_TIME.format(instant);
    }

    private static String key(@Nullable Object... parts) {
        StringBuilder key = new StringBuilder();
        for (Object part : parts) {
            key.append(key.isEmpty() ? "" : " ").append(part);
        }
        return key.toString();
    }
}
