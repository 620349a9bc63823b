package io.salestracker.event;

/**
 * Who a visitor is in one vendor's terms. Each vendor's package has its own record; this interface is all the model
 * knows of them. Implementations are immutable and their {@code toString} does not show the identity.
 */
public interface VisitorIdentity {

    /** The vendor's name, as its destinations give it: a lower-case word such as {@code alhena}. */
    String vendor();

    /** The identity as a text that the vendor's package can read back; at most 2,000 characters. */
    String write();

    /**
     * The key under which the vendor is sent what this visitor does: events with the same key are delivered in the order
     * they were tracked. The default is what {@link #write()} gives.
     */
    default String orderingKey() {
        return write();
    }
}
