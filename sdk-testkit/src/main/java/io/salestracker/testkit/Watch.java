package io.salestracker.testkit;

import io.salestracker.FlushReport;
import io.salestracker.SalesTracker;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a chain of assertions looks at: the events of one vendor or of all, of one visitor or of all, how long it waits for
 * them, and which of them earlier assertions of the chain have claimed. Not thread-safe.
 *
 * @param vendor whose events, null for all vendors'
 * @param visitor whose events, null for all visitors'
 * @param limit the longest wait
 * @param claimed the numbers of the events that were asserted, shared with what this was narrowed from
 */
record Watch(
        VendorSandbox sandbox,
        @Nullable Vendor vendor,
        @Nullable String visitor,
        Duration limit,
        Set<Long> claimed) {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

    static Watch all(VendorSandbox sandbox) {
        return new Watch(sandbox, null, null, DEFAULT_LIMIT, new HashSet<>());
    }

    Watch at(Vendor other) {
        return new Watch(sandbox, other, visitor, limit, claimed);
    }

    Watch of(String other) {
        return new Watch(sandbox, vendor, other, limit, claimed);
    }

    Watch within(Duration other) {
        if (other.isNegative()) {
            throw new IllegalArgumentException("the limit must not be negative: " + other);
        }
        return new Watch(sandbox, vendor, visitor, other, claimed);
    }

    /** Returns who is watched, for messages. */
    String who() {
        return (vendor == null ? "the sandbox" : vendor.id()) + (visitor == null ? "" : ", from that visitor,");
    }

    /** Returns the events there are, oldest first. */
    List<Received> events(Predicate<Received> filter) {
        return sandbox.events(event -> (vendor == null || event.vendor() == vendor)
                && (visitor == null || visitor.equals(event.visitor()))
                && event.kind() != ReceivedKind.TOKEN
                && filter.test(event));
    }

    List<Received> accepted() {
        return events(event -> event.disposition() == Disposition.ACCEPTED);
    }

    /** Returns the events that are no assertion's yet and were taken as new, ignored or rejected. */
    List<Received> others() {
        return events(event -> !claimed.contains(event.sequence())
                && event.disposition() != Disposition.FAULTED
                && event.disposition() != Disposition.DUPLICATE);
    }

    /** Returns the repeats: recognised by the vendor, or accepted again because it does not recognise them. */
    List<Received> duplicates() {
        Set<List<Object>> seen = new HashSet<>();
        List<Received> repeats = new ArrayList<>();
        for (Received event : events(event -> event.disposition().isTaken())) {
            String id = event.kind() == ReceivedKind.ORDER && event.orderId() != null
                    ? event.orderId()
                    : event.idempotencyKey();
            boolean again = id != null && !seen.add(List.of(event.vendor(), event.kind(), id));
            if (again || event.disposition() == Disposition.DUPLICATE) {
                repeats.add(event);
            }
        }
        return repeats;
    }

    BigDecimal revenue(String currency) {
        return accepted().stream()
                .filter(event -> event.kind() == ReceivedKind.ORDER && currency.equals(event.currency()))
                .map(Received::amount)
                .filter(Objects::nonNull)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Returns what is wanted, of whom we watch. */
    Wanted scoped(Wanted wanted) {
        return visitor == null ? wanted : wanted.with(Wanted.from(visitor));
    }

    /**
     * Returns the first unclaimed event that is wanted, waiting for it, or null.
     *
     * @param patiently whether to wait also while the sandbox's tracker has nothing on its way
     */
    @Nullable
    Received await(Wanted wanted, boolean patiently) {
        await(() -> !wanted(wanted).isEmpty() || (!patiently && sandbox.trackerInUse() != null && isSettled()));
        List<Received> found = wanted(wanted);
        return found.isEmpty() ? null : found.get(0);
    }

    private List<Received> wanted(Wanted wanted) {
        return events(event -> !claimed.contains(event.sequence()) && wanted.matches(event));
    }

    /** Waits until something holds, until the limit is reached or until this thread is interrupted. */
    void await(BooleanSupplier holds) {
        long start = System.nanoTime();
        flush();
        while (!holds.getAsBoolean()
                && System.nanoTime() - start < limit.toNanos()
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** Waits until the sandbox's tracker has nothing more on its way to whom we watch. */
    void settle() {
        await(this::isSettled);
    }

    private boolean isSettled() {
        FlushReport report = flush();
        return report == null || results(report).stream().allMatch(result -> result.pending() == 0);
    }

    private Collection<FlushReport.Result> results(FlushReport report) {
        FlushReport.Result one = vendor == null ? null : report.destinations().get(vendor.id());
        return one == null ? report.destinations().values() : List.of(one);
    }

    private @Nullable FlushReport flush() {
        SalesTracker tracker = sandbox.trackerInUse();
        if (tracker == null) {
            return null;
        }
        try {
            return tracker.flush(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Returns the limit in words. */
    String limitInWords() {
        long millis = limit.toMillis();
        return "within " + (millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms");
    }
}
