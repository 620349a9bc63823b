package io.salestracker.fakes;

import io.salestracker.event.EventKind;
import io.salestracker.event.VendorEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event of the vendor {@code fake}. */
public record FakeEvent(
        @Nullable String id,
        @Nullable Instant occurredAt,
        @Nullable String site,
        EventKind kind,
        @Nullable String orderingKey,
        @Nullable String orderId,
        String content,
        boolean repeatable,
        long heapBytes)
        implements VendorEvent {

    public static FakeEvent of(EventKind kind, @Nullable String key, String content) {
        return new FakeEvent(null, null, null, kind, key, null, content, false, 100);
    }

    public FakeEvent asRepeatable() {
        return new FakeEvent(id, occurredAt, site, kind, orderingKey, orderId, content, true, heapBytes);
    }

    public FakeEvent withId(String newId) {
        return new FakeEvent(newId, occurredAt, site, kind, orderingKey, orderId, content, repeatable, heapBytes);
    }

    public FakeEvent weighing(long bytes) {
        return new FakeEvent(id, occurredAt, site, kind, orderingKey, orderId, content, repeatable, bytes);
    }

    @Override
    public String vendor() {
        return "fake";
    }

    @Override
    public String toString() {
        return "FakeEvent[...]";
    }
}
