package io.salestracker.testkit.internal;

import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Events and revenue in each of the last minutes that had any, for the page's charts. Guarded by the journal's lock. */
final class Minutes {
    private static final int MAX = 60;

    /** One minute, with the vendors that had an event in it. */
    record Minute(Instant start, Map<Vendor, Long> events, Map<Vendor, Map<String, BigDecimal>> revenue) {}

    private final TreeMap<Instant, Minute> minutes = new TreeMap<>();

    void add(Received event, boolean isRevenue) {
        Minute minute = minutes.computeIfAbsent(
                event.receivedAt().truncatedTo(ChronoUnit.MINUTES),
                start -> new Minute(start, new EnumMap<>(Vendor.class), new EnumMap<>(Vendor.class)));
        minute.events().merge(event.vendor(), 1L, Long::sum);
        String currency = event.currency();
        BigDecimal amount = event.amount();
        if (isRevenue && currency != null && amount != null) {
            minute.revenue()
                    .computeIfAbsent(event.vendor(), vendor -> new TreeMap<>())
                    .merge(currency, amount, BigDecimal::add);
        }
        if (minutes.size() > MAX) {
            minutes.pollFirstEntry();
        }
    }

    /** Returns a copy, oldest first. */
    List<Minute> copy() {
        List<Minute> all = new ArrayList<>(minutes.size());
        for (Minute minute : minutes.values()) {
            Map<Vendor, Map<String, BigDecimal>> revenue = new EnumMap<>(Vendor.class);
            minute.revenue().forEach((vendor, sums) -> revenue.put(vendor, Map.copyOf(sums)));
            all.add(new Minute(minute.start(), Map.copyOf(minute.events()), revenue));
        }
        return all;
    }

    void clear() {
        minutes.clear();
    }
}
