package io.salestracker.examples;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts the rows of each invoice of a file together, wherever in it they stand, without holding the file. A first pass
 * notes the last row of each invoice number, so that the second can let go of an invoice as soon as it is whole.
 */
final class RetailInvoices {
    private final RetailFile file;
    private final Map<String, Long> lastRows = new HashMap<>();
    private long rows;
    private BigDecimal worth = BigDecimal.ZERO;

    private RetailInvoices(RetailFile file) {
        this.file = file;
    }

    /** Makes the first pass. */
    static RetailInvoices in(RetailFile file) throws IOException, InterruptedException {
        RetailInvoices invoices = new RetailInvoices(file);
        file.read((number, row) -> {
            invoices.rows++;
            row.ifPresent(known -> {
                invoices.lastRows.put(known.invoiceNo(), number);
                invoices.worth = invoices.worth.add(known.worth());
            });
        });
        return invoices;
    }

    /** Takes rows and invoices. */
    interface Reader {
        /** A row was read. */
        void row(RetailRow.Kind kind, BigDecimal worth);

        /** An invoice is whole. */
        void invoice(RetailInvoice invoice) throws InterruptedException;
    }

    /** Makes the second pass. */
    void read(Reader reader) throws IOException, InterruptedException {
        Map<String, RetailInvoice> open = new HashMap<>();
        file.read((number, read) -> {
            if (read.isEmpty()) {
                reader.row(RetailRow.Kind.UNREADABLE, BigDecimal.ZERO);
                return;
            }
            RetailRow row = read.get();
            reader.row(row.kind(), row.worth());
            RetailInvoice invoice = open.computeIfAbsent(row.invoiceNo(), RetailInvoice::new);
            invoice.add(row);
            Long last = lastRows.get(row.invoiceNo());
            if (last != null && last == number) {
                open.remove(row.invoiceNo());
                reader.invoice(invoice);
            }
        });
    }

    /** Returns how many rows there are. */
    long rows() {
        return rows;
    }

    /** Returns how many invoices there are. */
    long size() {
        return lastRows.size();
    }

    /** Returns what all rows are worth together. */
    BigDecimal worth() {
        return worth;
    }
}
