package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.destination.SkipReason;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which vendors are told of a visitor's events, by the visitor's consent and the tracker's default. */
@Timeout(60)
class ConsentTest {
    private static final String UUID = "11111111-2222-4333-8444-555566667777";
    private static final Outcome NO_CONSENT = new Outcome.Skipped(SkipReason.NO_CONSENT);
    private static final Set<String> ALL = Set.of("alhena", "ebbot", "text", "tracktor");
    private static final Set<String> NONE = Set.of();
    private static final Visitor ANNA = Visitor.of(
            AlhenaIdentity.of(UUID, UUID),
            EbbotIdentity.of("anna"),
            TextIdentity.of("anna"),
            TracktorIdentity.of("anna"));
    private static final Product PRODUCT =
            Product.builder().productId("1").name("n").unitPrice("1.00").build();

    private final ScriptedTransport transport = new ScriptedTransport();
    private SalesTracker tracker = SalesTracker.disabled();

    @AfterEach
    void close() {
        tracker.close(Duration.ZERO);
    }

    private void start(boolean consentRequired) {
        tracker = SalesTracker.builder()
                .transport(settings -> transport)
                .consentRequired(consentRequired)
                .destination(AlhenaDestination.builder("acme").build())
                .destination(EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .build())
                .destination(TextDestination.builder(UUID).build())
                .destination(TracktorDestination.builder("site-token").build())
                .build();
    }

    /** The destinations that ask for consent first: all those at which it is refused. */
    private static Set<String> withoutConsent(Map<String, Outcome> outcomes) {
        Set<String> names = new TreeSet<>();
        outcomes.forEach((name, outcome) -> {
            if (outcome.equals(NO_CONSENT)) {
                names.add(name);
            }
        });
        return names;
    }

    private static Stream<Named<Function<@Nullable Visitor, SalesEvent>>> kinds() {
        return Stream.of(
                Named.of(
                        "purchase",
                        visitor -> Purchase.builder()
                                .visitor(visitor)
                                .orderId("1042")
                                .currency("EUR")
                                .total("1.00")
                                .item(LineItem.builder().product(PRODUCT).quantity(1))
                                .build()),
                Named.of("addition", visitor -> change(visitor, 0, 1)),
                Named.of("removal", visitor -> change(visitor, 1, 0)),
                Named.of(
                        "visit",
                        visitor -> ProductVisit.builder()
                                .visitor(visitor)
                                .product(PRODUCT)
                                .currency("EUR")
                                .build()));
    }

    private static SalesEvent change(@Nullable Visitor visitor, int before, int after) {
        return CartChange.builder()
                .visitor(visitor)
                .product(PRODUCT)
                .currency("EUR")
                .quantityBefore(before)
                .quantityAfter(after)
                .build();
    }

    record Said(@Nullable Visitor visitor, Set<String> refusedByDefault, Set<String> refusedWhereRequired) {}

    private static Stream<Said> said() {
        Set<String> notAlhena = Set.of("ebbot", "text", "tracktor");
        return Stream.of(
                new Said(null, NONE, ALL),
                new Said(ANNA, NONE, ALL),
                new Said(ANNA.consent(true), NONE, NONE),
                new Said(ANNA.consent(false), ALL, ALL),
                new Said(ANNA.consent("alhena", true), NONE, notAlhena),
                new Said(ANNA.consent("alhena", false), Set.of("alhena"), ALL),
                new Said(ANNA.consent(true).consent("alhena", false), Set.of("alhena"), Set.of("alhena")),
                new Said(ANNA.consent(false).consent("alhena", true), notAlhena, notAlhena));
    }

    private static Stream<Arguments> kindsAndConsents() {
        return kinds().flatMap(kind -> said().flatMap(said -> Stream.of(
                Arguments.of(kind, said, false, said.refusedByDefault),
                Arguments.of(kind, said, true, said.refusedWhereRequired))));
    }

    @ParameterizedTest
    @MethodSource("kindsAndConsents")
    void eachKindGoesToTheVendorsThatHaveConsentOnly(
            Function<@Nullable Visitor, SalesEvent> kind, Said said, boolean required, Set<String> refused) {
        start(required);
        SalesEvent event = kind.apply(said.visitor);

        List<Preview> previews = tracker.preview(event);
        Receipt receipt = tracker.track(event);

        assertThat(withoutConsent(receipt.outcomes())).isEqualTo(refused);
        assertThat(previews.stream()
                        .filter(preview -> preview.equals(new Preview.WouldNot(preview.destination(), NO_CONSENT)))
                        .map(Preview::destination))
                .containsExactlyInAnyOrderElementsOf(refused);
        assertThat(withoutConsent(tracker.trackAgain(event).outcomes())).isEqualTo(refused);
        if (refused.equals(ALL)) {
            tracker.close(Duration.ofSeconds(30));
            assertThat(transport.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void consentIsReadFromTheTextKeptWithAnOrder(Function<@Nullable Visitor, SalesEvent> kind) {
        start(true);
        Visitor kept = Visitor.parse(ANNA.consent("text", true).write());

        assertThat(withoutConsent(tracker.track(kind.apply(kept)).outcomes()))
                .isEqualTo(Set.of("alhena", "ebbot", "tracktor"));
    }

    @Test
    void vendorsOwnEventIsNotAskedAbout() {
        start(true);

        Receipt receipt = tracker.track(AlhenaCheckoutEvent.builder()
                .userFingerprint(UUID)
                .userFaqFingerprint(UUID)
                .orderId("1042")
                .currency("EUR")
                .value("1.00"));

        assertThat(withoutConsent(receipt.outcomes())).isEmpty();
    }
}
