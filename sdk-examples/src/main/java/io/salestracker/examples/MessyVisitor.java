package io.salestracker.examples;

import static java.util.Objects.requireNonNullElse;

import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The customer of an order, kept in the order's column for the visitor. Identities are made up, by a rule that gives a customer the
 * same ones in every run: name-based UUIDs.
 *
 * @param customer the customer's number; null for a guest of whom nothing is known
 * @param at the vendors at which the visitor is known; null for all four
 * @param without {@code faq} where Alhena's second fingerprint is not known
 * @param identities by vendor, a text that stands in place of an identity
 * @param consent {@code none} or {@code not <vendor>}; null where it was given
 * @param column how many characters the column takes, which cuts the rest; null for a column that is wide enough
 * @param padded how many characters the column has, which are filled up with blanks; null for a column that pads none
 * @param stored the column's content, for a visitor that was never written; else null
 */
record MessyVisitor(
        @Nullable String customer,
        @Nullable List<String> at,
        @Nullable String without,
        @Nullable Map<String, String> identities,
        @Nullable String consent,
        @Nullable Integer column,
        @Nullable Integer padded,
        @Nullable String stored) {
    private static final List<String> ALL = List.of("alhena", "text", "ebbot", "tracktor");
    private static final String NOT = "not ";

    /** Returns what the column holds; null where the order has no visitor. */
    @Override
    public @Nullable String stored() {
        if (stored != null || customer == null) {
            return stored;
        }
        String written = visitor().write();
        String kept = column == null ? written : written.substring(0, Math.min(column, written.length()));
        return padded == null ? kept : kept + " ".repeat(Math.max(0, padded - kept.length()));
    }

    private Visitor visitor() {
        Visitor.Builder visitor = Visitor.builder();
        for (String vendor : requireNonNullElse(at, ALL)) {
            String given =
                    requireNonNullElse(identities, Map.<String, String>of()).get(vendor);
            visitor.identity(vendor, given != null ? given : identity(vendor).write());
        }
        Visitor known = visitor.build();
        if (consent == null) {
            return known;
        }
        return consent.startsWith(NOT) ? known.consent(consent.substring(NOT.length()), false) : known.consent(false);
    }

    private VisitorIdentity identity(String vendor) {
        return switch (vendor) {
            case "alhena" -> AlhenaIdentity.of(id("chat"), "faq".equals(without) ? null : id("faq"));
            case "text" -> TextIdentity.of(id("text"));
            case "ebbot" -> EbbotIdentity.of(id("ebbot"));
            case "tracktor" -> TracktorIdentity.of(id("tracktor"));
            default -> throw new IllegalArgumentException("no vendor: " + vendor);
        };
    }

    /** Returns every identity that the visitor could have. */
    List<String> ids() {
        return customer == null ? List.of() : List.of(id("chat"), id("faq"), id("text"), id("ebbot"), id("tracktor"));
    }

    private String id(String use) {
        String name = "messy-shop:" + customer + ":" + use;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
