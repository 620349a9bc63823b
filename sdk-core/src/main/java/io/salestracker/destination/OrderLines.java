package io.salestracker.destination;

import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import java.util.List;

/** The lines of a purchase as vendors have them: those that were sold. For implementations of {@link Destination}. */
public final class OrderLines {
    private OrderLines() {}

    /** The lines that were sold, in order: those of quantity 0 and those with a negative price are left out. */
    public static List<LineItem> sold(Purchase purchase) {
        List<LineItem> items = purchase.items();
        for (int i = 0; i < items.size(); i++) {
            if (!items.get(i).isSold()) {
                return items.stream().filter(LineItem::isSold).toList();
            }
        }
        return items;
    }

    /** Tells whether a line was sold, so that {@link #sold} is not empty. Allocates nothing. */
    public static boolean hasSold(Purchase purchase) {
        List<LineItem> items = purchase.items();
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).isSold()) {
                return true;
            }
        }
        return false;
    }
}
