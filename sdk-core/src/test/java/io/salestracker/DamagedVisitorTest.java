package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.destination.SkipReason;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.LogLines;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.testsupport.Campaigns;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Visitors' texts that a column cut, or that were changed on the way: nothing in them is used, and nothing is sent. */
@Timeout(120)
class DamagedVisitorTest {
    private static final Product PRODUCT =
            Product.builder().productId("1").name("Scarf").unitPrice("10.00").build();
    private static final List<String> VENDORS = List.of("alhena", "ebbot", "text", "tracktor");
    private static final Map<String, Outcome> SENT_NOWHERE = VENDORS.stream()
            .collect(Collectors.toMap(name -> name, name -> new Outcome.Skipped(SkipReason.NO_CONSENT)));

    private final ScriptedTransport transport = new ScriptedTransport();

    private SalesTracker.Builder builder() {
        return SalesTracker.builder()
                .destination(AlhenaDestination.builder("acme").build())
                .destination(EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .build())
                .destination(TextDestination.builder("11111111-2222-4333-8444-555566667777")
                        .build())
                .destination(TracktorDestination.builder("site-token")
                        .signingSecret("secret")
                        .build())
                .transport(settings -> transport);
    }

    private static Purchase.Builder purchase(String orderId) {
        return Purchase.builder()
                .orderId(orderId)
                .currency("EUR")
                .total("10.00")
                .item(LineItem.builder().product(PRODUCT).quantity(1));
    }

    /** Visitors whom all four vendors know, with ids in every script and every kind of consent. */
    private static Stream<Visitor> visitors(long seed, int count) {
        Random random = new Random(seed);
        return Stream.generate(() -> visitor(random)).limit(count);
    }

    private static Visitor visitor(Random random) {
        Visitor.Builder visitor = Visitor.builder()
                .identity(AlhenaIdentity.of(uuid(random), random.nextBoolean() ? uuid(random) : null))
                .identity(TextIdentity.of(random.nextBoolean() ? uuid(random) : text(random)))
                .identity(EbbotIdentity.of(text(random)))
                .identity(
                        TracktorIdentity.of(text(random), random.nextBoolean() ? "0123456789ABCDEF".repeat(4) : null));
        if (random.nextBoolean()) {
            visitor.consent(random.nextBoolean());
        }
        VENDORS.stream().filter(vendor -> random.nextInt(3) == 0).forEach(vendor -> visitor.consent(vendor, true));
        VENDORS.stream().filter(vendor -> random.nextInt(3) == 0).forEach(vendor -> visitor.consent(vendor, false));
        return visitor.build();
    }

    private static String uuid(Random random) {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static String text(Random random) {
        String text = random.ints(1 + random.nextInt(12), 0, Character.MAX_CODE_POINT + 1)
                .map(point -> random.nextBoolean() ? ' ' + point % 0x5F : point)
                .filter(point -> !Character.isISOControl(point) && (point < 0xD800 || point > 0xDFFF))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return text.isBlank() ? "5115" : text;
    }

    private static List<EventBuilder<?>> events(String written, String orderId) {
        return List.of(
                purchase(orderId).visitor(written),
                ProductVisit.builder().visitor(written).product(PRODUCT).currency("EUR"),
                CartChange.builder()
                        .visitor(written)
                        .product(PRODUCT)
                        .currency("EUR")
                        .quantityBefore(0)
                        .quantityAfter(2));
    }

    private static void assertDamaged(Visitor visitor, String as) {
        assertThat(visitor.isDamaged()).as(as).isTrue();
        assertThat(visitor.vendors()).as(as).isEmpty();
        for (String vendor : VENDORS) {
            assertThat(visitor.consents(vendor, true)).as(as).isFalse();
        }
        assertThat(visitor).as(as).hasToString("Visitor[damaged]");
    }

    @Test
    void aTextCutAnywhereGivesADamagedVisitor() {
        long seed = System.nanoTime();
        visitors(seed, Campaigns.times(200)).forEach(visitor -> {
            String written = visitor.write();
            assertThat(Visitor.parse(written)).as("seed %d", seed).isEqualTo(visitor);
            assertThat(Visitor.parse(written).isDamaged()).as("seed %d", seed).isFalse();
            for (int length = 0; length < written.length(); length++) {
                String as = "seed " + seed + ", " + length + " characters";
                String cut = written.substring(0, length);
                assertDamaged(Visitor.parse(cut), as);
                assertDamaged(Visitor.parse(cut + " ".repeat(written.length() - length)), as);
            }
        });
    }

    @Test
    void nothingIsSentOfATextCutAnywhere() {
        long seed = System.nanoTime();
        SalesTracker tracker = builder().build();
        int[] orders = {0};
        visitors(seed, 8).map(Visitor::write).forEach(written -> {
            for (int length = 1; length < written.length(); length++) {
                String as = "seed " + seed + ", " + length + " characters";
                String cut = written.substring(0, length);
                for (EventBuilder<?> event : events(cut, "order-" + orders[0]++)) {
                    assertThat(tracker.track(event).outcomes()).as(as).isEqualTo(SENT_NOWHERE);
                }
                SalesEvent byConsent = purchase("order-" + orders[0]++)
                        .visitor(Visitor.parse(cut).consent(true).consent("ebbot", true))
                        .build();
                assertThat(tracker.track(byConsent).outcomes()).as(as).isEqualTo(SENT_NOWHERE);
                assertThat(tracker.preview(byConsent)).as(as).allMatch(Preview.WouldNot.class::isInstance);
            }
        });
        assertThat(tracker.close(Duration.ofSeconds(30)).complete()).isTrue();
        assertThat(transport.requests()).as("seed %d", seed).isEmpty();
    }

    @Test
    void aTextInWhichOneCharacterChangedIsNotUsed() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        visitors(seed, Campaigns.times(50)).map(Visitor::write).forEach(written -> {
            for (int at = 0; at < written.length(); at++) {
                String before = written.substring(0, at);
                String one = written.substring(at, at + 1);
                String after = written.substring(at + 1);
                String other = Character.toString(' ' + 1 + random.nextInt(0x5E));
                for (String in : List.of(
                        "",
                        one + one,
                        one + other,
                        other + one,
                        other,
                        " ",
                        "+",
                        "&",
                        "\u00e9",
                        "\ud83d",
                        one.toUpperCase(Locale.ROOT),
                        one.toLowerCase(Locale.ROOT))) {
                    assertUnused(written, before + in + after, "seed " + seed + ", at " + at + ": " + in);
                }
            }
        });
    }

    @Test
    void aTextChangedThroughoutIsNotUsed() {
        long seed = System.nanoTime();
        visitors(seed, Campaigns.times(200)).map(Visitor::write).forEach(written -> {
            for (String changed : List.of(
                    written.toUpperCase(Locale.ROOT),
                    written.toLowerCase(Locale.ROOT),
                    written.replace('+', ' '),
                    written.replace("%", ""),
                    written.replace("~", "%7E"),
                    written + written,
                    written + "&~=1",
                    written + ".",
                    written.substring(1),
                    new StringBuilder(written).reverse().toString())) {
                assertUnused(written, changed, "seed " + seed);
            }
        });
    }

    private static void assertUnused(String written, String changed, String as) {
        // Blanks around it are no change, and neither is the quote of a cookie.
        if (!changed.trim().equals(written) && !changed.equals("\"" + written)) {
            try {
                assertDamaged(Visitor.parse(changed), as);
            } catch (InvalidEventException notOurs) {
                assertThat(notOurs).as(as).hasMessageStartingWith("Visitor: ");
            }
        }
    }

    @Test
    void nothingMakesADamagedVisitorWhole() {
        Visitor visitor = visitor(new Random(1));
        Visitor damaged = Visitor.parse(visitor.write().substring(0, 30));

        for (Visitor still : List.of(
                damaged.consent(true),
                damaged.consent(true).consent("text", true),
                damaged.consent("text", true),
                damaged.consent(false),
                damaged.toBuilder().build(),
                damaged.toBuilder().consent(true).identity(TextIdentity.of("7")).build(),
                Visitor.parse(damaged.write()),
                Visitor.parse(Visitor.parse(damaged.consent(true).write()).write()))) {
            assertDamaged(still, "");
            assertThat(still).isEqualTo(damaged).hasSameHashCodeAs(damaged);
            assertThat(still.write()).isEqualTo("v1&~=0");
        }
        assertThat(damaged).isNotEqualTo(Visitor.of().consent(false)).isNotEqualTo(Visitor.of());
        assertThat(visitor.isDamaged() || Visitor.of().consent(false).isDamaged())
                .isFalse();
    }

    @Test
    void aBlankTextOfAColumnIsNoVisitor() {
        for (String blank : List.of("", " ", "\t\r\n  ")) {
            assertThat(purchase("1").visitor(blank).build().visitor()).isNull();
            assertDamaged(Visitor.parse(blank), "");
        }
    }

    @Test
    void damageIsLoggedOnceAMinuteWithoutTheText() {
        try (LogLines log = new LogLines()) {
            SalesTracker tracker = builder().build();
            for (int i = 0; i < 5; i++) {
                tracker.track(purchase("order-" + i).visitor("v1&text=customer-7"));
                tracker.track(
                        purchase("order-" + i).visitor("v1&text=customer-7").build());
            }
            tracker.erase(Visitor.parse("v1&text=customer-7"));
            tracker.erase(Visitor.parse("v1&text=customer-7"));
            tracker.close();

            assertThat(log.all().stream().filter(line -> line.startsWith("WARN")))
                    .containsExactly(
                            "WARN A visitor's text was cut or changed after Visitor.write(), so consent counts as refused and"
                                    + " the event is not sent: keep the text unchanged, in a column that is wide enough"
                                    + " (README, Who it was)",
                            "WARN erase was asked for a visitor whose text was cut or changed after Visitor.write(), so"
                                    + " nothing was found to erase: make the visitor from its identities instead");
            assertThat(log.all()).noneMatch(line -> line.contains("customer-7"));
        }
    }

    @Test
    void damageThatATransformBringsIsLoggedToo() {
        try (LogLines log = new LogLines()) {
            SalesTracker tracker = builder()
                    .destination(
                            TextDestination.builder("11111111-2222-4333-8444-555566667777")
                                    .name("changed")
                                    .build(),
                            route -> route.transform(event -> ((Purchase) event)
                                    .toBuilder().visitor("v1&").build()))
                    .build();
            Receipt receipt =
                    tracker.track(purchase("1").visitor(visitor(new Random(1)).consent(false)));
            tracker.close();

            assertThat(receipt.outcomes()).containsEntry("changed", new Outcome.Skipped(SkipReason.NO_CONSENT));
            assertThat(log.all())
                    .filteredOn(line -> line.contains("was cut or changed"))
                    .hasSize(1);
        }
    }

    @Test
    void aTrackerThatIsOffSaysNothingOfDamage() {
        try (LogLines log = new LogLines();
                SalesTracker tracker = builder().enabled(false).build()) {
            tracker.track(purchase("1").visitor("v1&text=customer-7"));
            tracker.erase(Visitor.parse("v1&text=customer-7"));

            assertThat(log.all()).isEmpty();
        }
    }

    @Test
    void threadsMayShareOneVisitor() throws Exception {
        Visitor visitor = visitor(new Random(2)).consent(true);
        String written = visitor.write();
        List<Throwable> thrown = new ArrayList<>();
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(number -> new Thread(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        Visitor read = i % 2 == 0 ? visitor : Visitor.parse(written);
                        assertThat(read.identity(TracktorIdentity.TYPE))
                                .isEqualTo(visitor.identity(TracktorIdentity.TYPE));
                        assertThat(read.toBuilder().build().write()).isEqualTo(written);
                        assertThat(Visitor.parse(written.substring(0, i % written.length()))
                                        .isDamaged())
                                .isTrue();
                    }
                }))
                .peek(thread -> thread.setUncaughtExceptionHandler((at, fault) -> {
                    synchronized (thrown) {
                        thrown.add(fault);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(thrown).isEmpty();
    }
}
