package io.salestracker.event;

import org.jspecify.annotations.Nullable;

/**
 * Where an order was placed, such as a web shop or an app.
 *
 * @param id the shop's own id of the channel; required, a fit code
 * @param name what people call it; required, made fit as a title
 */
public record SalesChannel(String id, String name) {

    /** @throws InvalidEventException if either is missing or blank, or the id no fit code; vendors want both or neither */
    @SuppressWarnings("NullAway") // The checks report what is missing.
    public SalesChannel {
        name = Tidy.title(name);
        new Violations().requiredText("id", id).requiredText("name", name).throwIfAny("SalesChannel");
    }

    /** The channel; null where the constructor would refuse it, since an order is worth more than its channel. */
    public static @Nullable SalesChannel orNull(@Nullable String id, @Nullable String name) {
        String code = Tidy.code(id);
        String title = Tidy.title(name);
        return code == null || title == null ? null : new SalesChannel(code, title);
    }

    @Override
    public String toString() {
        return "SalesChannel[...]";
    }
}
