package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotDestination.Refused;
import io.salestracker.event.EventBuilder;
import io.salestracker.http.HttpTransport;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.text.TextDestination;
import io.salestracker.tracktor.TracktorDestination;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Promise 16: with clock, random source and transport in the test's hand, the same input gives the same bytes. */
@Timeout(60)
class RepeatableIT {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Instant START = Instant.parse("2026-03-01T12:00:00.123456789Z");
    private static final int BATCH = 20;
    private static final long SEED = 42;
    // The first three waits before an event is sent again: half a second, doubling, each shortened by up to half.
    private static final List<Duration> WAITS = waits();

    /** All that a user's test can replace, and what was sent with it. Thread-safe. */
    private static final class Bench {
        private final AtomicReference<Instant> clock = new AtomicReference<>(START);
        private final Queue<String> sent = new ConcurrentLinkedQueue<>();
        private final AtomicReference<Response> response = new AtomicReference<>(Response.of(200));

        private SalesTracker.Builder builder() {
            return SalesTracker.builder()
                    .clock(clock::get)
                    .random(new Random(SEED))
                    .transport(settings -> new HttpTransport() {
                        @Override
                        public Response send(Request request) {
                            sent.add(Duration.between(START, clock.get()).toMillis() + " ms: " + text(request));
                            return response.get();
                        }

                        @Override
                        public void close() {}
                    });
        }

        private void advance(Duration step) {
            clock.updateAndGet(now -> now.plus(step));
        }

        private static String text(Request request) {
            StringBuilder text = new StringBuilder(request.method() + " " + request.uri() + "\n");
            request.headers().forEach((name, value) -> text.append(name + ": " + value + "\n"));
            byte[] body = request.body();
            return text.append(body == null ? "" : new String(body, UTF_8)).toString();
        }
    }

    private static List<Destination> destinations() {
        return List.of(
                AlhenaDestination.builder("acme").source("SHOP").build(),
                TextDestination.builder("3f0c1d5e-7a41-4f0e-9d53-0b6c2f1a8e77").build(),
                EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .eventIdField("event_id")
                        .chatIdField("chat")
                        .build(),
                TracktorDestination.builder("site-token")
                        .signingSecret("2D8CarQ4rX3WvH6TK7DpJDk5")
                        .alias(true)
                        .build());
    }

    /** One event after the other, each to its end, so that only what is sent matters and not which thread was first. */
    private static List<String> oneAfterTheOther() throws InterruptedException {
        Bench bench = new Bench();
        SalesTracker.Builder builder = bench.builder();
        destinations().forEach(builder::destination);
        List<String> all = new ArrayList<>();
        try (SalesTracker tracker = builder.build()) {
            for (EventBuilder<?> event : CanaryShop.events(1)) {
                Receipt receipt = tracker.track(event);
                assertThat(receipt.await(LONG)).isTrue();
                // The four lanes send at the same time.
                all.addAll(bench.sent.stream().sorted().toList());
                bench.sent.clear();
                all.add(receipt.eventId() + " " + receipt.outcomes());
                bench.advance(Duration.ofSeconds(1));
            }
        }
        return all;
    }

    @Test
    void theSameEventsAreTheSameRequestsWhereverTheProgramRuns() throws Exception {
        List<String> first = oneAfterTheOther();
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "th-TH-u-ca-buddhist-nu-thai", "hi-IN-u-nu-deva")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
                assertThat(oneAfterTheOther()).as(tag).isEqualTo(first);
            }
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void theRequestsAreTheOnesThatWereReadAndFoundGood() throws Exception {
        String sent = String.join("\n", oneAfterTheOther()) + "\n";
        try (InputStream golden = getClass().getResourceAsStream("promise16.txt")) {
            assertThat(sent).isEqualTo(new String(golden.readAllBytes(), UTF_8));
        } catch (NullPointerException | IOException e) {
            throw new AssertionError("no golden file; what was sent:\n" + sent, e);
        }
    }

    @Test
    void concurrentEventsMakeTheSameRequestsInAnyOrder() throws Exception {
        assertThat(manyAtOnce()).isEqualTo(manyAtOnce()).hasSizeGreaterThan(500);
    }

    private static List<String> manyAtOnce() throws InterruptedException {
        Bench bench = new Bench();
        SalesTracker.Builder builder = bench.builder();
        destinations().forEach(builder::destination);
        try (SalesTracker tracker = builder.build()) {
            for (int i = 0; i < 30; i++) {
                CanaryShop.events(i).forEach(tracker::track);
            }
            assertThat(tracker.flush(LONG).complete()).isTrue();
        }
        return bench.sent.stream().sorted().toList();
    }

    @Test
    void batchesThatAreFullAreTheSameBatches() throws Exception {
        assertThat(batches()).isEqualTo(batches()).hasSize(3);
    }

    private static List<String> batches() throws InterruptedException {
        Bench bench = new Bench();
        EbbotDestination ebbot = EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                .maxBatchSize(BATCH, Refused.WHOLE)
                .eventIdField("event_id")
                .build();
        try (SalesTracker tracker = bench.builder().destination(ebbot).build()) {
            for (int batch = 0; batch < 3; batch++) {
                for (int i = 0; i < BATCH; i++) {
                    tracker.track(CanaryShop.events(BATCH * batch + i).get(i % 2 == 0 ? 0 : 3));
                }
                // The clock stands still: only a full batch is sent.
                await().atMost(LONG)
                        .until(() -> tracker.stats().destination("ebbot").pending() == 0);
            }
        }
        return List.copyOf(bench.sent);
    }

    @Test
    void retriesAtTheSameTimes() throws Exception {
        List<String> first = retries();

        assertThat(first).isEqualTo(retries());
        Duration second = WAITS.get(0);
        Duration third = second.plus(WAITS.get(1));
        assertThat(first.stream().map(sent -> sent.substring(0, sent.indexOf(':'))))
                .containsExactly(
                        "0 ms",
                        second.toMillis() + " ms",
                        third.toMillis() + " ms",
                        third.plus(WAITS.get(2)).toMillis() + " ms");
        assertThat(first.stream().map(sent -> sent.substring(sent.indexOf(':'))).distinct())
                .hasSize(1);
    }

    private static List<Duration> waits() {
        SplittableRandom jitter = new SplittableRandom(new Random(SEED).nextLong());
        return Stream.of(500, 1000, 2000)
                .map(longest -> Duration.ofMillis(Math.round(longest * (1 - 0.5 * jitter.nextDouble()))))
                .toList();
    }

    private static List<String> retries() throws InterruptedException {
        Bench bench = new Bench();
        EbbotDestination ebbot = EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                .build();
        DeliverySettings settings = ebbot.settings().toBuilder()
                .backoff(Duration.ofMillis(500), Duration.ofSeconds(60))
                .build();
        bench.response.set(Response.of(503));
        try (SalesTracker tracker = bench.builder()
                .destination(ebbot, route -> route.settings(settings))
                .build()) {
            Receipt receipt = tracker.track(CanaryShop.events(1).get(0));
            for (int attempt = 1; attempt <= 3; attempt++) {
                int failed = attempt;
                await().atMost(LONG)
                        .until(() -> tracker.stats().destination("ebbot").retries() == failed);
                if (attempt == 3) {
                    bench.response.set(Response.of(200));
                }
                // One millisecond too early nothing is due, so a request then would show in the list.
                Duration wait = WAITS.get(attempt - 1);
                bench.advance(wait.minusMillis(1));
                bench.advance(Duration.ofMillis(1));
            }
            assertThat(receipt.await(LONG)).isTrue();
        }
        return List.copyOf(bench.sent);
    }
}
