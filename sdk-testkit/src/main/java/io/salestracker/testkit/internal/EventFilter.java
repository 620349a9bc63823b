package io.salestracker.testkit.internal;

import io.salestracker.testkit.EventKind;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.Verdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a query of the JSON API asks for. */
final class EventFilter {
    private static final Set<String> FILTERS = Set.of("vendor", "verdict", "kind", "orderId", "visitor");

    private final Query query;

    /**
     * Reads a call's query.
     *
     * @param others the parameters that are allowed besides the filters
     * @throws IllegalArgumentException if it cannot be read, or has another parameter
     */
    EventFilter(Call call, String... others) {
        query = Query.decode(call.query());
        if (query.problem() != null) {
            throw new IllegalArgumentException(query.problem().message());
        }
        Set<String> known = new TreeSet<>(FILTERS);
        known.addAll(Set.of(others));
        query.parameters().fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("a parameter must be one of " + String.join(", ", known));
            }
        });
    }

    /**
     * Returns whether an event is asked for.
     *
     * @throws IllegalArgumentException if a value is none that its parameter can have
     */
    Predicate<Received> predicate() {
        Predicate<Received> filter = event -> true;
        String vendor = text("vendor");
        if (vendor != null) {
            Vendor wanted = Vendor.of(vendor);
            filter = filter.and(event -> event.vendor() == wanted);
        }
        String verdict = text("verdict");
        if (verdict != null) {
            filter = filter.and(verdict(verdict));
        }
        String kind = text("kind");
        if (kind != null) {
            EventKind wanted = named("kind", kind, EventKind.values());
            filter = filter.and(event -> event.kind() == wanted);
        }
        return filter.and(equal("orderId", Received::orderId)).and(equal("visitor", Received::visitor));
    }

    private static Predicate<Received> verdict(String text) {
        if (text.equalsIgnoreCase("throttled")) {
            return Received::throttled;
        }
        Verdict wanted = named("verdict", text, Verdict.values());
        return event -> event.verdict() == wanted;
    }

    private Predicate<Received> equal(String name, Function<Received, @Nullable String> of) {
        String wanted = text(name);
        return wanted == null ? event -> true : event -> wanted.equals(of.apply(event));
    }

    @Nullable
    String text(String name) {
        return query.parameters().path(name).textValue();
    }

    /** Returns a whole number within bounds, or what holds without one. */
    int number(String name, int otherwise, int least, int most) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, together with the bounds.
        }
        throw new IllegalArgumentException(name + " must be a whole number from " + least + " to " + most);
    }

    private static <E extends Enum<E>> E named(String name, String text, E[] values) {
        return Arrays.stream(values)
                .filter(value -> value.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " must be one of "
                        + Arrays.stream(values)
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
