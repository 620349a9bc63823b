package io.salestracker.alhena;

import static java.util.Objects.requireNonNull;

import io.salestracker.destination.WholeUnits;
import io.salestracker.event.LineItem;
import java.math.BigDecimal;

/**
 * What the value of a checkout's line means. The vendor's text leaves it open: its worked example adds up with unit
 * prices, an older edition said price times quantity. Applies to neutral purchases; in an
 * {@link AlhenaCheckoutEvent} the caller's value is sent as it is.
 */
public enum AlhenaLineValue {
    /** The price of one, of a fraction the price of the line; the default (assumed). */
    UNIT_PRICE,
    /** The price of one times the quantity. */
    LINE_TOTAL;

    BigDecimal of(LineItem item) {
        WholeUnits units = WholeUnits.of(item);
        BigDecimal price = requireNonNull(units.price());
        return this == UNIT_PRICE ? price : price.multiply(BigDecimal.valueOf(units.units()));
    }
}
