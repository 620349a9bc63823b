package io.salestracker.testkit.internal;

import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests that miss a vendor's endpoint: a path misspelt, joined with a slash too many, or of another version. They are
 * refused in the name of the vendor that they resemble, since whoever looks for the missing event looks there.
 */
final class Strays {
    private static final Rule EXACT = Source.assumed("no vendor's document says how other paths are answered")
            .says("an endpoint has the documented path, exactly; else 404");

    private static final Map<String, Vendor> PREFIXES = Map.of(
            "/analytics", Vendor.ALHENA,
            "/cart", Vendor.ALHENA,
            "/checkout", Vendor.ALHENA,
            "/ecommerce", Vendor.TEXT,
            "/v1/", Vendor.TEXT,
            "/v2/", Vendor.TEXT,
            "/v3", Vendor.TEXT,
            "/ebbot", Vendor.EBBOT);

    private final Map<String, Vendor> known = new LinkedHashMap<>();

    Strays(List<VendorRules> vendors) {
        vendors.forEach(rules -> rules.paths().stream().sorted().forEach(path -> known.put(path, rules.vendor())));
    }

    /** Returns rules that refuse what comes to such a path, or null if it resembles none. */
    @Nullable
    VendorRules at(String path) {
        if (path.startsWith("/sandbox")) {
            return null;
        }
        String plain = path.toLowerCase(Locale.ROOT).replaceAll("/+", "/").replaceAll("/$", "");
        String meant = meant(plain);
        Vendor vendor = meant == null ? resembled(plain) : known.get(meant);
        if (vendor == null) {
            return null;
        }
        String all = String.join(
                ", ",
                known.keySet().stream()
                        .filter(each -> known.get(each) == vendor)
                        .toList());
        return new Refusing(vendor, meant == null ? "it has " + all : "probably " + meant + " is meant");
    }

    /** Returns the endpoint that was surely meant: there is something before it, or a few letters are wrong. */
    private @Nullable String meant(String plain) {
        return known.keySet().stream()
                .filter(plain::endsWith)
                .findFirst()
                .orElseGet(() -> Nearest.to(plain, known.keySet()));
    }

    private static @Nullable Vendor resembled(String plain) {
        return PREFIXES.entrySet().stream()
                .filter(prefix -> plain.startsWith(prefix.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private record Refusing(Vendor vendor, String hint) implements VendorRules {
        @Override
        public Set<String> paths() {
            return Set.of();
        }

        @Override
        public List<Sighting> inspect(Call call) {
            Problem problem = new Problem("", "the path is none of the vendor's: " + hint, EXACT);
            return List.of(Sighting.unreadable(call, new Refusal(404, "not_found", problem)));
        }

        @Override
        public Disposition settle(Call call, Sighting sighting) {
            throw new IllegalStateException("a request to no endpoint is refused");
        }

        @Override
        public VendorResponse answer(Call call, List<Received> events, List<Sighting> sightings) {
            return VendorResponses.single(events.get(0), sightings.get(0));
        }

        /** There is nothing to forget: all is refused. */
        @Override
        public void forget() {}
    }
}
