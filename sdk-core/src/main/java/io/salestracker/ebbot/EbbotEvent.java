package io.salestracker.ebbot;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.VendorEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event in Ebbot's own terms, exactly as the browser would push it. */
public sealed interface EbbotEvent extends VendorEvent permits EbbotAtcEvent, EbbotVisitEvent, EbbotPurchaseEvent {

    /** The id of the visitor's chat, or null; sent only where the destination names a field for it. */
    @Nullable
    String chatId();

    /** What it is about; at least one item (assumed; the vendor states no number). */
    List<EbbotItem> items();

    /** The ISO 4217 currency of the values; null for a visit, which has none (known). */
    default @Nullable String currency() {
        return null;
    }

    /** The value of {@code type} on the wire. */
    String type();

    @Override
    default String vendor() {
        return EbbotDestination.VENDOR;
    }

    /** The chat id; an event without one has no order. */
    @Override
    default @Nullable String orderingKey() {
        return chatId();
    }

    @Override
    default long heapBytes() {
        return HeapBytes.ofFields(id(), occurredAt(), site(), chatId(), items(), currency());
    }
}
