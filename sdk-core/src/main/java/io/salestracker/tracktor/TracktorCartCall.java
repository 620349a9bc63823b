package io.salestracker.tracktor;

/** The three calls of Tracktor's e-commerce extension. */
public enum TracktorCartCall {
    /** {@code setCart}: this is in the cart now; in the browser it starts the abandoned-cart timer. */
    SET,
    /** {@code cancelCart}: the shopper emptied the cart; in the browser it stops the timer. */
    CANCEL,
    /** {@code purchaseCart}: the cart was bought. */
    PURCHASE
}
