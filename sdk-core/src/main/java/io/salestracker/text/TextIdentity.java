package io.salestracker.text;

import io.salestracker.event.IdentityType;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violations;
import io.salestracker.event.VisitorIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Who a visitor is at Text: the {@code id} in the object that {@code LiveChatWidget.get("customer_data")} returns in
 * the browser. Those seen are UUIDs, but the vendor does not say so: any text is taken, but the destination refuses a word for a
 * missing id, such as {@code undefined}. {@code toString} does not show it.
 *
 * @param customerId the chat customer's id
 */
public record TextIdentity(String customerId) implements VisitorIdentity {
    /** Hands the identity out of a {@link io.salestracker.event.Visitor}. */
    public static final IdentityType<TextIdentity> TYPE =
            new IdentityType<>(TextDestination.VENDOR, TextIdentity.class, TextIdentity::parse);

    /** @throws InvalidEventException if the id is missing, blank, too long or has control characters */
    public TextIdentity {
        new Violations().requiredText("customerId", customerId).throwIfAny("TextIdentity");
    }

    /**
     * The identity with this id.
     *
     * @throws InvalidEventException if the id is missing, blank, longer than 2,000 characters or has control characters
     */
    @SuppressWarnings("NullAway") // The constructor reports what is missing.
    public static TextIdentity of(@Nullable String customerId) {
        return new TextIdentity(customerId);
    }

    /**
     * Reads what {@link #write()} wrote.
     *
     * @throws InvalidEventException if the text is not of that form
     */
    public static TextIdentity parse(String written) {
        return new TextIdentity(written);
    }

    @Override
    public String vendor() {
        return TextDestination.VENDOR;
    }

    @Override
    public String write() {
        return customerId;
    }

    @Override
    public String toString() {
        return "TextIdentity[...]";
    }
}
