package io.salestracker.internal;

import io.salestracker.destination.HeapBytes;
import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesChannel;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.VendorEvent;
import io.salestracker.event.Visitor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the heap of an event, as an upper bound for the budget. It is computed once on the caller's thread, without
 * allocation. Texts that several events share are counted in full for each, since any of them may be the last to hold
 * them.
 */
final class Weight {
    private static final int REFERENCE = 4;
    private static final long INSTANT = HeapBytes.object(Long.BYTES + Integer.BYTES);
    private static final long CHANNEL = HeapBytes.object(2 * REFERENCE);
    private static final long VISIT = HeapBytes.object(6 * REFERENCE);
    private static final long CHANGE = HeapBytes.object(8 * REFERENCE);
    private static final long PURCHASE = HeapBytes.object(15 * REFERENCE);
    private static final long LINE = HeapBytes.object(2 * REFERENCE);
    private static final long PRODUCT = HeapBytes.object(8 * REFERENCE);

    private Weight() {}

    /**
     * The estimate, of a vendor's event at most what an {@code int} holds, so that what is added to it does not overflow.
     *
     * @throws IllegalArgumentException if a vendor's event states a negative weight
     */
    static long of(SalesEvent event) {
        if (event instanceof CommerceEvent commerce) {
            return of(commerce);
        }
        long bytes = ((VendorEvent) event).heapBytes();
        if (bytes < 0) {
            throw new IllegalArgumentException("heapBytes must not be negative: " + bytes);
        }
        return Math.min(bytes, Integer.MAX_VALUE);
    }

    private static long of(CommerceEvent event) {
        Visitor visitor = event.visitor();
        long common = HeapBytes.of(event.id())
                + (event.occurredAt() == null ? 0 : INSTANT)
                + HeapBytes.of(event.site())
                + (visitor == null ? 0 : visitor.heapBytes());
        if (event instanceof Purchase purchase) {
            return common + of(purchase);
        }
        if (event instanceof CartChange change) {
            return common
                    + CHANGE
                    + of(change.product())
                    + HeapBytes.of(change.currency())
                    + HeapBytes.of(change.quantityBefore())
                    + HeapBytes.of(change.quantityAfter());
        }
        ProductVisit visit = (ProductVisit) event;
        return common + VISIT + of(visit.product()) + HeapBytes.of(visit.currency());
    }

    private static long of(Purchase purchase) {
        long bytes = PURCHASE
                + HeapBytes.of(purchase.orderId())
                + HeapBytes.of(purchase.orderNumber())
                + HeapBytes.of(purchase.currency())
                + HeapBytes.of(purchase.total())
                + HeapBytes.of(purchase.subtotal())
                + HeapBytes.of(purchase.shipping())
                + HeapBytes.of(purchase.tax())
                + HeapBytes.of(purchase.statusPage())
                + of(purchase.salesChannel());
        List<String> codes = purchase.discountCodes();
        bytes += HeapBytes.list(codes);
        for (int i = 0; i < codes.size(); i++) {
            bytes += HeapBytes.of(codes.get(i));
        }
        List<LineItem> items = purchase.items();
        bytes += HeapBytes.list(items);
        for (int i = 0; i < items.size(); i++) {
            LineItem line = items.get(i);
            bytes += LINE + of(line.product()) + HeapBytes.of(line.quantity());
        }
        return bytes;
    }

    private static long of(@Nullable SalesChannel channel) {
        return channel == null ? 0 : CHANNEL + HeapBytes.of(channel.id()) + HeapBytes.of(channel.name());
    }

    private static long of(Product product) {
        return PRODUCT
                + HeapBytes.of(product.productId())
                + HeapBytes.of(product.name())
                + HeapBytes.of(product.unitPrice())
                + HeapBytes.of(product.sku())
                + HeapBytes.of(product.variantId())
                + HeapBytes.of(product.variantTitle())
                + HeapBytes.of(product.groupId())
                + HeapBytes.of(product.imageUrl());
    }
}
