package io.salestracker.ebbot;

import io.salestracker.event.EventBuilder;
import io.salestracker.event.Violation.Code;
import io.salestracker.event.Violations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What Ebbot's events and their builders share. */
abstract sealed class EbbotEventBuilder<E extends EbbotEvent, B extends EbbotEventBuilder<E, B>>
        implements EventBuilder<E> permits EbbotAtcEvent.Builder, EbbotVisitEvent.Builder, EbbotPurchaseEvent.Builder {
    @Nullable
    String id;

    @Nullable
    Instant occurredAt;

    @Nullable
    String site;

    @Nullable
    String chatId;

    final List<Supplier<@Nullable EbbotItem>> items = new ArrayList<>();

    abstract B self();

    static Violations check(
            @Nullable String id, @Nullable String site, @Nullable String chatId, @Nullable List<EbbotItem> items) {
        return new Violations()
                .text("id", id)
                .text("site", site)
                .text("chatId", chatId)
                .list("items", items)
                .check(items == null || !items.isEmpty(), "items", Code.REQUIRED, "must have at least one item");
    }

    /** Sets the caller's own id; events with the same id are the same event. Default: the tracker makes one. */
    public B id(@Nullable String id) {
        this.id = id;
        return self();
    }

    /** Sets when it happened; Ebbot's event does not carry it. Default: the moment it is tracked. */
    public B occurredAt(@Nullable Instant occurredAt) {
        this.occurredAt = occurredAt;
        return self();
    }

    /** Sets the caller's word for the site it belongs to, for destination filters. Default: none. */
    public B site(@Nullable String site) {
        this.site = site;
        return self();
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

    @Override
    public String vendor() {
        return EbbotDestination.VENDOR;
    }
}
