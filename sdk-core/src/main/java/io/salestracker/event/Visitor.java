package io.salestracker.event;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.event.Violation.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who did something, in each vendor's own terms, and whether they may be told of it. Holds at most one identity for
 * each vendor.
 *
 * <p>The identities are caught in the browser session and often needed later, on another node: {@link #write()} turns
 * a visitor into a short text to keep with the session or the order and {@link #parse} turns it back, neither knowing
 * the vendors. Consent is taken as given unless it was refused, for all or for one vendor.
 *
 * <p>Immutable. {@code toString} shows the vendors' names only.
 */
public final class Visitor {
    // Sorted, so that the same visitor is always written the same.
    private final SortedMap<String, VisitorIdentity> identities;
    private final SortedMap<String, Boolean> consents;

    /** Neither map is copied. */
    Visitor(SortedMap<String, VisitorIdentity> identities, SortedMap<String, Boolean> consents) {
        this.identities = identities;
        this.consents = consents;
    }

    /**
     * A visitor known by these identities.
     *
     * @throws InvalidEventException if one is null, two are of one vendor, or one cannot be written
     */
    public static Visitor of(VisitorIdentity... identities) {
        Builder builder = builder();
        for (VisitorIdentity identity : identities) {
            builder.identity(identity);
        }
        return builder.build();
    }

    /** Starts a visitor without identities. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads what {@link #write()} wrote. The identities stay text until a destination asks for them; what a vendor
     * cannot read is invalid at that vendor only.
     *
     * @throws InvalidEventException if the text is not of that form
     */
    public static Visitor parse(String written) {
        return VisitorText.parse(written);
    }

    /** A short text of printable ASCII without blanks, quotes, commas or semicolons, fit for a cookie or a column. */
    public String write() {
        return VisitorText.write(identities, consents);
    }

    /** The same visitor with consent for every vendor given or refused, except where a vendor is named. */
    public Visitor consent(boolean given) {
        return toBuilder().consent(given).build();
    }

    /**
     * The same visitor with consent for all destinations of one vendor given or refused, whatever holds for all.
     *
     * @throws InvalidEventException if the vendor's name is not one
     */
    public Visitor consent(String vendor, boolean given) {
        return toBuilder().consent(vendor, given).build();
    }

    /** Tells whether the visitor's events may be sent to this vendor. */
    public boolean consents(String vendor) {
        Boolean named = consents.get(vendor);
        return named != null ? named : consents.getOrDefault(VisitorText.EVERY_VENDOR, true);
    }

    /** The names of the vendors that know this visitor. */
    public List<String> vendors() {
        return List.copyOf(identities.keySet());
    }

    /**
     * The visitor's identity at one vendor. For destinations.
     *
     * @param vendor the vendor's name
     * @param type the vendor's type of identity
     * @param reader reads what {@link VisitorIdentity#write()} of that type wrote
     * @return the identity; empty if the visitor is not known there
     * @throws InvalidEventException if the vendor cannot read the text, or the identity is of another type
     */
    public <T extends VisitorIdentity> Optional<T> identity(
            String vendor, Class<T> type, Function<? super String, ? extends T> reader) {
        VisitorIdentity identity = identities.get(vendor);
        if (identity == null || type.isInstance(identity)) {
            return Optional.ofNullable(type.cast(identity));
        }
        try {
            return Optional.of(reader.apply(identity.write()));
        } catch (InvalidEventException e) {
            throw new InvalidEventException(
                    "Visitor",
                    e.violations().stream()
                            .map(violation -> violation.under("visitor." + vendor))
                            .toList());
        }
    }

    private Builder toBuilder() {
        Builder builder = new Builder();
        builder.identities.addAll(identities.values());
        builder.consents.putAll(consents);
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Visitor that && write().equals(that.write());
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(write());
    }

    @Override
    public String toString() {
        return "Visitor" + identities.keySet();
    }

    /** Builds a {@link Visitor}; can be handed to an event's builder unbuilt. Not thread-safe. */
    public static final class Builder {
        private final List<@Nullable VisitorIdentity> identities = new ArrayList<>();
        private final Map<String, Boolean> consents = new LinkedHashMap<>();
        private final List<@Nullable String> named = new ArrayList<>();

        private Builder() {}

        /** Adds the identity at one vendor. */
        public Builder identity(@Nullable VisitorIdentity identity) {
            identities.add(identity);
            return this;
        }

        /**
         * Adds the identity at one vendor as text, as that vendor's record writes it. It is read when a destination
         * asks for it, and is invalid there only if it cannot be.
         */
        public Builder identity(String vendor, @Nullable String written) {
            return identity(written == null ? null : new VisitorText.Unread(vendor, written));
        }

        /** Gives or refuses consent for every vendor that is not named. Default: given. */
        public Builder consent(boolean given) {
            consents.put(VisitorText.EVERY_VENDOR, given);
            return this;
        }

        /** Gives or refuses consent for all destinations of one vendor, whatever holds for all. */
        public Builder consent(String vendor, boolean given) {
            named.add(vendor);
            consents.put(vendor, given);
            return this;
        }

        /**
         * Builds the visitor.
         *
         * @throws InvalidEventException if an identity is null or cannot be written, two are of one vendor, a vendor's
         *     name is not one, or all together are too long to be written
         */
        public Visitor build() {
            Violations violations = new Violations();
            SortedMap<String, VisitorIdentity> byVendor = new TreeMap<>();
            for (int i = 0; i < identities.size(); i++) {
                Violations own = new Violations();
                VisitorIdentity identity = identities.get(i);
                if (identity == null) {
                    own.required("", null);
                } else {
                    VisitorText.checkVendor(own, "vendor", identity.vendor());
                    own.requiredText("", identity.write());
                    own.check(
                            byVendor.put(requireNonNullElse(identity.vendor(), ""), identity) == null,
                            "",
                            Code.CONFLICT,
                            "is the second identity for one vendor; give one");
                }
                violations.addAll("identities", i, own.found());
            }
            for (String vendor : named) {
                VisitorText.checkVendor(violations, "consent", vendor);
            }
            violations.throwIfAny("Visitor");
            violations
                    .check(VisitorText.fits(byVendor, consents), "", Code.TOO_LARGE, "has identities that are too long")
                    .throwIfAny("Visitor");
            return new Visitor(byVendor, consents.isEmpty() ? Collections.emptySortedMap() : new TreeMap<>(consents));
        }
    }
}
