package io.salestracker.testkit;

/** What an event is about, in terms that hold for every vendor. */
public enum ReceivedKind {
    /** A look at a product: Ebbot {@code ecom-visit}. */
    VISIT,
    /** A change to a cart: Alhena's cart events, Text's added and removed, Ebbot {@code ecom-atc}. */
    CART,
    /**
     * A completed order: Alhena's checkout event, Text {@code store_order_was_created}, Ebbot {@code ecom-purchase}, and a
     * Tracktor.io {@code /track} whose action is among {@link VendorSandbox.Builder#tracktorOrderActions the order actions}.
     */
    ORDER,
    /** Any other action: Tracktor.io {@code /track}. */
    ACTION,
    /** Properties of a person: Tracktor.io {@code /set}. */
    PROPERTIES,
    /** The merging of two persons: Tracktor.io {@code /alias}. */
    ALIAS,
    /** A request for a customer token of Text's Customer Chat API. It is no event of a shop. */
    TOKEN,
    /** Not known: the request could not be read, names a type the vendor does not have, or missed the vendor's endpoints. */
    UNKNOWN
}
