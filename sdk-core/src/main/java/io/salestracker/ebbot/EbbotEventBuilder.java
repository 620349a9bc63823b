package io.salestracker.ebbot;

import io.salestracker.event.AbstractEventBuilder;
import io.salestracker.event.EventKind;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Ebbot's events and their builders share. */
abstract sealed class EbbotEventBuilder<E extends EbbotEvent, B extends EbbotEventBuilder<E, B>>
        extends AbstractEventBuilder<E, B> permits EbbotPricedBuilder, EbbotVisitEvent.Builder {
    @Nullable
    String chatId;

    final List<Supplier<@Nullable EbbotItem>> items = new ArrayList<>();

    EbbotEventBuilder(EventKind kind) {
        super(EbbotDestination.VENDOR, kind);
    }

    static Violations check(
            @Nullable String id, @Nullable String site, @Nullable String chatId, @Nullable List<EbbotItem> items) {
        return new Violations()
                .text("id", id)
                .text("site", site)
                .text("chatId", chatId)
                .list("items", items)
                .check(items == null || !items.isEmpty(), "items", Code.REQUIRED, "must have at least one item");
    }

    /** Sets the id of the visitor's chat. Default: none, and the event has no order. */
    public B chatId(@Nullable String chatId) {
        this.chatId = chatId;
        return self();
    }

    /** Sets the id of the visitor's chat. */
    public B identity(EbbotIdentity identity) {
        return chatId(identity.chatId());
    }

    /** Adds an item; at least one is required. */
    public B item(@Nullable EbbotItem item) {
        items.add(() -> item);
        return self();
    }

    /** Adds an item, not yet built. */
    public B item(EbbotItem.Builder item) {
        items.add(item::build);
        return self();
    }

    /** Adds items. */
    public B items(Collection<EbbotItem> more) {
        more.forEach(this::item);
        return self();
    }
}
