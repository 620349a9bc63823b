package io.salestracker.event;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.event.Violation.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The person behind an event, in each vendor's own terms, and the vendors that this person consents to. Holds at most one
 * identity for each vendor.
 *
 * <p>The identities are caught in the browser session and often needed later, on another node: {@link #write()} turns
 * a visitor into a short text to keep with the session or the order and {@link #parse} turns it back, neither knowing
 * the vendors. Consent is taken as given unless it was refused, for all or for one vendor. A tracker with
 * {@code consentRequired(true)} takes it as refused unless it was given.
 *
 * <p>A text that a column cut, or that was changed, gives a {@linkplain #isDamaged() damaged} visitor: the refusals and
 * identities that it had cannot be told any more. Such a visitor has no identity and refuses consent for every vendor.
 *
 * <p>Immutable. {@code toString} shows the vendors' names only.
 */
public final class Visitor implements HeapSized {
    private static final VisitorText.Consent[] NO_CONSENTS = {};

    // Sorted by vendor, so that the same visitor is always written the same. An identity has its vendor's place.
    private final String[] vendors;
    // Text gives way to what a destination read it as. Identities are immutable, so a race costs one more reading.
    private final VisitorIdentity[] identities;
    private final VisitorText.Consent[] consents;
    private final int heapBytes;
    private final boolean damaged;

    /**
     * None of the arrays is copied.
     *
     * @param vendors in order
     * @param identities in their vendors' places
     * @param identityBytes what {@link VisitorText#heapBytes(VisitorIdentity, String)} gives for all identities
     */
    Visitor(String[] vendors, VisitorIdentity[] identities, SortedMap<String, Boolean> consents, int identityBytes) {
        this(vendors, identities, consents, identityBytes, false);
    }

    private Visitor(
            String[] vendors,
            VisitorIdentity[] identities,
            SortedMap<String, Boolean> consents,
            int identityBytes,
            boolean damaged) {
        this.vendors = vendors;
        this.identities = identities;
        this.consents = consents.isEmpty() ? NO_CONSENTS : array(consents);
        this.heapBytes = VisitorText.heapBytes(vendors.length, this.consents.length) + identityBytes;
        this.damaged = damaged;
    }

    static Visitor damaged() {
        return new Visitor(
                new String[0], new VisitorIdentity[0], new TreeMap<>(Map.of(VisitorText.EVERY_VENDOR, false)), 0, true);
    }

    private static VisitorText.Consent[] array(SortedMap<String, Boolean> consents) {
        return consents.entrySet().stream()
                .map(consent -> new VisitorText.Consent(consent.getKey(), consent.getValue()))
                .toArray(VisitorText.Consent[]::new);
    }

    /**
     * A visitor known by these identities; null among them is none.
     *
     * @throws InvalidEventException if two are of one vendor, or one cannot be written
     */
    public static Visitor of(@Nullable VisitorIdentity... identities) {
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
     * cannot read is invalid at that vendor only. Blanks, line ends and quotes around the text are left out of account. The
     * percent escapes of a cookie and the ampersands of a page's HTML are undone, where a host did not.
     *
     * <p>A text that was cut or changed gives a {@linkplain #isDamaged() damaged} visitor, and so does an empty one. The
     * check that finds this is no signature: it does not keep a person from writing such a text.
     *
     * @throws InvalidEventException if the text does not begin like one that {@link #write()} wrote, or a later version of
     *     the SDK wrote it
     */
    public static Visitor parse(String written) {
        return VisitorText.parse(written);
    }

    /**
     * A short text of printable ASCII without blanks, quotes, commas or semicolons, fit for a cookie or a column. It has
     * upper- and lower-case letters, and at most 100,000 characters.
     */
    public String write() {
        return damaged ? VisitorText.writeDamaged() : VisitorText.write(vendors, identities, consents);
    }

    /**
     * Tells whether the text that this visitor was {@linkplain #parse parsed} from had been cut or changed. Its events then
     * end as skipped for want of consent, at every destination.
     *
     * <p>Nothing makes a damaged visitor whole: {@link #consent(boolean)}, {@link #toBuilder()} and writing and parsing give a
     * damaged one again, as what it refused is lost. Where the person's consent is known, make a new visitor.
     */
    public boolean isDamaged() {
        return damaged;
    }

    /**
     * The same visitor with consent for every vendor given or refused. A refusal also forgets consent that single vendors were
     * given before; {@code consent("text", true)} after it gives it again. A grant keeps refusals of single vendors: only {@code
     * consent("text", true)} lifts that of Text. A damaged visitor stays as it is.
     */
    public Visitor consent(boolean given) {
        return toBuilder().consent(given).build();
    }

    /**
     * The same visitor with consent for all destinations of one vendor given or refused. It overrides what was said for all
     * before; a later {@code consent(false)} forgets it if it was given. A damaged visitor stays as it is.
     *
     * @throws InvalidEventException if the vendor's name is not one
     */
    public Visitor consent(String vendor, boolean given) {
        return toBuilder().consent(vendor, given).build();
    }

    /** Tells whether the visitor's events may be sent to this vendor, where consent is taken as given unless refused. */
    public boolean consents(String vendor) {
        return consents(vendor, true);
    }

    /**
     * Tells whether the visitor's events may be sent to this vendor.
     *
     * @param unsaid what holds where consent was neither given nor refused, for all or for this vendor
     */
    public boolean consents(String vendor, boolean unsaid) {
        boolean given = unsaid;
        // The consent for every vendor comes first, as its name is empty.
        for (VisitorText.Consent consent : consents) {
            if (consent.vendor().equals(VisitorText.EVERY_VENDOR)
                    || consent.vendor().equals(vendor)) {
                given = consent.given();
            }
        }
        return given;
    }

    /** The names of the vendors that know this visitor. */
    public List<String> vendors() {
        return List.of(vendors);
    }

    /**
     * The visitor's identity at one vendor. For destinations, which ask for every event.
     *
     * <p>An identity kept as text is read once for each visitor, unless its type writes it otherwise than it was given.
     *
     * @param type the vendor's type of identity
     * @return the identity; null if the visitor is not known there
     * @throws InvalidEventException if the vendor cannot read the text, or the identity is of another type
     */
    public <T extends VisitorIdentity> @Nullable T identity(IdentityType<T> type) {
        for (int i = 0; i < vendors.length; i++) {
            if (vendors[i].equals(type.vendor())) {
                VisitorIdentity identity = identities[i];
                return type.type().isInstance(identity)
                        ? type.type().cast(identity)
                        : read(i, identity.write(), type.reader());
            }
        }
        return null;
    }

    private <T extends VisitorIdentity> T read(
            int place, String written, Function<? super String, ? extends T> reader) {
        try {
            T identity = reader.apply(written);
            if (identity.write().equals(written)) {
                identities[place] = identity;
            }
            return identity;
        } catch (InvalidEventException e) {
            throw new InvalidEventException(
                    "Visitor",
                    e.violations().stream()
                            .map(violation -> violation.under("visitor." + vendors[place]))
                            .toList());
        }
    }

    /**
     * An upper estimate of what the visitor occupies on the heap, in bytes, for the tracker's budget. It is made once, and
     * covers the identities both as text and as their vendors read them.
     */
    @Override
    public long heapBytes() {
        return heapBytes;
    }

    /**
     * A builder that has this visitor's identities and consents. An identity that is added takes the place of this visitor's
     * at the same vendor. Of a damaged visitor it builds a damaged one, whatever is added.
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.from = this;
        for (VisitorText.Consent consent : consents) {
            builder.consents.put(consent.vendor(), consent.given());
        }
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
        return damaged ? "Visitor[damaged]" : "Visitor" + Arrays.toString(vendors);
    }

    /** Builds a {@link Visitor}; can be handed to an event's builder unbuilt. Not thread-safe. */
    public static final class Builder {
        private final List<VisitorIdentity> identities = new ArrayList<>();
        private final Map<String, Boolean> consents = new LinkedHashMap<>();
        private final List<@Nullable String> named = new ArrayList<>();
        private @Nullable Visitor from;

        private Builder() {}

        /** Adds the identity at one vendor; null adds none, since a guest is often not known to every vendor. */
        public Builder identity(@Nullable VisitorIdentity identity) {
            if (identity != null) {
                identities.add(identity);
            }
            return this;
        }

        /**
         * Adds the identity at one vendor as text, as that vendor's record writes it; null or a blank text adds none. It is read
         * when a destination asks for it, and what the vendor cannot read is invalid there only. So is a text of more than 2,000
         * characters, or with control characters or lone surrogates, which is not kept.
         */
        public Builder identity(String vendor, @Nullable String written) {
            if (written == null || Tidy.isBlank(written)) {
                return this;
            }
            return identity(
                    new VisitorText.Unread(vendor, requireNonNullElse(Tidy.code(written), VisitorText.UNREADABLE)));
        }

        /**
         * Gives or refuses consent for every vendor. A refusal also forgets consent that single vendors were given before. A
         * grant keeps refusals of single vendors. Default: unsaid, which a tracker takes as given.
         */
        public Builder consent(boolean given) {
            if (!given) {
                consents.values().removeIf(before -> before);
            }
            consents.put(VisitorText.EVERY_VENDOR, given);
            return this;
        }

        /**
         * Gives or refuses consent for all destinations of one vendor. It overrides what was said for all before; a later {@code
         * consent(false)} forgets it if it was given.
         */
        public Builder consent(String vendor, boolean given) {
            named.add(vendor);
            consents.put(vendor, given);
            return this;
        }

        /**
         * Builds the visitor.
         *
         * @throws InvalidEventException if an identity cannot be written, two are of one vendor, a vendor's
         *     name is not one, or all together are too long to be written
         */
        public Visitor build() {
            Violations violations = new Violations();
            int kept = from == null ? 0 : from.vendors.length;
            String[] vendors = new String[identities.size() + kept];
            VisitorIdentity[] sorted = new VisitorIdentity[identities.size() + kept];
            int count = 0;
            int identityBytes = 0;
            for (int i = 0; i < identities.size(); i++) {
                Violations own = new Violations();
                VisitorIdentity identity = identities.get(i);
                VisitorText.checkVendor(own, "vendor", identity.vendor());
                String written = identity.write();
                if (!(identity instanceof VisitorText.Unread)) {
                    own.requiredText("", written);
                }
                identityBytes += written == null ? 0 : VisitorText.heapBytes(identity, written);
                String vendor = requireNonNullElse(identity.vendor(), "");
                int place = Arrays.binarySearch(vendors, 0, count, vendor);
                own.check(place < 0, "", Code.CONFLICT, "is the second identity for one vendor; give one");
                if (place < 0) {
                    insert(vendors, count, -place - 1, vendor);
                    insert(sorted, count, -place - 1, identity);
                    count++;
                }
                violations.addAll("identities", i, own.found());
            }
            for (int i = 0; from != null && i < kept; i++) {
                VisitorIdentity identity = from.identities[i];
                int place = Arrays.binarySearch(vendors, 0, count, from.vendors[i]);
                if (place < 0) {
                    identityBytes += VisitorText.heapBytes(identity, identity.write());
                    insert(vendors, count, -place - 1, from.vendors[i]);
                    insert(sorted, count, -place - 1, identity);
                    count++;
                }
            }
            for (String vendor : named) {
                VisitorText.checkVendor(violations, "consent", vendor);
            }
            violations.throwIfAny("Visitor");
            if (from != null && from.damaged) {
                return from;
            }
            Visitor built = new Visitor(
                    Arrays.copyOf(vendors, count),
                    Arrays.copyOf(sorted, count),
                    consents.isEmpty() ? Collections.emptySortedMap() : new TreeMap<>(consents),
                    identityBytes);
            violations
                    .check(
                            VisitorText.fits(count, consents.size(), built),
                            "",
                            Code.TOO_LARGE,
                            "has identities that are too long")
                    .throwIfAny("Visitor");
            return built;
        }

        private static <T> void insert(T[] array, int count, int place, T element) {
            System.arraycopy(array, place, array, place + 1, count - place);
            array[place] = element;
        }
    }
}
