package io.salestracker.text;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.SalesChannel;
import java.util.List;

/** What Text's events occupy on the heap; texts they share with the caller's event are counted in full. */
final class TextHeap {
    private static final int REFERENCE = 4;
    private static final long INSTANT = HeapBytes.object(8 + 4);

    private TextHeap() {}

    static long bytes(TextEvent event) {
        long bytes = INSTANT + HeapBytes.of(event.id()) + HeapBytes.of(event.site()) + HeapBytes.of(event.customerId());
        if (event instanceof TextOrderCreated order) {
            bytes += order(order);
        } else if (event instanceof TextCartAdded added) {
            bytes += HeapBytes.object(5 * REFERENCE) + cartLines(added.cartLines());
        } else if (event instanceof TextCartRemoved removed) {
            bytes += HeapBytes.object(5 * REFERENCE) + cartLines(removed.cartLines());
        }
        return bytes;
    }

    private static long order(TextOrderCreated order) {
        long bytes = HeapBytes.object(15 * REFERENCE)
                + HeapBytes.of(order.orderId())
                + number(order)
                + HeapBytes.of(order.currency())
                + HeapBytes.of(order.totalPrice())
                + HeapBytes.of(order.subtotalPrice())
                + HeapBytes.of(order.shippingPrice())
                + HeapBytes.of(order.taxPrice())
                + HeapBytes.of(order.statusPageUrl())
                + HeapBytes.list(order.discountCodes())
                + HeapBytes.list(order.lineItems());
        SalesChannel channel = order.salesChannel();
        if (channel != null) {
            bytes += HeapBytes.object(2 * REFERENCE) + HeapBytes.of(channel.id()) + HeapBytes.of(channel.name());
        }
        for (String code : order.discountCodes()) {
            bytes += HeapBytes.of(code);
        }
        for (TextOrderLine line : order.lineItems()) {
            bytes += HeapBytes.object(8 * REFERENCE)
                    + HeapBytes.of(line.productId())
                    + HeapBytes.of(line.title())
                    + HeapBytes.of(line.price())
                    + HeapBytes.of(line.sku())
                    + HeapBytes.of(line.variantId())
                    + HeapBytes.of(line.variantTitle())
                    + HeapBytes.of(line.thumbnailUrl());
        }
        return bytes;
    }

    private static long cartLines(List<TextCartLine> lines) {
        long bytes = HeapBytes.list(lines);
        for (TextCartLine line : lines) {
            bytes += HeapBytes.object(9 * REFERENCE)
                    + HeapBytes.of(line.totalPrice())
                    + HeapBytes.of(line.currency())
                    + HeapBytes.of(line.productId())
                    + HeapBytes.of(line.title())
                    + HeapBytes.of(line.price())
                    + HeapBytes.of(line.sku())
                    + HeapBytes.of(line.variantId())
                    + HeapBytes.of(line.thumbnailUrl());
        }
        return bytes;
    }

    /** An order without a number of its own has its id for one. */
    @SuppressWarnings("ReferenceEquality")
    private static long number(TextOrderCreated order) {
        return order.orderNumber() == order.orderId() ? 0 : HeapBytes.of(order.orderNumber());
    }
}
