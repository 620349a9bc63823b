package io.salestracker.ebbot;

import io.salestracker.event.IdentityType;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.Violations;
import io.salestracker.event.VisitorIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Who a visitor is at Ebbot: the chat the widget keeps in the browser under {@code <botId>_ebbot_chat_session_id}.
 * Optional: whether Ebbot's tracking carries it is not known. It keeps a visitor's events in order, and
 * {@link EbbotDestination.Builder#chatIdField} sends it. {@code toString} does not show it.
 *
 * @param chatId the id of the chat; at most 2,000 characters, none of them a control character
 */
public record EbbotIdentity(String chatId) implements VisitorIdentity {
    /** Hands the identity out of a {@link io.salestracker.event.Visitor}. */
    public static final IdentityType<EbbotIdentity> TYPE =
            new IdentityType<>(EbbotDestination.VENDOR, EbbotIdentity.class, EbbotIdentity::parse);

    /** @throws InvalidEventException if the id is missing, blank, too long or has control characters */
    public EbbotIdentity {
        new Violations().requiredText("chatId", chatId).throwIfAny("EbbotIdentity");
    }

    /**
     * The identity with this chat id.
     *
     * @throws InvalidEventException if the id is missing, blank, too long or has control characters
     */
    @SuppressWarnings("NullAway") // The constructor reports what is missing.
    public static EbbotIdentity of(@Nullable String chatId) {
        return new EbbotIdentity(chatId);
    }

    /**
     * Reads what {@link #write()} wrote.
     *
     * @throws InvalidEventException if the text cannot be a chat id
     */
    public static EbbotIdentity parse(String written) {
        return new EbbotIdentity(written);
    }

    @Override
    public String vendor() {
        return EbbotDestination.VENDOR;
    }

    @Override
    public String write() {
        return chatId;
    }

    @Override
    public String toString() {
        return "EbbotIdentity[...]";
    }
}
