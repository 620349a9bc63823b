package io.salestracker.event;

import org.jspecify.annotations.Nullable;

/** An event in no vendor's terms. Each destination makes its vendor's own of it, or says why it is not sent there. */
public sealed interface CommerceEvent extends SalesEvent permits ProductVisit, CartChange, Purchase {

    /** Who did it, or null if not known. What a vendor needs to know of a visitor is that vendor's matter. */
    @Nullable
    Visitor visitor();
}
