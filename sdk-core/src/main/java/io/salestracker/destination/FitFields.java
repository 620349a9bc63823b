package io.salestracker.destination;

import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of commerce events that a vendor makes fit by the rules that all vendors share; see {@link
 * Acceptance.Send#madeFit()}. A missing name is replaced by {@code Product.label()}, a fraction by {@link WholeUnits}, and
 * lines that were not sold are left out as {@link OrderLines} says. For implementations of {@link Destination}. Allocates
 * nothing for what is fit.
 */
public final class FitFields {
    /** Lines are left out. */
    public static final String LINES = "items";
    /** The name of a line is changed or filled in. */
    public static final String LINE_NAME = "items[].name";
    /** The quantity of a line becomes a whole number. */
    public static final String LINE_QUANTITY = "items[].quantity";
    /** The name of a product is changed or filled in. */
    public static final String PRODUCT_NAME = "product.name";
    /** The quantity of a cart change becomes a whole number. */
    public static final String QUANTITY = "quantity";

    private FitFields() {}

    /** The fields of a purchase, for a vendor whose lines have a name. */
    public static List<String> of(Purchase purchase) {
        return of(purchase, true);
    }

    /** The fields of a purchase, for a vendor whose lines have no name. */
    public static List<String> ofUnnamed(Purchase purchase) {
        return of(purchase, false);
    }

    private static List<String> of(Purchase purchase, boolean named) {
        boolean leftOut = false;
        boolean unnamed = false;
        boolean fraction = false;
        List<LineItem> items = purchase.items();
        for (int i = 0; i < items.size(); i++) {
            LineItem line = items.get(i);
            if (!line.isSold()) {
                leftOut = true;
            } else {
                unnamed = unnamed || (named && line.product().name() == null);
                fraction = fraction || !WholeUnits.isWhole(line.quantity());
            }
        }
        List<String> fields = List.of();
        fields = with(fields, leftOut, LINES);
        fields = with(fields, unnamed, LINE_NAME);
        return with(fields, fraction, LINE_QUANTITY);
    }

    /**
     * The fields of a cart change, for a vendor whose products have a name.
     *
     * @param whole true if the quantities go as they are
     */
    public static List<String> of(CartChange change, boolean whole) {
        return with(with(List.of(), change.product().name() == null, PRODUCT_NAME), !whole, QUANTITY);
    }

    /** The fields of a visit, for a vendor whose products have a name. */
    public static List<String> of(ProductVisit visit) {
        return with(List.of(), visit.product().name() == null, PRODUCT_NAME);
    }

    /** The fields with another one if the condition is true. */
    public static List<String> with(List<String> fields, boolean condition, String field) {
        if (!condition) {
            return fields;
        }
        List<String> more = new ArrayList<>(fields);
        more.add(field);
        return List.copyOf(more);
    }
}
