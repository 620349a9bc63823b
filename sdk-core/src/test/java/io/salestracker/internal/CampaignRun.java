package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.FlushReport;
import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import io.salestracker.Receipt;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.event.EventKind;
import io.salestracker.event.Purchase;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.FakeIdentity;
import io.salestracker.store.EventStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One run of one lane, without threads, under a clock that is set: what happens next is drawn, also what happens while
 * requests are under way, and after each step every promise is checked that can be.
 */
final class CampaignRun {
    private static final List<EventKind> KINDS = List.of(EventKind.values());
    private static final List<String> CURRENCIES = List.of("EUR", "USD", "JPY");
    // The longest pause that a vendor can ask for, and then some for backoff and probes.
    private static final Duration RECOVERY = Duration.ofMinutes(30);

    private final Random random;
    private final LaneBench bench;
    private final CampaignVendor vendor;
    private final Budget share;
    private final Map<String, FakeEvent> events = new HashMap<>();
    private final Map<String, BigDecimal> totals = new HashMap<>();
    private final Map<String, Receipt> receipts = new HashMap<>();
    private final Map<String, Outcome> ended = new HashMap<>();
    private final List<Flush> flushes = new ArrayList<>();
    private int depth;
    private boolean closed;
    private boolean aborted;

    /** A flush under way, and the events it covers that were open when it began. */
    private record Flush(EventStore.Flush ticket, List<String> open) {}

    CampaignRun(Random random) {
        this.random = random;
        boolean whole = random.nextBoolean();
        FakeDestination destination = new FakeDestination("fake", random.nextBoolean() ? 1 : 7, whole);
        DeliverySettings.Builder settings = destination.settings().toBuilder()
                .batchSize(1 + random.nextInt(7))
                .flushInterval(Duration.ofMillis(random.nextInt(3) * 500L))
                .maxInFlight(1 + random.nextInt(4));
        KINDS.forEach(kind ->
                settings.mode(kind, random.nextBoolean() ? DeliveryMode.AT_MOST_ONCE : DeliveryMode.AT_LEAST_ONCE));
        this.share = new Budget(5 + random.nextInt(30), 5_000 + random.nextInt(30_000));
        this.bench = new LaneBench(destination, settings.build(), share);
        this.vendor = new CampaignVendor(random, whole, events::get, this::meanwhile);
        bench.transport.otherwise(vendor);
    }

    void play() {
        int steps = 20 + random.nextInt(60);
        for (int i = 0; i < steps; i++) {
            step();
            check();
        }
        end();
    }

    private void step() {
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> track();
            case 3 -> bench.lane.step();
            case 4 -> bench.clock.advance(Duration.ofMillis(random.nextInt(40_000)));
            default -> unusual();
        }
    }

    /** Other senders work, callers track and clocks run on while a request is under way. */
    private void meanwhile() {
        depth++;
        while (!vendor.healthy && depth < 4 && random.nextInt(3) > 0) {
            step();
        }
        depth--;
    }

    private void unusual() {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> bench.clock.advance(Duration.ofMillis(-random.nextInt(5_000)));
            case 3, 4 -> bench.clock.advance(Duration.ofHours(random.nextInt(3)));
            case 5, 6, 7 -> flushes.add(new Flush(bench.lane.beginFlush(true), open()));
            case 8, 9, 10 -> endFlush();
            case 11, 12 -> {
                if (depth == 0) {
                    bench.run();
                }
            }
            case 13, 14 -> erase();
            default -> close();
        }
    }

    /** Ends what is open of a visitor, but for what is under way. */
    private void erase() {
        String key = "key" + random.nextInt(3);
        List<String> its = open().stream()
                .filter(content -> key.equals(events.get(content).orderingKey()))
                .toList();

        assertThat(bench.lane.erase(FakeIdentity.visitor(key))).isEqualTo(its.size());

        vendor.erased(its);
        if (depth == 0) {
            its.forEach(
                    content -> assertThat(receipts.get(content).isComplete()).isTrue());
        }
    }

    private void track() {
        String content = "e" + events.size();
        EventKind kind = KINDS.get(random.nextInt(KINDS.size()));
        String key = random.nextInt(4) == 0 ? null : "key" + random.nextInt(3);
        FakeEvent event = FakeEvent.of(kind, key, random.nextInt(40) == 0 ? "large" : content);
        if (random.nextInt(3) == 0) {
            event = event.asRepeatable();
        }
        if (random.nextInt(5) == 0) {
            event = event.withId("order" + random.nextInt(5));
        }
        boolean neutral = kind == EventKind.PURCHASE
                && random.nextBoolean()
                && event.content().equals(content);
        if (neutral) {
            event = event.asRepeatable();
        }
        events.put(content, event);
        receipts.put(content, bench.track(neutral ? purchase(event) : event));
        if (closed) {
            assertThat(bench.outcome(receipts.get(content))).isEqualTo("DROPPED CLOSED");
        }
    }

    /** The same as a neutral purchase, whose total counts. */
    private Purchase purchase(FakeEvent event) {
        String currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
        BigDecimal total = BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(4));
        totals.merge(currency, total, BigDecimal::add);
        return Purchase.builder()
                .id(event.id())
                .visitor(event.orderingKey() == null ? null : FakeIdentity.visitor(event.orderingKey()))
                .orderId(event.content())
                .currency(currency)
                .total(total)
                .build();
    }

    private List<String> open() {
        return receipts.keySet().stream()
                .filter(content -> !receipts.get(content).isComplete())
                .toList();
    }

    private void endFlush() {
        if (!flushes.isEmpty()) {
            Flush flush = flushes.remove(random.nextInt(flushes.size()));
            FlushReport.Result result = bench.lane.endFlush(flush.ticket);
            long stillOpen = flush.open.stream()
                    .filter(content -> !receipts.get(content).isComplete())
                    .count();
            assertThat(result.pending()).isEqualTo(stillOpen);
            assertThat(result.settled()).isEqualTo(flush.open.size() - stillOpen);
        }
    }

    /** Refuses events at any moment, and a while later, perhaps with requests under way, stops. */
    private void close() {
        if (!closed) {
            closed = true;
            bench.lane.refuseEvents();
        } else if (!aborted && random.nextInt(3) == 0) {
            abort();
        }
    }

    private void abort() {
        aborted = true;
        bench.abort();
        if (random.nextBoolean()) {
            vendor.abandoned();
            bench.lane.finish();
            assertThat(open()).isEmpty();
        }
    }

    private void check() {
        assertThat(vendor.wrong).isEmpty();
        DestinationStats stats = bench.stats();
        assertThat(stats.balanced()).as("%s", stats).isTrue();
        assertThat(stats.tracked()).isEqualTo(events.size());
        assertThat(stats.pending()).isLessThanOrEqualTo(share.events());
        assertThat(stats.pendingBytes()).isLessThanOrEqualTo(share.bytes());
        assertThat(stats.oldestPending() == null).isEqualTo(stats.pending() == 0);
        checkAmounts(stats);
        receipts.forEach((content, receipt) -> {
            if (receipt.isComplete()) {
                Outcome outcome = receipt.outcomes().get("fake");
                Outcome before = ended.putIfAbsent(content, outcome);
                assertThat(outcome).isSameAs(before == null ? outcome : before);
            }
        });
        assertThat(ended).hasSize((int) (stats.tracked() - stats.pending()));
    }

    /** What was tracked is what ended and what is pending. */
    private void checkAmounts(DestinationStats stats) {
        for (String currency : CURRENCIES) {
            BigDecimal sum = stats.pendingAmounts().getOrDefault(currency, BigDecimal.ZERO);
            for (Kind kind : Kind.values()) {
                sum = sum.add(stats.amounts(kind).getOrDefault(currency, BigDecimal.ZERO));
            }
            assertThat(sum).as("%s", stats).isEqualByComparingTo(totals.getOrDefault(currency, BigDecimal.ZERO));
        }
        assertThat(stats.pending() > 0 || stats.pendingAmounts().isEmpty()).isTrue();
    }

    private void end() {
        while (!flushes.isEmpty()) {
            endFlush();
        }
        if (!aborted && random.nextBoolean()) {
            recover();
        } else {
            bench.lane.refuseEvents();
            closed = true;
            bench.abort();
            track();
        }
        check();
        DestinationStats stats = bench.stats();
        assertThat(stats.pending()).as("%s", stats).isZero();
        assertThat(stats.pendingBytes()).isZero();
        assertThat(bench.told()).hasSize(events.size());
        receipts.keySet().forEach(this::checkAgainstVendor);
    }

    /** A vendor that is well again gets everything, soon, though nobody but the lane itself says when to look. */
    private void recover() {
        vendor.healthy = true;
        Instant start = bench.clock.instant();
        bench.run();
        while (bench.stats().pending() > 0) {
            Instant now = bench.clock.instant();
            Instant next = bench.lane.nextDue();
            assertThat(next)
                    .as("a lane that waits for something: %s", bench.stats())
                    .isNotNull();
            assertThat(next).isAfter(now);
            assertThat(next).isBefore(start.plus(RECOVERY));
            bench.clock.set(next);
            bench.run();
        }
    }

    /** The outcome against what the vendor saw. */
    private void checkAgainstVendor(String content) {
        Outcome outcome = ended.get(content);
        int times = vendor.taken(content);
        int doubts = vendor.doubts(content);
        String what = content + " " + outcome + " taken " + times + " doubts " + doubts;
        switch (outcome.kind()) {
            case DELIVERED -> assertThat(times).as(what).isBetween(1, 1 + doubts);
            case UNCONFIRMED -> assertThat(doubts).as(what).isPositive();
            case REJECTED -> assertThat(times).as(what).isLessThanOrEqualTo(doubts);
            case EXPIRED, DROPPED, INVALID, SKIPPED ->
                assertThat(times + doubts).as(what).isZero();
            case STORED -> throw new AssertionError(what);
        }
        FakeEvent event = events.get(content);
        boolean repeated = event.repeatable() || bench.settings().mode(event.kind()) == DeliveryMode.AT_LEAST_ONCE;
        if (!repeated) {
            assertThat(times).as(what).isLessThanOrEqualTo(1);
        } else if (times == 0 && !closed) {
            // What may be repeated is given up for want of time or room only.
            assertThat(outcome.kind() == Kind.UNCONFIRMED && outcome.reason().equals("NOT_REPEATED"))
                    .as(what)
                    .isFalse();
        }
    }
}
