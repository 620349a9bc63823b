package io.salestracker.examples;

import io.salestracker.Outcome;
import io.salestracker.examples.OutageRun.Result;
import io.salestracker.examples.OutageRun.Trouble;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures what a vendor's trouble costs: 2,000 purchases a second with default settings to a server that is down,
 * answers 503, answers 429, or refuses one event among many. Prints what was lost, how long it took to catch up, and what
 * was held meanwhile.
 *
 * <pre>{@code mvn -q -Prun -Dexample=Outages}</pre>
 */
@Command(
        name = "Outages",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tracks 2,000 purchases a second while the vendor, a counting server on this machine, is down for 5 s,"
                    + " answers 503 for 5 s, answers 429 for 3 s, or refuses one event among 2,000.",
        },
        footer = "Exit code: 0 if nothing was lost but the refused event, 1 if more was, 2 for wrong options.")
public final class Outages implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--single", description = "One event in each request. Default: arrays of up to 50.")
    private boolean single;

    @Option(
            names = "--shorter",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "Divides the numbers of events and of seconds, 1 to 100. Default: ${DEFAULT-VALUE}")
    private int shorter;

    private Outages() {}

    /** Exits with 0 if nothing was lost but the refused event, 1 if more was, 2 for wrong options. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Outages());
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (shorter < 1 || shorter > 100) {
            throw new ParameterException(spec.commandLine(), "--shorter must be 1 to 100: " + shorter);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s events a second, default settings, %s%n",
                Table.count(OutageRun.RATE),
                single ? "one event in each request" : "arrays of up to " + OutageRun.ARRAY + " events");
        Map<Trouble, Result> results = new EnumMap<>(Trouble.class);
        for (Trouble trouble : Trouble.values()) {
            out.println(what(trouble) + " ...");
            results.put(trouble, OutageRun.of(trouble, single, shorter));
        }
        out.println();
        out.println(table(results));
        return Conclusion.print(out, differences(results), "nothing was lost but the one refused event");
    }

    private String what(Trouble trouble) {
        String seconds = seconds(1_000L * trouble.seconds / shorter) + " s";
        return switch (trouble) {
            case DOWN -> "down: refuses connections for " + seconds;
            case UNAVAILABLE -> "503: answers so for " + seconds;
            case THROTTLED -> "429: answers so for " + seconds + ", with Retry-After: 1";
            case POISON -> "poison: answers 422 to every request with a certain event in it";
        };
    }

    private static Table table(Map<Trouble, Result> results) {
        Table table = new Table().row("", List.of("down", "503", "429", "poison"));
        row(table, "tracked", results, one -> Table.count(one.stats().tracked()));
        row(table, "delivered", results, one -> Table.count(one.stats().delivered()));
        row(table, "lost", results, one -> Table.count(one.lost()));
        row(
                table,
                "  of these reported as rejected",
                results,
                one -> Table.count(one.stats().rejected()));
        row(table, "duplicates at the server", results, one -> Table.count(one.duplicates()));
        row(table, "requests", results, one -> Table.count(one.stats().requests()));
        row(table, "backlog there, s after the trouble", results, one -> seconds(one.backlogMillis()));
        row(table, "all there, s after the last was tracked", results, one -> seconds(one.endMillis()));
        row(table, "most held, events", results, one -> Table.count(one.mostHeld()));
        row(table, "most held, KB as estimated", results, one -> Table.count(one.mostHeldBytes() / 1_000));
        row(table, "heap for it, KB", results, one -> Table.count(one.heapBytes() / 1_000));
        return table;
    }

    private static void row(Table table, String label, Map<Trouble, Result> results, Function<Result, String> cell) {
        table.row(label, results.values().stream().map(cell).toList());
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1_000.0);
    }

    private static List<String> differences(Map<Trouble, Result> results) {
        List<String> differences = new ArrayList<>();
        results.forEach((trouble, one) -> {
            long refused = trouble == Trouble.POISON ? 1 : 0;
            expect(differences, trouble + ": lost", refused, one.lost());
            expect(differences, trouble + ": rejected", refused, one.stats().rejected());
            expect(
                    differences,
                    trouble + ": delivered",
                    one.stats().tracked() - refused,
                    one.stats().delivered());
            expect(differences, trouble + ": duplicates", 0, one.duplicates());
            Outcome ofPoisoned = one.ofPoisoned();
            if (ofPoisoned != null && ofPoisoned.kind() != Outcome.Kind.REJECTED) {
                differences.add(trouble + ": the refused event is not rejected but " + ofPoisoned);
            }
        });
        return differences;
    }

    private static void expect(List<String> differences, String what, long expected, long found) {
        if (expected != found) {
            differences.add(what + " should be " + expected + ", is " + found);
        }
    }
}
