package io.salestracker.internal;

import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** Finds amounts with more decimals than their currency has. They are sent as they are, and warned of once. */
final class Decimals {
    private Decimals() {}

    static boolean exceed(SalesEvent event) {
        if (event instanceof Purchase purchase) {
            int digits = digits(purchase.currency());
            boolean exceeds = exceeds(purchase.total(), digits)
                    || exceeds(purchase.subtotal(), digits)
                    || exceeds(purchase.shipping(), digits)
                    || exceeds(purchase.tax(), digits);
            for (LineItem item : purchase.items()) {
                exceeds |= exceeds(item.unitPrice(), digits);
            }
            return exceeds;
        }
        if (event instanceof CartChange change) {
            return exceeds(change.product().unitPrice(), digits(change.currency()));
        }
        return event instanceof ProductVisit visit && exceeds(visit.product().unitPrice(), digits(visit.currency()));
    }

    private static int digits(@Nullable String currency) {
        return currency == null
                ? Integer.MAX_VALUE
                : Currency.getInstance(currency).getDefaultFractionDigits();
    }

    private static boolean exceeds(@Nullable BigDecimal amount, int digits) {
        return amount != null
                && amount.scale() > digits
                && amount.stripTrailingZeros().scale() > digits;
    }
}
