package io.salestracker.internal;

import io.salestracker.event.EventBuilder;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violations;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The names of an event that could not be built, as its builder has them. A name that the model would refuse is left out.
 *
 * @param id the id that the event would have; null if only a random one is left
 * @param orderId the order's id; null if there is none
 */
record Unbuilt(@Nullable EventId id, @Nullable String orderId) {

    static Unbuilt of(EventBuilder<?> builder, Ids ids) {
        String orderId = usable(builder::orderId);
        String given = usable(builder::id);
        if (given != null) {
            return new Unbuilt(EventId.given(given, ids.fingerprint(given)), orderId);
        }
        return new Unbuilt(orderId == null ? null : derived(builder, orderId, ids), orderId);
    }

    /** The id of the order; null if the site is not usable, because the order of another site has another id. */
    private static @Nullable EventId derived(EventBuilder<?> builder, String orderId, Ids ids) {
        try {
            String site = Tidy.optional(builder.site());
            return site == null || isUsable(site) ? ids.ofOrder(site, orderId) : null;
        } catch (Throwable broken) {
            // A stranger's builder. The event has a random id.
            return null;
        }
    }

    private static @Nullable String usable(Supplier<@Nullable String> named) {
        try {
            String name = named.get();
            return name != null && isUsable(name) ? name : null;
        } catch (Throwable broken) {
            // A stranger's builder. The event lacks this name.
            return null;
        }
    }

    private static boolean isUsable(String name) {
        return new Violations().text("name", name).found().isEmpty();
    }

    /** Without the names. */
    @Override
    public String toString() {
        return "Unbuilt[...]";
    }
}
