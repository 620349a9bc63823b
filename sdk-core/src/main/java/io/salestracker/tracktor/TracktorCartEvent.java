package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of Tracktor's cart calls with the whole cart, sent as {@code /track} with the cart as data (assumed: the vendor
 * documents them for its JavaScript library only). It <b>probably does not start or stop the abandoned-cart timer</b>;
 * the action names are the destination's. It is sent at most once unless the delivery mode says otherwise.
 *
 * @param id the caller's own id, or null; not on the wire
 * @param occurredAt when it happened, from 1970 to 9999, or null for the moment it is tracked
 * @param site the caller's word for the site, or null; not on the wire
 * @param identity whose cart; required
 * @param call which of the three; a purchase is of kind purchase, the others are cart changes
 * @param cart the whole cart, when cancelled as it was before; required
 * @param orderId the order's id, of a purchase only, so that the tracker tells an order sent twice; not on the wire
 */
public record TracktorCartEvent(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        TracktorIdentity identity,
        TracktorCartCall call,
        TracktorCart cart,
        @Nullable String orderId)
        implements TracktorEvent {

    /** @throws InvalidEventException if a component is missing or out of bounds; it names every one that is */
    public TracktorCartEvent {
        id = Tidy.optional(id);
        site = Tidy.optional(site);
        orderId = Tidy.optional(orderId);
        TracktorChecks.common(id, occurredAt, site, identity)
                .required("call", call)
                .required("cart", cart)
                .text("orderId", orderId)
                .check(
                        orderId == null || call == TracktorCartCall.PURCHASE,
                        "orderId",
                        Code.CONFLICT,
                        "is for a purchase only; leave it out")
                .throwIfAny("TracktorCartEvent");
    }

    /** Starts {@code setCart}: this is in the cart now. */
    public static Builder setCart() {
        return new Builder(TracktorCartCall.SET);
    }

    /** Starts {@code cancelCart}: the shopper emptied the cart. */
    public static Builder cancelCart() {
        return new Builder(TracktorCartCall.CANCEL);
    }

    /** Starts {@code purchaseCart}: the cart was bought. */
    public static Builder purchaseCart() {
        return new Builder(TracktorCartCall.PURCHASE);
    }

    @Override
    public EventKind kind() {
        return kind(call);
    }

    private static EventKind kind(TracktorCartCall call) {
        return call == TracktorCartCall.PURCHASE ? EventKind.PURCHASE : EventKind.CART_CHANGE;
    }

    @Override
    public long heapBytes() {
        return HeapBytes.ofFields(id, occurredAt, site, identity, call, cart, orderId);
    }

    @Override
    public String toString() {
        return "TracktorCartEvent[" + call + "]";
    }

    /** Builds a {@link TracktorCartEvent}. Not thread-safe. */
    public static final class Builder extends TracktorEventBuilder<TracktorCartEvent, Builder> {
        private final TracktorCartCall call;
        private @Nullable Supplier<@Nullable TracktorCart> cart;
        private @Nullable String orderId;

        private Builder(TracktorCartCall call) {
            super(TracktorCartEvent.kind(call));
            this.call = call;
        }

        /** Sets the whole cart; required. */
        public Builder cart(@Nullable TracktorCart cart) {
            this.cart = () -> cart;
            return this;
        }

        /** Sets the whole cart, not yet built; required. */
        public Builder cart(TracktorCart.Builder cart) {
            this.cart = cart::build;
            return this;
        }

        /** Sets the order's id, of a purchase only, so that the tracker tells an order sent twice. */
        public Builder orderId(@Nullable String orderId) {
            this.orderId = orderId;
            return this;
        }

        @Override
        public @Nullable String orderId() {
            return orderId;
        }

        @Override
        @SuppressWarnings("NullAway") // The constructor reports what is missing.
        public TracktorCartEvent build() {
            Violations violations = new Violations();
            TracktorIdentity who = violations.build("identity", identity);
            TracktorCart whole = violations.build("cart", cart);
            return violations.complete(
                    "TracktorCartEvent", () -> new TracktorCartEvent(id, occurredAt, site, who, call, whole, orderId));
        }
    }
}
