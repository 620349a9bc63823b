package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliveryMode;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.delivery.TransportException;
import io.salestracker.delivery.TransportException.Sent;
import io.salestracker.destination.Answer;
import io.salestracker.destination.Request;
import io.salestracker.event.EventKind;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import io.salestracker.fakes.ScriptedTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Thousands of short runs of one lane with everything that can happen to it, checked after each step. */
class LaneCampaignTest {
    private static final int RUNS = 3_000;

    static LongStream seeds() {
        String replay = System.getProperty("salestracker.seed");
        return replay == null ? LongStream.range(0, 30) : LongStream.of(Long.parseLong(replay));
    }

    @ParameterizedTest(name = "seed {0}; replay with -Dsalestracker.seed={0}")
    @MethodSource("seeds")
    void keepsItsPromisesWhateverHappens(long seed) {
        for (int run = 0; run < RUNS / 30; run++) {
            new Run(new Random(seed * 1_000 + run)).play();
        }
    }

    /** One run, and what a vendor that keeps count has seen in it. */
    private static final class Run {
        private final Random random;
        private final LaneBench bench;
        private final Budget share;
        private final Map<String, Receipt> receipts = new HashMap<>();
        private final Map<String, FakeEvent> events = new HashMap<>();
        private final Map<String, Integer> accepted = new HashMap<>();
        private final Map<String, Integer> ambiguous = new HashMap<>();
        private final Map<String, Integer> lastAcceptedOfKey = new HashMap<>();
        private final Map<String, Outcome> first = new HashMap<>();
        // Found inside the transport, where an assertion would pass for a transport that breaks.
        private final List<String> broken = new ArrayList<>();
        private final boolean whole;
        private int count;

        private Run(Random random) {
            this.random = random;
            this.whole = random.nextBoolean();
            FakeDestination destination = new FakeDestination("fake", random.nextBoolean() ? 1 : 7, whole);
            DeliverySettings settings = destination.settings().toBuilder()
                    .batchSize(1 + random.nextInt(7))
                    .flushInterval(Duration.ofMillis(random.nextInt(3) * 500L))
                    .maxInFlight(1 + random.nextInt(4))
                    .mode(random.nextBoolean() ? DeliveryMode.AT_MOST_ONCE : DeliveryMode.AT_LEAST_ONCE)
                    .build();
            this.share = new Budget(5 + random.nextInt(30), 5_000 + random.nextInt(30_000));
            this.bench = new LaneBench(destination, settings, share);
            bench.transport.otherwise(this::answer);
        }

        private void play() {
            int steps = 20 + random.nextInt(60);
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> track();
                    case 3 -> bench.lane.step();
                    case 4 -> bench.clock.advance(Duration.ofMillis(random.nextInt(40_000)));
                    default -> unusual();
                }
                check();
            }
            end();
        }

        private void unusual() {
            switch (random.nextInt(4)) {
                case 0 -> bench.clock.advance(Duration.ofMillis(-random.nextInt(5_000)));
                case 1 -> bench.clock.advance(Duration.ofHours(random.nextInt(3)));
                case 2 -> bench.lane.endFlush(bench.lane.beginFlush());
                default -> bench.run();
            }
        }

        private void track() {
            String content = "e" + count++;
            EventKind kind = List.of(EventKind.values()).get(random.nextInt(4));
            String key = random.nextInt(4) == 0 ? null : "key" + random.nextInt(3);
            FakeEvent event = FakeEvent.of(kind, key, random.nextInt(40) == 0 ? "large" : content);
            if (random.nextInt(3) == 0) {
                event = event.asRepeatable();
            }
            if (random.nextInt(5) == 0) {
                event = event.withId("order" + random.nextInt(5));
            }
            events.put(content, event);
            receipts.put(content, bench.track(event));
        }

        private Answer answer(Request request) throws TransportException {
            List<String> contents = ScriptedTransport.contents(request);
            checkOrderWithin(contents);
            switch (random.nextInt(16)) {
                case 0 -> throw new TransportException(Sent.NOT_SENT, "connect", null);
                case 1 -> {
                    maybeTake(contents);
                    throw new TransportException(Sent.MAYBE_SENT, "reset", null);
                }
                case 2 -> {
                    maybeTake(contents);
                    return Answer.of(500);
                }
                case 3 -> {
                    return retryAfter(429);
                }
                case 4 -> {
                    return retryAfter(503);
                }
                case 5 -> {
                    return Answer.of(List.of(408, 425, 503).get(random.nextInt(3)));
                }
                case 6 -> {
                    return Answer.of(List.of(401, 403, 404, 302).get(random.nextInt(4)));
                }
                case 7 -> {
                    return Answer.of(413);
                }
                case 8 -> {
                    return refusal(contents);
                }
                default -> {
                    contents.forEach(content -> take(content, false));
                    return Answer.of(200);
                }
            }
        }

        private Answer refusal(List<String> contents) {
            boolean named = random.nextBoolean();
            if (!whole && contents.size() > 1) {
                // Such a vendor may have taken some of those it does not name.
                contents.stream().skip(named ? 1 : 0).forEach(content -> {
                    if (random.nextBoolean()) {
                        take(content, true);
                    } else {
                        ambiguous.merge(content, 1, Integer::sum);
                    }
                });
            }
            return named
                    ? Answer.of(422, "{\"errors\":[{\"index\":0,\"code\":\"bad\"}]}")
                    : Answer.of(List.of(400, 409, 422).get(random.nextInt(3)));
        }

        private Answer retryAfter(int status) {
            String value = List.of("1", "30", "0", "99999999999999", "soon", "Fri, 20 Nov 2026 11:00:00 GMT")
                    .get(random.nextInt(6));
            return Answer.of(status, Map.of("Retry-After", List.of(value)), new byte[0]);
        }

        private void maybeTake(List<String> contents) {
            boolean taken = random.nextBoolean();
            for (String content : contents) {
                if (taken) {
                    take(content, true);
                } else {
                    ambiguous.merge(content, 1, Integer::sum);
                }
            }
        }

        private void take(String content, boolean answerFailed) {
            accepted.merge(content, 1, Integer::sum);
            if (answerFailed) {
                ambiguous.merge(content, 1, Integer::sum);
            }
            String key = events.get(content).orderingKey();
            int number = Integer.parseInt(content.substring(1));
            if (key != null && accepted.get(content) == 1) {
                Integer last = lastAcceptedOfKey.put(key, number);
                // A vendor that takes a part of what it refuses breaks the order itself.
                if (whole && last != null && last > number) {
                    broken.add(content + " after e" + last + " of " + key);
                }
            }
        }

        private void checkOrderWithin(List<String> contents) {
            Map<String, Integer> last = new HashMap<>();
            for (String content : contents) {
                String key = events.get(content).orderingKey();
                int number = Integer.parseInt(content.substring(1));
                if (key != null) {
                    Integer before = last.put(key, number);
                    if (before != null && before > number) {
                        broken.add("order within " + contents);
                    }
                }
            }
        }

        private void check() {
            assertThat(broken).isEmpty();
            DestinationStats stats = bench.stats();
            assertThat(stats.balanced()).as("%s", stats).isTrue();
            assertThat(stats.tracked()).isEqualTo(count);
            assertThat(stats.pending()).isLessThanOrEqualTo(share.events());
            assertThat(stats.pendingBytes()).isLessThanOrEqualTo(share.bytes());
            receipts.forEach((content, receipt) -> {
                if (receipt.isComplete()) {
                    Outcome outcome = receipt.outcomes().get("fake");
                    Outcome before = first.putIfAbsent(content, outcome);
                    if (before != null) {
                        assertThat(outcome).isSameAs(before);
                    }
                }
            });
            assertThat(first).hasSize((int) (stats.tracked() - stats.pending()));
        }

        private void end() {
            boolean patient = random.nextBoolean();
            if (patient) {
                for (int i = 0; i < 60; i++) {
                    bench.runAfter(Duration.ofMinutes(30));
                }
            } else {
                bench.lane.refuseEvents();
                bench.lane.abort();
                track();
            }
            check();
            DestinationStats stats = bench.stats();
            assertThat(stats.pending()).as("%s", stats).isZero();
            assertThat(stats.pendingBytes()).isZero();
            assertThat(bench.told).hasSize(count);
            new ArrayList<>(receipts.keySet()).forEach(this::checkAgainstVendor);
        }

        /** The outcome against what the vendor saw. */
        private void checkAgainstVendor(String content) {
            Outcome outcome = first.get(content);
            int times = accepted.getOrDefault(content, 0);
            int doubts = ambiguous.getOrDefault(content, 0);
            String what = content + " " + outcome + " accepted " + times + " doubts " + doubts;
            switch (outcome.kind()) {
                case DELIVERED -> assertThat(times).as(what).isBetween(1, 1 + doubts);
                case UNCONFIRMED -> assertThat(doubts).as(what).isPositive();
                case REJECTED -> assertThat(times).as(what).isLessThanOrEqualTo(doubts);
                case EXPIRED, DROPPED, INVALID, SKIPPED ->
                    assertThat(times + doubts).as(what).isZero();
                case STORED -> throw new AssertionError(what);
            }
            boolean repeatable = events.get(content).repeatable()
                    || bench.lane.settings.mode(events.get(content).kind()) == DeliveryMode.AT_LEAST_ONCE;
            if (!repeatable) {
                assertThat(times).as(what).isLessThanOrEqualTo(1);
            }
        }
    }
}
