package io.salestracker.examples;

import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The rows of one invoice. Its sale lines are a purchase, in the order of the file, duplicates included.
 *
 * <p>The data knows customers and no chats, so identities are made up, by a rule that gives a customer the same ones in
 * every run: the name-based UUID (version 3) of {@code online-retail:<CustomerID>:<use>}, where the use is {@code chat}
 * and {@code faq} for Alhena's fingerprints, {@code text}, {@code ebbot} and {@code tracktor}. A sale of an unknown
 * customer has no visitor. A line without description has no name, so vendors show its stock code.
 */
final class RetailInvoice {
    private static final ZoneId SHOP = ZoneId.of("Europe/London");

    private final String invoiceNo;
    private final List<RetailRow> saleLines = new ArrayList<>();
    private final Set<RetailRow.Kind> kinds = EnumSet.noneOf(RetailRow.Kind.class);

    RetailInvoice(String invoiceNo) {
        this.invoiceNo = invoiceNo;
    }

    void add(RetailRow row) {
        kinds.add(row.kind());
        if (row.kind() == RetailRow.Kind.SALE) {
            saleLines.add(row);
        }
    }

    /** Returns the kinds of its rows. */
    Set<RetailRow.Kind> kinds() {
        return kinds;
    }

    /** Returns how many lines were sold; with none there is no purchase. */
    int size() {
        return saleLines.size();
    }

    /** Returns the sum of the sale lines, exactly. */
    BigDecimal total() {
        return saleLines.stream().map(RetailRow::worth).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Returns the purchase, not yet built: what is wrong with a line shows as an outcome. */
    Purchase.Builder purchase() {
        Purchase.Builder purchase = Purchase.builder()
                .orderId(invoiceNo)
                .occurredAt(saleLines.get(0).invoiceDate().atZone(SHOP).toInstant())
                .currency("GBP")
                .total(total());
        for (RetailRow line : saleLines) {
            purchase.item(LineItem.builder()
                    .productId(line.stockCode())
                    .name(line.description().strip())
                    .quantity(line.quantity())
                    .unitPrice(line.unitPrice()));
        }
        saleLines.stream()
                .map(RetailRow::customerId)
                .filter(customerId -> !customerId.isEmpty())
                .findFirst()
                .ifPresent(customerId -> purchase.visitor(visitor(customerId)));
        return purchase;
    }

    private static Visitor visitor(String customerId) {
        return Visitor.of(
                EbbotIdentity.of(id(customerId, "ebbot")),
                AlhenaIdentity.of(id(customerId, "chat"), id(customerId, "faq")),
                TextIdentity.of(id(customerId, "text")),
                TracktorIdentity.of(id(customerId, "tracktor")));
    }

    private static String id(String customerId, String use) {
        String name = "online-retail:" + customerId + ":" + use;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
