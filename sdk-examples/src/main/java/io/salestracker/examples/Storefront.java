package io.salestracker.examples;

import io.salestracker.DestinationStats;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import io.salestracker.event.CommerceEvent;
import io.salestracker.testkit.Counts;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A shop day: visits, carts that grow, shrink and empty, and orders, tracked by several threads for all four vendors,
 * which the sandbox plays. Prints what became of every event and compares it with what the sandbox knows.
 *
 * <pre>{@code mvn -q -Prun -Dexample=Storefront -Dargs="--faults --keep-open"}</pre>
 */
@Command(
        name = "Storefront",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Simulates a day in a shop, sends it to the sandbox of the four vendors, and reconciles.",
        footer = "Exit code: 0 if everything reconciles, 1 if not, 2 for wrong options.")
public final class Storefront implements Callable<Integer> {
    /** Events whose outcome is not known yet: enough to keep every destination busy, and well within each one's budget. */
    private static final int OPEN_EVENTS = 10_000;

    private static final int MAX_EVENTS = 100_000;
    private static final int ATTEMPTS_KEPT = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--events",
            paramLabel = "<n>",
            defaultValue = "20000",
            description = "How many events happen, 1 to 100000. Default: ${DEFAULT-VALUE}")
    private int events;

    @Option(
            names = "--threads",
            paramLabel = "<n>",
            defaultValue = "4",
            description = "How many threads track them, 1 to 64. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(names = "--seed", paramLabel = "<n>", description = "Gives the same day again. Default: another each time.")
    private @Nullable Long seed;

    @Option(
            names = "--faults",
            description = "All vendors throttle, fail before and after accepting, reset connections and are slow.")
    private boolean faults;

    @Option(
            names = "--keep-open",
            description = "Leaves the sandbox running at the end, to look around in its page, until Enter or Ctrl-C.")
    private boolean keepOpen;

    private Storefront() {}

    /** Exits with 0 if everything reconciles, 1 if not, 2 for wrong options. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Storefront());
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        inRange("--events", events, MAX_EVENTS);
        inRange("--threads", threads, 64);
        long chosen = seed != null ? seed : ThreadLocalRandom.current().nextInt(1_000_000);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("A shop day of %s events%s, --seed %d%n", Table.count(events), faults ? " with faults" : "", chosen);

        Reconciliation reconciliation = new Reconciliation();
        try (VendorSandbox sandbox = VendorSandbox.builder()
                        .maxEvents(ATTEMPTS_KEPT * events)
                        .start();
                SalesTracker tracker = SandboxTracker.start(sandbox, reconciliation)) {
            out.println("Open " + sandbox.root() + "/ to watch it");
            if (faults) {
                setFaults(sandbox, chosen);
            }
            long start = System.nanoTime();
            Progress progress = Progress.start(out, tracker);
            try {
                openShop(tracker, new ShopDay(chosen, opening(), events));
                tracker.flush(PATIENCE);
            } finally {
                progress.stop();
            }
            TrackerStats stats = tracker.close(PATIENCE).stats();
            int exitCode = report(out, stats, sandbox, reconciliation, start);
            if (keepOpen) {
                KeepOpen.untilStopped(sandbox, out, exitCode);
            }
            return exitCode;
        }
    }

    private void inRange(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + " must be 1 to " + most + ": " + value);
        }
    }

    /** Its day is over by now, and younger than the age from which an event is too old for Alhena and Ebbot. */
    private static Instant opening() {
        return Instant.now().truncatedTo(ChronoUnit.HOURS).minus(14, ChronoUnit.HOURS);
    }

    /**
     * Sets what goes wrong, at every vendor alike. A few responses ask to slow down, in either form, however many events
     * there are: each stops its vendor for a second or two. The 503s say that the event was not processed.
     */
    private void setFaults(VendorSandbox sandbox, long chosen) {
        double fewInAll = Math.min(0.05, 3.0 / events);
        Map<Fault, Double> probabilities = Map.of(
                Fault.throttle(PAUSE), fewInAll,
                Fault.throttleWithDate(PAUSE), fewInAll,
                Fault.status(503), 0.01,
                Fault.status(500), 0.01,
                Fault.statusAfterAccepting(500), 0.01,
                Fault.statusAfterAccepting(502), 0.01,
                Fault.reset(), 0.01,
                Fault.resetAfterAccepting(), 0.01,
                Fault.slow(Duration.ofMillis(100)), 0.01);
        long next = chosen;
        for (Vendor vendor : Vendor.values()) {
            sandbox.faults(vendor).random(next++, probabilities);
        }
    }

    /** Lets the visitors in; returns when the last one has gone. */
    private void openShop(SalesTracker tracker, ShopDay day) throws InterruptedException, ExecutionException {
        Semaphore open = new Semaphore(OPEN_EVENTS);
        Callable<Void> serve = () -> {
            for (List<CommerceEvent> visit = day.nextVisit(); !visit.isEmpty(); visit = day.nextVisit()) {
                for (CommerceEvent event : visit) {
                    // A real shop's events come by themselves; these would come faster than anybody can send them.
                    if (!open.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                        throw new IllegalStateException("no event has ended for " + PATIENCE);
                    }
                    tracker.track(event).onComplete(receipt -> open.release());
                }
            }
            return null;
        };
        ExecutorService shop = Executors.newFixedThreadPool(threads);
        try {
            for (Future<Void> served : shop.invokeAll(Collections.nCopies(threads, serve))) {
                served.get();
            }
        } finally {
            shop.shutdownNow();
        }
    }

    private int report(
            PrintWriter out, TrackerStats stats, VendorSandbox sandbox, Reconciliation reconciliation, long start) {
        Reconciliation.Result result = reconciliation.compare(stats, sandbox, events);
        Table table = Ledger.table(stats);
        table.row("delivered per second", perSecond(stats.destinations().values(), reconciliation, start));
        table.row("", List.of());
        Collection<Counts> counts = inOrder(stats, sandbox).values();
        table.row("sandbox: accepted", each(counts, Counts::accepted));
        table.row("sandbox: ignored, as an orphan decrease", each(counts, Counts::ignored));
        table.row("= delivered", each(stats.destinations().values(), DestinationStats::delivered));
        table.row("+ unconfirmed, but taken", each(result.unconfirmedTaken().values(), taken -> taken));
        table.row("sandbox: duplicates", each(counts, Counts::duplicate));
        table.row("sandbox: rejected", each(counts, Counts::rejected));
        table.row("sandbox: failed before taking", each(counts, Counts::faulted));
        table.row("sandbox: failed after accepting", each(counts, Counts::acceptedThenFailed));
        out.println();
        out.println(table);

        return Conclusion.print(
                out, result.differences(), Table.count(result.compared()) + " events compared one by one");
    }

    private static Map<String, Counts> inOrder(TrackerStats stats, VendorSandbox sandbox) {
        Map<String, Counts> counts = new LinkedHashMap<>();
        stats.destinations().keySet().forEach(name -> counts.put(name, sandbox.counts(SandboxTracker.vendor(name))));
        return counts;
    }

    private static List<String> perSecond(
            Collection<DestinationStats> all, Reconciliation reconciliation, long startNanos) {
        return each(all, one -> {
            long nanos = Math.max(1, reconciliation.lastNanos(one.name()) - startNanos);
            return one.delivered() * TimeUnit.SECONDS.toNanos(1) / nanos;
        });
    }

    private static <T> List<String> each(Collection<T> all, Function<T, Long> count) {
        return all.stream().map(count).map(Table::count).toList();
    }
}
