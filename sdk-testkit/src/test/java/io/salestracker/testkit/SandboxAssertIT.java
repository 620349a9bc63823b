package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.Product;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class SandboxAssertIT {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String CHAT = "0b54c7a2-3f1e-4d6a-9c8b-7e2f1a0d5c43";
    private static final String CUSTOMER = "b7eff798-f8df-4364-8059-649c35c9ed0c";
    private static final Visitor ANNA = Visitor.of(
            AlhenaIdentity.of(CHAT, "d2c6b7f0-9a18-4e53-8f04-6b1c3e7a9d25"),
            TextIdentity.of(CUSTOMER),
            TracktorIdentity.of("anna"));

    @RegisterExtension
    static VendorSandbox sandbox = VendorSandbox.start();

    private static Purchase.Builder order(String id, String total) {
        return Orders.of(id, total).visitor(ANNA).orderNumber("#" + id);
    }

    private static CartChange.Builder cart(int before, int after) {
        return CartChange.builder()
                .visitor(ANNA)
                .product(Product.builder().productId("123456789").name("Merino").unitPrice("149.99"))
                .currency("USD")
                .quantityBefore(before)
                .quantityAfter(after);
    }

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isExactlyInstanceOf(AssertionError.class).hasMessage(message);
    }

    @Test
    void findsAnOrderByItsFields() {
        sandbox.tracker().track(order("1042", "149.90"));
        sandbox.tracker().track(order("1043", "20"));

        assertThat(sandbox)
                .text()
                .receivedOrder("1042")
                .withTotal("149.9")
                .withTotal(new BigDecimal("149.900"))
                .withCurrency("USD")
                .withOrderNumber("#1042")
                .fromVisitor(CUSTOMER)
                .withItem("123456789", 1)
                .once()
                .receivedOrder("1043")
                .receivedNothingElse()
                .receivedEvents(2)
                .hasRevenue("USD", "169.9")
                .hasNoDuplicates()
                .rejectedNothing();
        assertThat(sandbox)
                .alhena()
                .receivedOrder("1042")
                .withItem("123456789", 1)
                .fromVisitor(CHAT);
        assertThat(sandbox)
                .tracktor()
                .receivedOrder("1042")
                .withItem("Merino Wool Crew Neck", 1)
                .fromVisitor("anna");
        assertThat(sandbox)
                .ebbot()
                .received("ecom-purchase")
                .withTotal("149.90")
                .withItem("123456789", 1);
        assertThat(sandbox).rejectedNothing().hasNoDuplicates();
    }

    @Test
    void cartEventsAreFoundInTheirOrderAndForTheirVisitor() {
        SalesTracker tracker = sandbox.tracker();
        tracker.track(cart(0, 1));
        tracker.track(cart(1, 3));
        tracker.track(order("1042", "149.99"));

        assertThat(sandbox)
                .alhena()
                .receivedInOrder("ITEM_ADDED", "QUANTITY_INCREASED", "checkout")
                .receivedNothingElse();
        assertThat(sandbox)
                .text()
                .forVisitor(CUSTOMER)
                .received("store_product_added_to_cart")
                .withItem("123456789", 1)
                .received("store_product_added_to_cart")
                .withItem("123456789", 2)
                .receivedOrder("1042")
                .receivedNothingElse();
        assertThat(sandbox).text().forVisitor("somebody else").receivedNothing();
        assertThat(sandbox).tracktor().received("Product added").withItem("123456789", 2);
        assertThat(sandbox).ebbot().received("ecom-atc").withItem("123456789", 2);
    }

    @Test
    void anotherTotalIsTheNearestMiss() {
        sandbox.tracker().track(order("1041", "149.99"));
        sandbox.tracker().track(order("1042", "149.90"));
        assertThat(sandbox).text().receivedEvents(2);
        long number = sandbox.events(e -> e.vendor() == Vendor.TEXT && "1042".equals(e.orderId()))
                .get(0)
                .sequence();

        fails(
                () -> assertThat(sandbox)
                        .as("checkout")
                        .text()
                        .receivedOrder("1042")
                        .withCurrency("USD")
                        .withTotal("149.99"),
                """
                [checkout] Expected text to receive order "1042" in USD and with total 149.99 within 5 s
                Nearest: #%d order "1042", 149.90 USD, ACCEPTED
                  its total is 149.90""".formatted(number));
    }

    @Test
    void anotherVisitorItemAndCurrencyAreNamedWithoutIdentities() {
        sandbox.tracker().track(order("1042", "149.99"));
        long number = numberAt(Vendor.TEXT);

        fails(() -> assertThat(sandbox).text().receivedOrder("1042").withItem("99", 2), """
                Expected text to receive order "1042" with 2 x "99" within 5 s
                Nearest: #%d order "1042", 149.99 USD, ACCEPTED
                  it has 1 x "123456789\"""".formatted(number));
        fails(
                () -> assertThat(sandbox)
                        .text()
                        .receivedOrder("1042")
                        .fromVisitor("b0b")
                        .withCurrency("EUR"),
                """
                Expected text to receive order "1042" from that visitor within 5 s
                Nearest: #%d order "1042", 149.99 USD, ACCEPTED
                  it is from another visitor""".formatted(number));
        fails(() -> assertThat(sandbox).text().within(SHORT).forVisitor("b0b").receivedOrder("1042"), """
                Expected text to receive order "1042" from that visitor within 100 ms
                Nearest: #%d order "1042", 149.99 USD, ACCEPTED
                  it is from another visitor""".formatted(
                        number));
    }

    @Test
    void aRejectedOneIsTheNearestMissWithItsReason() throws Exception {
        new Caller(sandbox).post("/ecommerce-tracker/v1/event", """
                        {"customer_id":"c","platform":"custom","occurred_at":"2026-11-20T09:30:00.000Z","event":{"name":
                        "store_order_was_created","data":{"order":{"id":"1042","order_number":"1042","currency":"Dollar",
                        "total_price":149.99,"line_items":[{"product_id":"1","title":"t","quantity":1,"price":149.99}]}}}}""", "X-Store-UUID", sandbox.storeUuid());

        fails(() -> assertThat(sandbox).text().within(SHORT).receivedOrder("1042"), """
                Expected text to receive order "1042" within 100 ms
                Nearest: #1 order "1042", 149.99 Dollar, REJECTED (422)
                  it was rejected: event.data.order.currency must be an ISO 4217 currency code of three upper-case letters""");
        fails(() -> assertThat(sandbox).rejectedNothing(), """
                Expected the sandbox to reject nothing, but it rejected:
                  #1 order "1042", 149.99 Dollar, REJECTED (422): event.data.order.currency must be an ISO 4217 currency \
                code of three upper-case letters""");
        assertThat(sandbox)
                .text()
                .rejected("1042")
                .withField("event.data.order.currency")
                .withStatus(422)
                .withReason("ISO 4217")
                .receivedNothingElse();
        fails(() -> assertThat(sandbox).text().within(SHORT).rejected("1042").withField("customer_id"), """
                Expected text to reject "1042" for customer_id within 100 ms
                Nearest: #1 order "1042", 149.99 Dollar, REJECTED (422)
                  the field at fault is event.data.order.currency""");
    }

    @Test
    void anOrderIdThatIsWrittenOtherwiseIsTheNearestMiss() {
        sandbox.tracker().track(order("#1042", "149.99"));
        long number = numberAt(Vendor.TEXT);

        fails(() -> assertThat(sandbox).text().within(SHORT).receivedOrder("1042"), """
                Expected text to receive order "1042" within 100 ms
                Nearest: #%d order "#1042", 149.99 USD, ACCEPTED
                  it is not written the same""".formatted(number));
    }

    @Test
    void reportsArrivalsElsewhereAndTheTrackersOutcomes() {
        sandbox.tracker().track(order("1042", "149.99").visitor(Visitor.of(TracktorIdentity.of("anna"))));
        long number = numberAt(Vendor.TRACKTOR);

        fails(() -> assertThat(sandbox).text().within(SHORT).receivedOrder("1042"), """
                Expected text to receive order "1042" within 100 ms
                text received nothing.
                tracktor received it: #%d order "1042", 149.99 USD, ACCEPTED
                The sandbox's tracker says of text: 1 skipped (NO_IDENTITY)""".formatted(number));
    }

    @Test
    void withNothingNearTheLatestEventsAreListed() {
        for (int i = 1; i <= 7; i++) {
            sandbox.tracker().track(order("A" + i, i + ".00"));
        }
        assertThat(sandbox).text().receivedEvents(7);

        assertThatThrownBy(() -> assertThat(sandbox).text().within(SHORT).receivedOrder("1042"))
                .hasMessageMatching("""
                        Expected text to receive order "1042" within 100 ms
                        text received:
                          2 earlier, and(
                          #\\d+ order "A\\d", \\d\\.00 USD, ACCEPTED){5}
                        The sandbox's tracker says of text: 7 delivered""");
    }

    @Test
    void aThrottledOneIsWaitedForAndOneThatStaysAwayIsExplained() {
        sandbox.faults(Vendor.TEXT).script(Fault.parseScript("503 x2, ok"));
        sandbox.tracker().track(order("1042", "149.99"));

        assertThat(sandbox).text().receivedOrder("1042").once().receivedNothingElse();

        sandbox.faults(Vendor.TEXT).always(Fault.status(503));
        sandbox.tracker().track(order("1043", "149.99"));
        assertThatThrownBy(() -> assertThat(sandbox).text().within(SHORT).receivedOrder("1043"))
                .hasMessageMatching("""
                        Expected text to receive order "1043" within 100 ms
                        Nearest: #\\d+ order "1043", 149.99 USD, FAULTED \\(503\\)
                          a fault came first: 503""");
    }

    @Test
    void aDuplicateCountsAsNoOrder() {
        sandbox.faults(Vendor.TEXT).script(Fault.resetAfterAccepting());
        sandbox.faults(Vendor.TRACKTOR).script(Fault.statusAfterAccepting(503));
        sandbox.tracker().track(order("1042", "149.99"));

        assertThat(sandbox)
                .text()
                .receivedOrder("1042")
                .once()
                .receivedNothingElse()
                .hasDuplicates(1);
        assertThat(sandbox).tracktor().hasDuplicates(1);
        long first = numberAt(Vendor.TRACKTOR);
        long second = sandbox.events(Vendor.TRACKTOR).get(1).sequence();
        String again = "\n  #" + second + " order \"1042\", 149.99 USD, ACCEPTED";
        fails(
                () -> assertThat(sandbox).tracktor().hasNoDuplicates(),
                "Expected tracktor to receive 0 duplicates, but there was 1:" + again);
        fails(
                () -> assertThat(sandbox).tracktor().receivedOrder("1042").once(),
                "Expected tracktor to receive order \"1042\" once, but it accepted 2:\n  #" + first
                        + " order \"1042\", 149.99 USD, ACCEPTED (503)" + again);
        fails(
                () -> assertThat(sandbox).tracktor().receivedOrder("1042").receivedNothingElse(),
                "Expected tracktor to receive nothing else, but there arrived:" + again);
        assertThat(sandbox)
                .tracktor()
                .receivedOrder("1042")
                .receivedOrder("1042")
                .receivedNothingElse();
        fails(
                () -> assertThat(sandbox)
                        .text()
                        .within(SHORT)
                        .receivedOrder("1042")
                        .receivedOrder("1042"),
                """
                Expected text to receive order "1042" within 100 ms
                Nearest: #%d order "1042", 149.99 USD, ACCEPTED (reset)
                  it is the one of an assertion before; there is no other""".formatted(sandbox.events(Vendor.TEXT).get(0).sequence()));
    }

    @Test
    void anOrphanIsIgnoredAndSaysWhy() {
        sandbox.tracker().track(cart(3, 1));
        long number = numberAt(Vendor.ALHENA);

        assertThatThrownBy(() -> assertThat(sandbox).alhena().within(SHORT).received("QUANTITY_DECREASED"))
                .hasMessageStartingWith("""
                        Expected alhena to receive QUANTITY_DECREASED within 100 ms
                        Nearest: #%d QUANTITY_DECREASED, 149.99 USD, IGNORED
                          it was ignored: QUANTITY_DECREASED and ITEM_REMOVED are ignored without""".formatted(number));
        assertThatThrownBy(() -> assertThat(sandbox).alhena().receivedNothingElse())
                .hasMessageStartingWith("Expected alhena to receive nothing else, but there arrived:");
    }

    @Test
    void assertsIgnoredEvents() {
        sandbox.unattributedVisitors(Set.of(CUSTOMER));
        sandbox.tracker().track(order("1042", "149.99"));
        sandbox.tracker().track(cart(3, 1));

        assertThat(sandbox)
                .text()
                .ignored("1042")
                .ignored("store_product_removed_from_cart")
                .receivedNothingElse();
        assertThat(sandbox).alhena().ignored("QUANTITY_DECREASED").receivedOrder("1042");
        assertThatThrownBy(() -> assertThat(sandbox).text().within(SHORT).receivedOrder("1042"))
                .hasMessageContaining("IGNORED\n  it was ignored: ");
    }

    @Test
    void refusesQuestionsThatEbbotsEventsCannotSettle() {
        assertThatThrownBy(() -> assertThat(sandbox).ebbot().receivedOrder("1042"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("ecom-purchase");
        assertThatThrownBy(() -> assertThat(sandbox).ebbot().forVisitor("anna"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aWrongOrderNamesTheMissingEvent() {
        sandbox.tracker().track(cart(0, 1));
        sandbox.tracker().track(order("1042", "149.99"));
        assertThat(sandbox).alhena().receivedEvents(2);
        long cart = numberAt(Vendor.ALHENA);
        long order = sandbox.events(Vendor.ALHENA).get(1).sequence();

        fails(() -> assertThat(sandbox).alhena().within(SHORT).receivedInOrder("checkout", "ITEM_ADDED"), """
                Expected alhena to receive, in this order, checkout, ITEM_ADDED within 100 ms
                There was no ITEM_ADDED after checkout. There arrived:
                  #%d ITEM_ADDED, 149.99 USD, ACCEPTED
                  #%d order "1042", 149.99 USD, ACCEPTED""".formatted(
                        cart, order));
    }

    @Test
    void tooFewEventsAndAnotherRevenueAreListed() {
        sandbox.tracker().track(order("1042", "149.99"));
        long number = numberAt(Vendor.TEXT);

        fails(() -> assertThat(sandbox).text().within(SHORT).receivedEvents(2), """
                Expected text to receive 2 events within 100 ms, but it received 1. There arrived:
                  #%d order "1042", 149.99 USD, ACCEPTED""".formatted(number));
        fails(() -> assertThat(sandbox).text().within(SHORT).hasRevenue("USD", "150"), """
                Expected text to have a revenue of 150 USD within 100 ms, but it is 149.99. There arrived:
                  #%d order "1042", 149.99 USD, ACCEPTED""".formatted(number));
        fails(() -> assertThat(sandbox).text().within(SHORT).hasRevenue("EUR", "150"), """
                Expected text to have a revenue of 150 EUR within 100 ms, but it is 0. There arrived:
                  #%d order "1042", 149.99 USD, ACCEPTED""".formatted(number));
    }

    @Test
    void receivedNothingCoversAttemptsToo() {
        assertThat(sandbox).receivedNothing();
        assertThat(sandbox).text().receivedNothing().receivedNothingElse().receivedEvents(0);

        sandbox.faults(Vendor.TEXT).script(Fault.parseScript("503 x3, ok"));
        sandbox.tracker().track(order("1042", "149.99"));
        assertThatThrownBy(() -> assertThat(sandbox).text().receivedNothingElse())
                .hasMessageContaining("order \"1042\"");
        assertThatThrownBy(() -> assertThat(sandbox).receivedNothing())
                .hasMessageStartingWith("Expected the sandbox to receive nothing, but there arrived:");
    }

    /** Waits for the first event at a vendor and returns its number. */
    private static long numberAt(Vendor vendor) {
        assertThat(sandbox).at(vendor).rejectedNothing();
        return sandbox.events(vendor).get(0).sequence();
    }
}
