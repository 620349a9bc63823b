package io.salestracker.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.delivery.DeliveryMode;
import io.salestracker.event.EventKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An entry as a tracker would add it, with bytes that tell which it is. */
public record TestEntry(EntryHeader header, long heapBytes) implements Entry {

    /** One tracked at this time, to be delivered within an hour. */
    public static TestEntry of(String id, String key, Instant trackedAt) {
        return of(id, key, EventKind.CART_CHANGE, trackedAt, Duration.ofHours(1));
    }

    /** One of this kind, tracked at this time. */
    public static TestEntry of(String id, String key, EventKind kind, Instant trackedAt, Duration deadline) {
        return new TestEntry(
                new EntryHeader(
                        id,
                        "test",
                        key,
                        kind,
                        DeliveryMode.AT_LEAST_ONCE,
                        trackedAt,
                        trackedAt.plus(deadline),
                        0,
                        false,
                        null),
                500);
    }

    /** What a purchase came to, which follows from its id. */
    BigDecimal total() {
        int hash = header.id().hashCode();
        return BigDecimal.valueOf(Math.abs((long) hash), Math.abs(hash % 5));
    }

    @Override
    public @Nullable Amount amount() {
        return header.kind() == EventKind.PURCHASE ? Amount.of("EUR", total()) : null;
    }

    @Override
    public byte[] bytes() {
        return ("bytes of " + header.id()).getBytes(UTF_8);
    }
}
