package io.salestracker.examples;

import io.salestracker.Outcome;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.Purchase;
import io.salestracker.testkit.VendorSandbox;
import io.salestracker.text.TextDestination;
import io.salestracker.tracktor.TracktorDestination;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Sends 500 orders as shops really have them to all four vendors, which the sandbox plays: blank skus, tabs in names, kilos,
 * gift cards, 400 lines, orders of 2023, lost identities. Prints what became of each mess at each vendor and why, compares it
 * with what is expected, and reconciles amounts to the cent.
 *
 * <pre>{@code mvn -q -Prun -Dexample=MessyShop}</pre>
 */
@Command(
        name = "MessyShop",
        mixinStandardHelpOptions = true,
        description =
                "Sends 500 messy orders to the sandbox of the four vendors, shows what became of each, and reconciles.",
        footer = "Exit code: 0 if everything is as expected and reconciles, 1 if not, 2 for wrong options.")
public final class MessyShop implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The evening of the day of which the orders are, so that their times are past by as much in every run. */
    private static final Instant EVENING = Instant.parse("2026-11-20T18:00:00Z");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--keep-open",
            description = "Leaves the sandbox running at the end, to look around in its page, until Enter or Ctrl-C.")
    private boolean keepOpen;

    private MessyShop() {}

    /** Exits with 0 if everything is as expected and reconciles, 1 if not, 2 for wrong options. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new MessyShop());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        List<MessyOrder> orders = MessyOrder.readAll();
        try (VendorSandbox sandbox = VendorSandbox.start()) {
            int exitCode = run(out, orders, sandbox);
            if (keepOpen) {
                KeepOpen.untilStopped(sandbox, out, exitCode);
            }
            return exitCode;
        }
    }

    /** Tracks the orders and prints what became of them; returns the exit code. */
    static int run(PrintWriter out, List<MessyOrder> orders, VendorSandbox sandbox) {
        List<MessyEntry> entries = new ArrayList<>();
        TrackerStats stats;
        try (SalesTracker tracker = tracker(sandbox)) {
            orders.forEach(order -> entries.add(MessyEntry.track(tracker, order)));
            stats = tracker.close(PATIENCE).stats();
        }
        List<String> names = List.copyOf(stats.destinations().keySet());
        printFates(out, entries, names);
        printRules(out, entries, names);

        List<String> currencies = currencies(entries);
        MessyModel model = new MessyModel();
        entries.forEach(entry -> model.add(entry, currencies));
        out.println(
                "An indented row counts the orders with that field or fault, so that an order can be in several. The column "
                        + Sums.NO_CURRENCY + " is for orders without a valid currency.");
        out.println();
        out.println(model.table(currencies));
        List<String> differences = new ArrayList<>(model.differences());
        for (String name : names) {
            MessyLedger ledger = new MessyLedger(name, sandbox.events(SandboxTracker.vendor(name)));
            entries.forEach(entry -> ledger.add(entry, currencies));
            out.println(ledger.table(currencies));
            differences.addAll(ledger.differences(stats.destination(name)));
        }
        return Conclusion.print(
                out,
                differences,
                Table.count(orders.size()) + " orders in the model and at " + names.size()
                        + " vendors, as expected one by one, and their amounts");
    }

    /** Starts a tracker on the evening of the orders' day, for sites of one account that number their orders alike. */
    private static SalesTracker tracker(VendorSandbox sandbox) {
        return SalesTracker.builder()
                .destination(EbbotDestination.builder(sandbox.ebbot()).build())
                .destination(AlhenaDestination.builder(sandbox.companyKey())
                        .baseUrl(sandbox.alhena())
                        .siteInOrderId()
                        .build())
                .destination(TextDestination.builder(sandbox.storeUuid())
                        .baseUrl(sandbox.text())
                        .siteInOrderId()
                        .warnNonNumericIds(false)
                        .build())
                .destination(TracktorDestination.builder(sandbox.tracktorToken())
                        .baseUrl(sandbox.tracktor())
                        .signingSecret(sandbox.tracktorSecret())
                        .siteInOrderId()
                        .build())
                .clock(Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), EVENING)))
                .build();
    }

    /** Prints which messes came to the same end. */
    private static void printFates(PrintWriter out, List<MessyEntry> entries, List<String> names) {
        Map<String, Map<String, Long>> messesByFate = new TreeMap<>();
        for (MessyEntry entry : entries) {
            Map<String, String> byVendor = new LinkedHashMap<>();
            names.forEach(name -> byVendor.put(name, entry.at(name)));
            String model = entry.inModel();
            String fate = (model.startsWith("tidied") ? model + "; " : "") + MessyFate.together(byVendor);
            messesByFate
                    .computeIfAbsent(fate, unknown -> new TreeMap<>())
                    .merge(entry.order().mess(), 1L, Long::sum);
        }
        out.println(
                "Tidied: by the model, in these fields. As is: what the model has. Fit: made fit for the vendor, in these"
                        + " fields. In brackets: orders.");
        messesByFate.forEach((fate, messes) -> {
            out.println(fate);
            messes.forEach((mess, count) -> out.println("    " + mess + " (" + count + ")"));
        });
        out.println();
    }

    /** Prints the rules behind each refusal. */
    private static void printRules(PrintWriter out, List<MessyEntry> entries, List<String> names) {
        Map<String, Set<String>> rules = new TreeMap<>();
        for (MessyEntry entry : entries) {
            for (String name : names) {
                if (entry.outcome(name) instanceof Outcome.Invalid invalid) {
                    invalid.violations()
                            .forEach(violation -> rules.computeIfAbsent(
                                            MessyFate.words(violation), unknown -> new TreeSet<>())
                                    .add(violation.message()));
                }
            }
        }
        out.println("Why refused");
        rules.forEach(
                (violation, messages) -> messages.forEach(message -> out.println("    " + violation + ": " + message)));
        out.println();
    }

    /** Returns the currencies of the orders, and the column for orders that have none. */
    private static List<String> currencies(List<MessyEntry> entries) {
        List<String> currencies = new ArrayList<>(entries.stream()
                .map(MessyEntry::purchase)
                .filter(Objects::nonNull)
                .map(Purchase::currency)
                .distinct()
                .sorted()
                .toList());
        currencies.add(Sums.NO_CURRENCY);
        return List.copyOf(currencies);
    }
}
