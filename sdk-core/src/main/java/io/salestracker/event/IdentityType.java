package io.salestracker.event;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;

/**
 * How the identities of one vendor are told from others and read. A vendor's identity has it as a constant, by which
 * {@link Visitor#identity} gives the identity. Immutable and thread-safe.
 *
 * @param <T> the vendor's type of identity
 * @param vendor the vendor's name: a lower-case word of at most 64 letters, digits, '-' or '_'
 * @param type the class of the identity
 * @param reader reads what {@link VisitorIdentity#write()} of that class wrote; it throws {@link InvalidEventException}
 *     for a text that it cannot read
 */
public record IdentityType<T extends VisitorIdentity>(
        String vendor, Class<T> type, Function<? super String, ? extends T> reader) {

    /** @throws IllegalArgumentException if the vendor's name is not one */
    public IdentityType {
        requireNonNull(type, "type");
        requireNonNull(reader, "reader");
        Violations violations = new Violations();
        VisitorText.checkVendor(violations, "vendor", vendor);
        violations.throwIfAny("IdentityType");
    }
}
