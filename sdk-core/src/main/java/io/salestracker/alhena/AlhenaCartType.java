package io.salestracker.alhena;

/** What happened to a product in the cart. The names are the wire's; Alhena drops every other value (known). */
public enum AlhenaCartType {
    /** The product entered the cart for the first time in the session; quantity of at least 1. */
    ITEM_ADDED,
    /** The product was in the cart and its quantity went up; the new quantity, at least 1. */
    QUANTITY_INCREASED,
    /** The quantity went down but not to zero; the new quantity, at least 1. */
    QUANTITY_DECREASED,
    /** The product left the cart; quantity 0. */
    ITEM_REMOVED
}
