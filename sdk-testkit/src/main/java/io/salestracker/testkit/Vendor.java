package io.salestracker.testkit;

import java.util.Locale;

/** A vendor whose endpoints the sandbox plays. */
public enum Vendor {
    /** Ebbot: {@code POST /ebbot/events} and {@code /ebbot/batch}, paths of ours since the vendor has no public one. */
    EBBOT,
    /** Alhena: {@code POST /analytics/cart_events} and {@code POST /analytics/checkout_events}. */
    ALHENA,
    /**
     * Text (LiveChat): {@code POST /ecommerce-tracker/v1/event} and the Customer Chat API's
     * {@code POST /v3.6/customer/action/track_sales_event}.
     */
    TEXT,
    /** Tracktor.io: {@code GET /track}, {@code GET /set} and {@code GET /alias}. */
    TRACKTOR;

    /** Returns the vendor's name as the sandbox's JSON API and command line write it, in lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a vendor by its {@link #id()}, in any case.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Vendor of(String id) {
        for (Vendor vendor : values()) {
            if (vendor.name().equalsIgnoreCase(id)) {
                return vendor;
            }
        }
        throw new IllegalArgumentException("vendor must be one of ebbot, alhena, text, tracktor: " + id);
    }
}
