package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.WritableAssertionInfo;

/**
 * Assertions on what one vendor received, begun by {@link SandboxAssert}, which says how long they wait.
 *
 * <p>Each assertion that an event came claims one event, the earliest that no other of the chain has claimed: two of {@code
 * received("ITEM_ADDED")} need two, and {@link #receivedNothingElse} is about the rest. Not thread-safe.
 */
public class VendorAssert extends AbstractAssert<VendorAssert, VendorSandbox> {
    private final Vendor vendor;
    private Watch watch;

    VendorAssert(Watch watch, WritableAssertionInfo info) {
        super(watch.sandbox(), VendorAssert.class);
        this.vendor = requireNonNull(watch.vendor());
        this.watch = watch;
        this.info.description(info.description());
        this.info.overridingErrorMessage(info.overridingErrorMessage());
        this.info.useRepresentation(info.representation());
    }

    final Watch watch() {
        return watch;
    }

    /** Sets the longest wait of the assertions that follow. Default: 5 seconds. */
    public VendorAssert within(Duration limit) {
        watch = watch.within(limit);
        return this;
    }

    /**
     * Goes on with what the vendor received from one visitor.
     *
     * @param visitor who, in the vendor's terms: Alhena's {@code user_fingerprint}, Text's {@code customer_id}, Tracktor.io's
     *     {@code id}
     * @throws UnsupportedOperationException at Ebbot, whose events name no visitor
     */
    public VendorAssert forVisitor(String visitor) {
        if (vendor == Vendor.EBBOT) {
            throw new UnsupportedOperationException("Ebbot's events name no visitor: leave out forVisitor");
        }
        return new VendorAssert(watch.of(requireNonNull(visitor, "visitor")), info);
    }

    /**
     * Asserts that the vendor accepts an order of this id, and goes on with that order.
     *
     * @throws UnsupportedOperationException at Ebbot, whose events carry no order id: use {@code received("ecom-purchase")}
     */
    public EventAssert receivedOrder(String orderId) {
        if (vendor == Vendor.EBBOT) {
            throw new UnsupportedOperationException(
                    "Ebbot's events carry no order id: use received(\"ecom-purchase\") and withTotal or withItem");
        }
        return new EventAssert(this, Wanted.order(requireNonNull(orderId, "orderId")), true);
    }

    /**
     * Asserts that the vendor accepts an event of this name, and goes on with that event.
     *
     * @param name as it is on the wire: {@code ITEM_ADDED} or {@code checkout} at Alhena, {@code ecom-atc} at Ebbot, {@code
     *     store_product_added_to_cart} at Text, the action at Tracktor.io
     */
    public EventAssert received(String name) {
        return new EventAssert(this, Wanted.named(requireNonNull(name, "name")), false);
    }

    /** Asserts that the vendor accepts events of these names, in this order; others may lie between them. */
    public VendorAssert receivedInOrder(String first, String... more) {
        Sequence sequence = new Sequence(watch, first, more);
        return holds(sequence.complaint());
    }

    /** Asserts that the vendor accepts so many events, and no more; claimed ones and all kinds count. */
    public VendorAssert receivedEvents(int count) {
        watch.await(() -> watch.accepted().size() >= count);
        watch.settle();
        int accepted = watch.accepted().size();
        return holds(
                accepted == count
                        ? ""
                        : "Expected " + watch.who() + " to receive " + Absence.number(count, "event") + " "
                                + watch.limitInWords() + ", but it received " + accepted + "."
                                + arrived(watch.events(event -> true)));
    }

    /** Asserts that nothing arrived, not even something that was rejected. */
    public VendorAssert receivedNothing() {
        return holds(Absence.nothing(watch));
    }

    /**
     * Asserts that nothing was accepted, ignored or rejected but what earlier assertions of this chain were about. An order
     * accepted once more than asserted is something else; duplicates the vendor recognised and attempts that met a fault are not.
     */
    public VendorAssert receivedNothingElse() {
        return holds(Absence.nothingElse(watch));
    }

    /** Asserts that nothing was rejected. */
    public VendorAssert rejectedNothing() {
        return holds(Absence.nothingRejected(watch));
    }

    /**
     * Asserts that the vendor rejects an event, and goes on with that event.
     *
     * @param orderIdOrName an order's id, or what the event is named on the wire
     */
    public RejectionAssert rejected(String orderIdOrName) {
        return new RejectionAssert(
                this, Wanted.of(requireNonNull(orderIdOrName, "orderIdOrName"), Disposition.REJECTED));
    }

    /**
     * Asserts that the vendor ignores an event: it answers as if it had accepted it, but counts nothing, as with a removal of
     * what was never added or a visitor who {@link VendorSandbox#unattributedVisitors(java.util.Set) never used the assistant}.
     *
     * @param orderIdOrName an order's id, or what the event is named on the wire
     */
    public VendorAssert ignored(String orderIdOrName) {
        claim(Wanted.of(requireNonNull(orderIdOrName, "orderIdOrName"), Disposition.IGNORED), "ignore", true);
        return this;
    }

    /** Asserts that nothing was received again; {@link #hasDuplicates} says what that is. */
    public VendorAssert hasNoDuplicates() {
        return hasDuplicates(0);
    }

    /**
     * Asserts how often something was received again: recognised by the vendor as taken before, or, where the vendor does not
     * recognise it, an order of the same id, or another event with the same {@code Idempotency-Key}, taken twice.
     */
    public VendorAssert hasDuplicates(int count) {
        return holds(Absence.duplicates(watch, count));
    }

    /** Asserts the sum of the orders accepted in a currency, by value: 149.9 is 149.90. Ebbot's are the sums of their items. */
    public VendorAssert hasRevenue(String currency, String amount) {
        return hasRevenue(currency, new BigDecimal(amount));
    }

    /** Asserts the sum of the orders accepted in a currency, by value: 149.9 is 149.90. Ebbot's are the sums of their items. */
    public VendorAssert hasRevenue(String currency, BigDecimal amount) {
        requireNonNull(currency, "currency");
        watch.await(() -> watch.revenue(currency).compareTo(amount) == 0);
        watch.settle();
        BigDecimal sum = watch.revenue(currency);
        return holds(
                sum.compareTo(amount) == 0
                        ? ""
                        : "Expected " + watch.who() + " to have a revenue of " + amount.toPlainString() + " " + currency
                                + " " + watch.limitInWords() + ", but it is " + sum.toPlainString() + "."
                                + arrived(watch.events(event -> event.kind() == ReceivedKind.ORDER)));
    }

    private static String arrived(List<Received> events) {
        return events.isEmpty() ? " Nothing arrived." : " There arrived:" + NearestMiss.list(events);
    }

    /**
     * Waits for an event and claims it, or fails.
     *
     * @param patiently whether it may still be tracked; else it is waited for only while the sandbox's tracker is busy
     */
    final Received claim(Wanted wanted, String verb, boolean patiently) {
        Received found = watch.await(wanted, patiently);
        if (found == null) {
            throw failure(
                    "%s",
                    "Expected " + vendor.id() + " to " + verb + " "
                            + watch.scoped(wanted).words() + " " + watch.limitInWords() + "\n"
                            + NearestMiss.describe(watch.sandbox(), vendor, watch.scoped(wanted), watch.claimed()));
        }
        watch.claimed().add(found.sequence());
        return found;
    }

    /** Fails unless there is nothing to complain of. */
    private VendorAssert holds(String complaint) {
        if (!complaint.isEmpty()) {
            failWithMessage("%s", complaint);
        }
        return this;
    }
}
