package io.salestracker.testkit;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Assertions on an event that a vendor accepted. Each narrows which event is meant, so with several orders of an id it is
 * enough that one fits all of them; then any assertion of {@link VendorAssert} can follow. Not thread-safe.
 */
public final class EventAssert extends VendorAssert {
    private final boolean isOrder;
    private Wanted wanted;
    private Received event;

    EventAssert(VendorAssert before, Wanted wanted, boolean isOrder) {
        super(before.watch(), before.info);
        this.isOrder = isOrder;
        this.wanted = wanted;
        this.event = claim(wanted, "receive", true);
    }

    /** Asserts the amount, by value: 149.9 is 149.90. Of an order it is the total, at Ebbot the sum of its items. */
    public EventAssert withTotal(String total) {
        return withTotal(new BigDecimal(total));
    }

    /** Asserts the amount, by value: 149.9 is 149.90. Of an order it is the total, at Ebbot the sum of its items. */
    public EventAssert withTotal(BigDecimal total) {
        return with(new Wanted.Condition(
                "with total " + total.toPlainString(),
                found -> found.amount() != null && found.amount().compareTo(total) == 0,
                found -> found.amount() == null
                        ? "it has no total"
                        : "its total is " + found.amount().toPlainString()));
    }

    /** Asserts the order's number as people see it, which Text has besides the id. */
    public EventAssert withOrderNumber(String number) {
        requireNonNull(number, "number");
        return with(new Wanted.Condition(
                "with number " + number,
                found -> number.equals(found.orderNumber()),
                found -> found.orderNumber() == null ? "it has no number" : "its number is " + found.orderNumber()));
    }

    /** Asserts the currency. */
    public EventAssert withCurrency(String currency) {
        requireNonNull(currency, "currency");
        return with(new Wanted.Condition(
                "in " + currency,
                found -> currency.equals(found.currency()),
                found -> found.currency() == null ? "it has no currency" : "its currency is " + found.currency()));
    }

    /**
     * Asserts who it was, in the vendor's terms, as {@link VendorAssert#forVisitor} does. A failure does not show identities.
     */
    public EventAssert fromVisitor(String visitor) {
        return with(Wanted.from(requireNonNull(visitor, "visitor")));
    }

    /**
     * Asserts that a product is among its items or, of a cart event, is the one that moved. Needs payloads to be kept. An order
     * too long for Tracktor.io's address arrives with its most valuable products only.
     *
     * @param product the product's id; in Tracktor.io's orders, whose products have none, the name
     * @param quantity how many, as the payload says: at Alhena what is in the cart afterwards
     */
    public EventAssert withItem(String product, int quantity) {
        BigDecimal count = BigDecimal.valueOf(quantity);
        Line item = new Line(requireNonNull(product, "product"), count);
        return with(new Wanted.Condition(
                "with " + item,
                found -> Line.of(found).stream().anyMatch(line -> line.is(product, count)),
                EventAssert::items));
    }

    private static String items(Received found) {
        List<Line> lines = Line.of(found);
        return lines.isEmpty()
                ? "it has no items"
                : "it has " + lines.stream().map(Line::toString).collect(Collectors.joining(", "));
    }

    /**
     * Asserts that the vendor counts it once: no other order of this id, or no other event of this name that fits all that was
     * said, was accepted too. A repeat that the vendor recognises as a duplicate does not count; for these there is {@link
     * #hasNoDuplicates}.
     */
    public EventAssert once() {
        watch().settle();
        List<Received> all = watch().events(found -> isOrder
                ? found.disposition() == Disposition.ACCEPTED && wanted.isIt().test(found)
                : wanted.matches(found));
        if (all.size() != 1) {
            failWithMessage(
                    "%s",
                    "Expected " + watch().who() + " to receive " + (isOrder ? wanted.what() : wanted.words())
                            + " once, but it accepted " + all.size() + ":" + NearestMiss.list(all));
        }
        return this;
    }

    private EventAssert with(Wanted.Condition condition) {
        watch().claimed().remove(event.sequence());
        wanted = wanted.with(condition);
        event = claim(wanted, "receive", false);
        return this;
    }
}
