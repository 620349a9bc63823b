package io.salestracker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.alhena.AlhenaCheckoutEvent;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.destination.Destination;
import io.salestracker.destination.SkipReason;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation;
import io.salestracker.event.Visitor;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.LogLines;
import io.salestracker.fakes.ScriptedTransport;
import io.salestracker.http.Request;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several shops with one account, whose order ids may be alike. */
@Timeout(60)
class SiteInOrderIdTest {
    private static final String UUID = "11111111-2222-4333-8444-555566667777";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String TWO_SITES = "one order id came from two sites";
    private static final Visitor ANNA =
            Visitor.of(AlhenaIdentity.of(UUID, UUID), TextIdentity.of("anna"), TracktorIdentity.of("anna"));

    private final ScriptedTransport transport = new ScriptedTransport();
    private SalesTracker tracker = SalesTracker.disabled();

    @AfterEach
    void close() {
        tracker.close(Duration.ZERO);
    }

    private void start(Destination... destinations) {
        SalesTracker.Builder builder = SalesTracker.builder().transport(settings -> transport);
        List.of(destinations).forEach(builder::destination);
        tracker = builder.build();
    }

    private void startWithSites() {
        start(
                AlhenaDestination.builder("acme").siteInOrderId().build(),
                TextDestination.builder(UUID).siteInOrderId().build(),
                TracktorDestination.builder("site-token").siteInOrderId().build(),
                EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .siteInOrderId()
                        .build());
    }

    private static Purchase.Builder purchase(String orderId, @Nullable String site) {
        return Purchase.builder()
                .visitor(ANNA)
                .site(site)
                .orderId(orderId)
                .currency("EUR")
                .total("10.00")
                .item(LineItem.builder().productId("1").name("n").quantity(1).unitPrice("10.00"));
    }

    private List<String> sent(SalesEvent event) {
        return tracker.preview(event).stream()
                .map(preview -> sent(((Preview.WouldSend) preview).request()))
                .toList();
    }

    private static String sent(Request request) {
        byte[] body = request.body();
        return body == null ? URLDecoder.decode(request.uri().getRawQuery(), UTF_8) : new String(body, UTF_8);
    }

    // ---- on the wire

    @Test
    void siteGoesBeforeTheOrderIdOnEachWireThatHasOne() {
        startWithSites();

        List<String> sent = sent(purchase("1042", "us").build());

        assertThat(sent.get(0)).contains("\"order_id\":\"us-1042\"");
        assertThat(sent.get(1)).contains("\"id\":\"us-1042\"");
        assertThat(sent.get(2)).contains("\"orderid\":\"us-1042\"");
        assertThat(sent.get(3)).doesNotContain("1042");
    }

    @Test
    void firstHyphenEndsTheSite() {
        startWithSites();

        assertThat(sent(purchase("10-42", "en-us-west").build()).get(0)).contains("\"order_id\":\"enuswest-10-42\"");
        assertThat(sent(purchase("1042", "--").build()).get(0)).contains("\"order_id\":\"1042\"");
    }

    @Test
    void purchaseWithoutSiteKeepsItsOrderId() {
        startWithSites();

        List<String> sent = sent(purchase("1042", null).build());

        assertThat(sent.get(0)).contains("\"order_id\":\"1042\"");
        assertThat(sent.get(1)).contains("\"id\":\"1042\"");
        assertThat(sent.get(2)).contains("\"orderid\":\"1042\"");
    }

    @Test
    void orderIdIsAsItIsUnlessAskedFor() {
        start(
                AlhenaDestination.builder("acme").build(),
                TextDestination.builder(UUID).build(),
                TracktorDestination.builder("site-token").build());

        assertThat(sent(purchase("1042", "us").build())).noneMatch(sent -> sent.contains("us-"));
    }

    @Test
    void peopleSeeTheOrderNumberWithoutTheSite() {
        startWithSites();

        assertThat(sent(purchase("1042", "us").build()).get(1)).contains("\"order_number\":\"1042\"");
        assertThat(sent(purchase("1042", "us").orderNumber("#7").build()).get(1))
                .contains("\"id\":\"us-1042\"")
                .contains("\"order_number\":\"#7\"");
    }

    @Test
    void vendorsOwnEventIsSentAsItIs() {
        startWithSites();

        assertThat(sent(AlhenaCheckoutEvent.builder()
                        .site("us")
                        .userFingerprint(UUID)
                        .userFaqFingerprint(UUID)
                        .orderId("1042")
                        .currency("EUR")
                        .value("10.00")
                        .build()))
                .singleElement()
                .satisfies(sent -> assertThat(sent).contains("\"order_id\":\"1042\""));
    }

    @Test
    void idsAndDuplicatesAreAsWithoutIt() throws Exception {
        start(
                AlhenaDestination.builder("acme").name("with").siteInOrderId().build(),
                AlhenaDestination.builder("acme").name("without").build());

        Receipt us = tracker.track(purchase("1042", "us"));
        Receipt ca = tracker.track(purchase("1042", "ca"));
        Receipt again = tracker.track(purchase("1042", "us"));

        for (Receipt receipt : List.of(us, ca)) {
            assertThat(receipt.await(LONG)).isTrue();
            assertThat(receipt.outcomes().values()).containsOnly(new Outcome.Delivered(1));
        }
        assertThat(again.outcomes().values()).containsOnly(new Outcome.Skipped(SkipReason.DUPLICATE));
        assertThat(again.eventId()).isEqualTo(us.eventId()).isNotEqualTo(ca.eventId());
    }

    @Test
    void siteAndOrderIdThatAreTooLongTogetherAreInvalidThere() throws Exception {
        startWithSites();
        String orderId = "1".repeat(1_990);

        assertThat(sent(purchase(orderId, "a-".repeat(4) + "abcde").build()).get(0))
                .contains("\"order_id\":\"aaaaabcde-1");
        Receipt receipt = tracker.track(purchase(orderId, "0123456789"));

        for (String name : List.of("alhena", "text", "tracktor")) {
            assertThat(receipt.outcomes().get(name))
                    .isInstanceOfSatisfying(
                            Outcome.Invalid.class,
                            invalid -> assertThat(invalid.violations())
                                    .singleElement()
                                    .satisfies(violation -> {
                                        assertThat(violation.path()).isEqualTo("orderId");
                                        assertThat(violation.code()).isEqualTo(Violation.Code.TOO_LARGE);
                                    }));
        }
        assertThat(receipt.await(LONG)).isTrue();
        assertThat(receipt.outcomes()).containsEntry("ebbot", new Outcome.Delivered(1));
    }

    // ---- one order id from two sites

    private List<String> warningsOf(SalesEvent... events) throws InterruptedException {
        try (LogLines log = new LogLines()) {
            for (SalesEvent event : events) {
                tracker.track(event);
            }
            tracker.close(LONG);
            return log.all().stream().filter(line -> line.contains(TWO_SITES)).toList();
        }
    }

    @Test
    void sameOrderIdOfTwoSitesIsWarnedOfOnceAndWithoutIds() throws Exception {
        start(
                AlhenaDestination.builder("acme").build(),
                TextDestination.builder(UUID).build(),
                TracktorDestination.builder("site-token").build(),
                EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                        .build(),
                FakeDestination.single());

        List<String> lines = warningsOf(
                purchase("1042", "us").build(),
                purchase("1042", "ca").build(),
                purchase("1043", "us").build(),
                purchase("1043", null).build());

        assertThat(lines)
                .hasSize(2)
                .anyMatch(line -> line.startsWith("WARN alhena: "))
                .anyMatch(line -> line.startsWith("WARN text: "))
                .allMatch(line -> line.contains("siteInOrderId()"))
                .noneMatch(line -> line.contains("104") || line.contains("ca)"));
    }

    @Test
    void repetitionFromOneSiteIsNoTwoSites() throws Exception {
        start(AlhenaDestination.builder("acme").build());
        transport.then(422);

        assertThat(warningsOf(
                        purchase("1042", "us").build(),
                        purchase("1042", "us").build(),
                        purchase("1042", "us").id("another").build(),
                        purchase("1043", null).build(),
                        purchase("1043", null).id("yet another").build()))
                .isEmpty();
    }

    @Test
    void sitesInOrderIdsAreToldApart() throws Exception {
        startWithSites();

        assertThat(warningsOf(
                        purchase("1042", "us").build(),
                        purchase("1042", "ca").build(),
                        purchase("1042", null).build()))
                .isEmpty();
    }

    @Test
    void sitesThatAreTheSameWithoutHyphensAreWarnedOf() throws Exception {
        start(AlhenaDestination.builder("acme").siteInOrderId().build());

        assertThat(warningsOf(
                        purchase("1042", "en-us").build(),
                        purchase("1042", "enus").build()))
                .hasSize(1);
    }

    @Test
    void orderIdThatLooksLikeOneWithSiteIsWarnedOf() throws Exception {
        start(AlhenaDestination.builder("acme").siteInOrderId().build());

        assertThat(warningsOf(
                        purchase("1042", "us").build(),
                        purchase("us-1042", null).build()))
                .hasSize(1);
    }

    @Test
    void vendorsOwnOrdersAreWatchedToo() throws Exception {
        start(AlhenaDestination.builder("acme").build());
        AlhenaCheckoutEvent.Builder own = AlhenaCheckoutEvent.builder()
                .site("ca")
                .userFingerprint(UUID)
                .userFaqFingerprint(UUID)
                .orderId("1042")
                .currency("EUR")
                .value("10.00");

        assertThat(warningsOf(purchase("1042", "us").build(), own.build())).hasSize(1);
    }

    @Test
    void purchaseThatIsNotSentIsNoSecondSite() throws Exception {
        start(AlhenaDestination.builder("acme").build());

        assertThat(warningsOf(
                        purchase("1042", "us").build(),
                        purchase("1042", "ca").visitor((Visitor) null).build()))
                .isEmpty();
    }

    @Test
    void destinationThatFailsToNameTheOrderIdCostsNothing() throws Exception {
        start(new FakeDestination("fake", 1, true) {
            @Override
            public String countedOrderId(SalesEvent event) {
                throw new StackOverflowError();
            }
        });
        Receipt receipt = tracker.track(purchase("1042", "us"));

        assertThat(receipt.await(LONG)).isTrue();
        assertThat(receipt.outcomes()).containsEntry("fake", new Outcome.Delivered(1));
    }
}
