package io.salestracker.tracktor;

import io.salestracker.destination.HeapBytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Tracktor's events occupy on the heap; texts they share with the caller's event are counted in full. */
final class TracktorHeap {
    private static final int REFERENCE = 4;
    private static final long INSTANT = HeapBytes.object(8 + 4);

    private TracktorHeap() {}

    static long bytes(TracktorEvent event) {
        long bytes = INSTANT
                + HeapBytes.of(event.id())
                + HeapBytes.of(event.site())
                + HeapBytes.object(2 * REFERENCE)
                + HeapBytes.of(event.identity().id())
                + HeapBytes.of(event.identity().signature());
        if (event instanceof TracktorTrack track) {
            bytes += HeapBytes.object(8 * REFERENCE)
                    + HeapBytes.of(track.action())
                    + data(track.data())
                    + HeapBytes.of(track.orderId());
        } else if (event instanceof TracktorSet set) {
            bytes += HeapBytes.object(5 * REFERENCE) + data(set.properties());
        } else if (event instanceof TracktorAlias alias) {
            bytes += HeapBytes.object(5 * REFERENCE) + HeapBytes.of(alias.sourceId());
        } else if (event instanceof TracktorCartEvent cart) {
            bytes += HeapBytes.object(7 * REFERENCE) + HeapBytes.of(cart.orderId()) + cart(cart.cart());
        }
        return bytes;
    }

    private static long cart(TracktorCart cart) {
        long bytes = HeapBytes.object(3 * REFERENCE)
                + HeapBytes.of(cart.totalPrice())
                + HeapBytes.list(cart.products())
                + data(cart.extra());
        for (TracktorCartProduct product : cart.products()) {
            bytes += HeapBytes.object(3 * REFERENCE)
                    + HeapBytes.of(product.name())
                    + HeapBytes.of(product.price())
                    + data(product.extra());
        }
        return bytes;
    }

    private static long data(Map<String, @Nullable Object> data) {
        return ((TracktorObject) data).heapBytes();
    }
}
