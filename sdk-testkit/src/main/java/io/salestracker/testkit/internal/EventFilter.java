package io.salestracker.testkit.internal;

import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import io.salestracker.testkit.Vendor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a query of the JSON API asks for. */
final class EventFilter {
    private static final Set<String> FILTERS = Set.of("vendor", "disposition", "kind", "orderId", "visitor", "search");

    /** The dispositions, and what the page tells apart beyond them. */
    private static final Map<String, Predicate<Received>> VERDICTS = dispositions();

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
        Predicate<Received> filter = anyOf("vendor", EventFilter::vendor)
                .and(anyOf("disposition", EventFilter::disposition))
                .and(search());
        String kind = text("kind");
        if (kind != null) {
            ReceivedKind wanted = named("kind", kind, ReceivedKind.values());
            filter = filter.and(event -> event.kind() == wanted);
        }
        return filter.and(equal("orderId", Received::orderId)).and(equal("visitor", Received::visitor));
    }

    private static Map<String, Predicate<Received>> dispositions() {
        Map<String, Predicate<Received>> dispositions = new LinkedHashMap<>();
        for (Disposition disposition : Disposition.values()) {
            dispositions.put(disposition.name().toLowerCase(Locale.ROOT), event -> event.disposition() == disposition);
        }
        dispositions.put("answered", event -> event.disposition() == Disposition.ACCEPTED && !event.responseFailed());
        dispositions.put("lost", Received::acceptedThenFailed);
        dispositions.put("throttled", Received::throttled);
        dispositions.put("failed", event -> event.disposition() == Disposition.FAULTED && !event.throttled());
        return dispositions;
    }

    /** One value, or several with commas between them. */
    private Predicate<Received> anyOf(String name, Function<String, Predicate<Received>> one) {
        String wanted = text(name);
        return wanted == null
                ? event -> true
                : Arrays.stream(wanted.split(",", -1))
                        .map(one)
                        .reduce(Predicate::or)
                        .orElseThrow();
    }

    private static Predicate<Received> vendor(String text) {
        Vendor wanted = Vendor.of(text);
        return event -> event.vendor() == wanted;
    }

    private static Predicate<Received> disposition(String text) {
        Predicate<Received> wanted = VERDICTS.get(text.toLowerCase(Locale.ROOT));
        if (wanted == null) {
            throw new IllegalArgumentException("disposition must be one of " + String.join(", ", VERDICTS.keySet()));
        }
        return wanted;
    }

    /** The text anywhere in order id, order number, visitor or name, in any case. */
    private Predicate<Received> search() {
        String wanted = text("search");
        if (wanted == null) {
            return event -> true;
        }
        String text = wanted.toLowerCase(Locale.ROOT);
        return event -> Stream.of(event.orderId(), event.orderNumber(), event.visitor(), event.name())
                .anyMatch(
                        value -> value != null && value.toLowerCase(Locale.ROOT).contains(text));
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
