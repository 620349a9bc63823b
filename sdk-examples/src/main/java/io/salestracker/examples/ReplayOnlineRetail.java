package io.salestracker.examples;

import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import io.salestracker.testkit.VendorSandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Replays a shop's real sales: reads an Online Retail file, makes each invoice with at least one sale line a purchase
 * (see {@link RetailRow.Kind} and {@link RetailInvoice} for the rules), sends them to all four vendors, which the
 * sandbox plays, and reconciles rows, sales, outcomes and the sandbox's own counts, to the last decimal. A sale too long
 * for Tracktor's address goes with its total and fewer lines.
 *
 * <pre>{@code mvn -q -Prun -Dexample=ReplayOnlineRetail -Dargs="online-retail.csv.gz"}</pre>
 */
@Command(
        name = "ReplayOnlineRetail",
        mixinStandardHelpOptions = true,
        description = "Sends the sales of an Online Retail file to the sandbox of the four vendors, and reconciles.",
        footer = {
            "Exit code: 0 if everything reconciles, 1 if not, 2 if the file cannot be read or the arguments are wrong.",
            "The data: Chen, D. (2015), Online Retail, UCI Machine Learning Repository, https://doi.org/10.24432/C5BW33"
        })
public final class ReplayOnlineRetail implements Callable<Integer> {
    private static final int UNUSABLE = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * Sale lines whose outcome is not known yet. {@code track} never waits, and a file has more than a destination's
     * share of the budget holds; orders differ in size, so their lines are counted.
     */
    private static final int OPEN_LINES = 20_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "<file>",
            description = "CSV with the columns InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,"
                    + " CustomerID and Country; plain or packed with gzip.")
    @SuppressWarnings("NullAway.Init")
    private Path path;

    private final RetailReport report = new RetailReport();

    private ReplayOnlineRetail() {}

    /** Exits with 0 if everything reconciles, 1 if not, 2 if the file cannot be read or the arguments are wrong. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ReplayOnlineRetail());
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!Files.isRegularFile(path)) {
            return unusable(Files.exists(path) ? "is not a file" : "does not exist");
        }
        try (VendorSandbox sandbox = VendorSandbox.builder().keepPayloads(false).start();
                // The sales are of 2010 and 2011. The wires of Alhena and Ebbot have no time, so there they would end
                // as
                // expired. A shop leaves that as it is, since both would count them as today's.
                SalesTracker tracker =
                        SandboxTracker.start(sandbox, delivery -> {}, settings -> settings.maxAge(null))) {
            return replay(sandbox, tracker);
        } catch (IOException e) {
            return unusable("cannot be read as Online Retail data: " + e.getMessage());
        }
    }

    private int unusable(String why) {
        spec.commandLine().getErr().println(path + " " + why);
        return UNUSABLE;
    }

    private int replay(VendorSandbox sandbox, SalesTracker tracker) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        RetailInvoices invoices = RetailInvoices.in(new RetailFile(path));
        Progress progress = Progress.start(out, tracker);
        try {
            send(invoices, tracker);
            tracker.flush(PATIENCE);
        } finally {
            progress.stop();
        }
        TrackerStats stats = tracker.close(PATIENCE).stats();
        out.println();
        out.println(report.rowTable());
        out.println("An invoice with rows of several kinds counts in each of them.");
        out.println();
        out.println(report.outcomeTable(stats, sandbox));

        return Conclusion.print(
                out, report.differences(invoices, stats, sandbox), "rows, sales, outcomes and the sandbox's counts");
    }

    private void send(RetailInvoices invoices, SalesTracker tracker) throws IOException, InterruptedException {
        Semaphore open = new Semaphore(OPEN_LINES);
        invoices.read(new RetailInvoices.Reader() {
            @Override
            public void row(RetailRow.Kind kind, BigDecimal worth) {
                report.row(kind, worth);
            }

            @Override
            public void invoice(RetailInvoice invoice) throws InterruptedException {
                report.invoice(invoice);
                if (invoice.size() == 0) {
                    return;
                }
                int lines = Math.min(invoice.size(), OPEN_LINES);
                if (!open.tryAcquire(lines, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("no sale has ended for " + PATIENCE);
                }
                BigDecimal total = invoice.total();
                tracker.track(invoice.purchase()).onComplete(receipt -> {
                    open.release(lines);
                    report.ended(receipt.outcomes(), total);
                });
            }
        });
    }
}
