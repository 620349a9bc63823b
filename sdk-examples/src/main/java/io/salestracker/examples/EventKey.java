package io.salestracker.examples;

import io.salestracker.DeliveryReport;
import io.salestracker.alhena.AlhenaCartType;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.IdentityType;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The key by which one event of a {@link ShopDay} is known at a vendor: once read from what was tracked and once from what the
 * sandbox received. Only Ebbot's requests carry the event's id. At the others it is what the day makes unique: the
 * order; a visitor, a product and what was done with it; or a visitor and a moment.
 */
final class EventKey {
    private static final DateTimeFormatter TEXT_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private EventKey() {}

    /** Returns the key of an event as it was tracked, at the vendor it was for; null if it came back without its content. */
    static @Nullable String of(DeliveryReport delivery) {
        if (!(delivery.event() instanceof CommerceEvent event) || event.visitor() == null) {
            return null;
        }
        return switch (SandboxTracker.vendor(delivery.destination())) {
            case EBBOT -> delivery.eventId();
            case ALHENA -> alhena(event, event.visitor());
            case TEXT -> key(id(event.visitor(), TextIdentity.TYPE), written(event.occurredAt()));
            case TRACKTOR ->
                key(id(event.visitor(), TracktorIdentity.TYPE), seconds(event.occurredAt()), action(event));
        };
    }

    private static String alhena(CommerceEvent event, Visitor visitor) {
        if (event instanceof Purchase order) {
            return key("order", order.orderId());
        }
        String chat = id(visitor, AlhenaIdentity.TYPE);
        return event instanceof CartChange change ? key(chat, change.product().productId(), type(change)) : key(chat);
    }

    private static AlhenaCartType type(CartChange change) {
        if (change.quantityBefore().signum() == 0) {
            return AlhenaCartType.ITEM_ADDED;
        }
        if (change.quantityAfter().signum() == 0) {
            return AlhenaCartType.ITEM_REMOVED;
        }
        return change.added().signum() > 0 ? AlhenaCartType.QUANTITY_INCREASED : AlhenaCartType.QUANTITY_DECREASED;
    }

    private static @Nullable String id(Visitor visitor, IdentityType<?> type) {
        VisitorIdentity identity = visitor.identity(type);
        return identity == null ? null : identity.orderingKey();
    }

    private static String action(CommerceEvent event) {
        if (event instanceof CartChange change) {
            return change.added().signum() > 0 ? "Product added" : "Product removed";
        }
        return event instanceof Purchase ? "Order placed" : "Product viewed";
    }

    /** Returns the key of what the sandbox received; a text that belongs to no event if that cannot be told. */
    static String of(Received received) {
        return switch (received.vendor()) {
            case EBBOT -> key(received.idempotencyKey());
            case ALHENA ->
                received.kind() == ReceivedKind.ORDER
                        ? key("order", received.orderId())
                        : key(received.visitor(), field(received, "product_id"), received.name());
            case TEXT -> key(received.visitor(), field(received, "occurred_at"));
            case TRACKTOR -> key(received.visitor(), field(received, "ts"), received.name());
        };
    }

    private static String field(Received received, String name) {
        return received.payload().json().path(name).asText();
    }

    private static @Nullable Long seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.getEpochSecond();
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
