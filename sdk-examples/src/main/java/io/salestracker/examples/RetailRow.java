package io.salestracker.examples;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Optional;

/**
 * A line of an invoice in the Online Retail data set.
 *
 * @param invoiceNo six digits, with a C before them for a cancellation and an A for an adjustment
 * @param customerId blank for an unknown customer
 * @param unitPrice with all its decimals, in pounds sterling
 */
record RetailRow(
        String invoiceNo,
        String stockCode,
        String description,
        int quantity,
        LocalDateTime invoiceDate,
        BigDecimal unitPrice,
        String customerId) {

    /** The columns a file must have. */
    static final List<String> COLUMNS = List.of(
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);
    private static final int MAX_NUMBER = 30;

    /** What a row is, and so why it is no sale. */
    enum Kind {
        /** Quantity and price above zero, in an invoice that begins with neither C nor A, whatever the stock code. */
        SALE("sale"),
        /** In an invoice that begins with C. */
        CANCELLATION("cancellation"),
        /** In an invoice that begins with A. */
        ADJUSTMENT("adjustment"),
        /** Of the other rows, a quantity of zero or below. */
        NEGATIVE_QUANTITY("negative quantity"),
        /** Of the other rows, a price of zero or below; free lines of sold invoices too. */
        NO_PRICE("no price"),
        /** Not eight fields, or a number or date that is none. Belongs to no invoice and is worth nothing. */
        UNREADABLE("unreadable");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Reads a row from its fields, in the order of {@link #COLUMNS}; empty if it cannot be read. */
    static Optional<RetailRow> read(List<String> fields) {
        String invoiceNo = fields.get(0);
        if (invoiceNo.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new RetailRow(
                    invoiceNo,
                    fields.get(1),
                    fields.get(2),
                    Integer.parseInt(fields.get(3)),
                    LocalDateTime.parse(fields.get(4), DATE),
                    decimal(fields.get(5)),
                    fields.get(6).strip()));
        } catch (NumberFormatException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static BigDecimal decimal(String text) {
        boolean plain = text.length() <= MAX_NUMBER && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        if (!plain) {
            throw new NumberFormatException("not a plain decimal number");
        }
        return new BigDecimal(text);
    }

    Kind kind() {
        if (invoiceNo.startsWith("C")) {
            return Kind.CANCELLATION;
        }
        if (invoiceNo.startsWith("A")) {
            return Kind.ADJUSTMENT;
        }
        if (quantity <= 0) {
            return Kind.NEGATIVE_QUANTITY;
        }
        return unitPrice.signum() > 0 ? Kind.SALE : Kind.NO_PRICE;
    }

    /** Quantity times price, exactly. */
    BigDecimal worth() {
        return unitPrice.multiply(BigDecimal.valueOf(quantity));
    }
}
