package io.salestracker.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The SDK beside its peers, from end to end: each in a process of its own, the server in another. */
@Command(
        name = "mvn -q -Pbench",
        description = "Measures the SDK beside others on this machine, and prints tables. Exit code 1 if something of"
                + " ours failed, lost an event or delivered one twice.",
        mixinStandardHelpOptions = true)
public final class Compare implements Callable<Integer> {
    @Option(names = "--rounds", description = "How often each trial is made; 3, with --history 5.")
    private @Nullable Integer rounds;

    @Option(names = "--seconds", defaultValue = "3", description = "Measured for each trial; ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--warm-up", defaultValue = "6", description = "Seconds before that; ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(
            names = "--only",
            split = ",",
            description =
                    "Scenarios: caller, steady, batch, single, delayed-acks, memory, scale, idle,"
                            + " real-line, rate-limited, twenty-trackers, slowing, cold, footprint; with --history: track, held, warm-batch, pairs-8, pairs-64.")
    private List<String> only = List.of();

    @Option(names = "--subjects", split = ",", description = "Subjects; all unless given.")
    private List<String> subjects = List.of();

    @Option(
            names = "--groups",
            split = ";",
            description = "Tables with one of these texts in their heading, with _ for a blank; all unless given.")
    private List<String> groups = List.of();

    @Option(
            names = "--history",
            description = "Measures the SDK beside its own commit " + Subjects.HISTORY
                    + ", which is built from history, and not beside others.")
    private boolean history;

    @Option(
            names = "--profile",
            description = "Records each client, and shows where its time goes and what it allocates. The figures are"
                    + " then those of a recorded process.")
    private boolean profile;

    @Option(names = "--quick", description = "Everything very short, to see that it works.")
    private boolean quick;

    @Option(names = "--write-docs", description = "Puts the tables and charts into docs/performance.md.")
    private boolean writeDocs;

    @Option(names = "--from", description = "Measures nothing, takes the raw results of an earlier run.")
    private @Nullable Path from;

    @Option(names = "--out", description = "The folder for raw results; sdk-benchmarks/target/benchmarks.")
    private @Nullable Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private final String[] args;

    private Compare(String... args) {
        this.args = args;
    }

    /** Runs, and ends with the exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Compare(args)).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Scenario> scenarios = scenarios();
        Path top = top();
        List<String> faults = new ArrayList<>();
        Results results;
        if (from != null) {
            results = Results.read(from);
        } else {
            Path folder = out == null ? top.resolve("sdk-benchmarks/target/benchmarks") : out;
            Files.createDirectories(folder);
            String command = "mvn -q -Pbench" + (args.length == 0 ? "" : " -Dargs=\"" + String.join(" ", args) + "\"");
            Map<String, String> machine = new LinkedHashMap<>(Machine.facts(command));
            machine.put("rounds", rounds() + " (others where a table says so)");
            machine.put(
                    "each trial", warmUp() + " s of load to warm up and as long a rest, " + seconds() + " s measured");
            String historyClassPath = history ? historyClassPath(top) : "";
            if (historyClassPath.isEmpty()) {
                scenarios = scenarios.stream().map(Compare::withoutHistory).toList();
            }
            Rounds made = new Rounds(rounds(), folder, historyClassPath, profile);
            for (Scenario scenario : scenarios) {
                made.make(scenario);
            }
            faults = made.faults();
            results = new Results(machine, made.runs());
            Path raw = folder.resolve("results.json");
            results.write(raw);
            System.err.println("raw results: " + raw);
        }
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put(history ? "history-machine" : "machine", machine(results));
        for (Scenario scenario : scenarios) {
            String tables = scenario.tables(results);
            if (!tables.isEmpty()) {
                sections.put(scenario.name(), tables);
            }
        }
        sections.put(history ? "history-targets" : "targets", Targets.table(results));
        print(scenarios, sections);
        if (writeDocs) {
            Docs.write(top.resolve("docs/performance.md"), sections);
            if (!history) {
                Charts.write(results, top.resolve("docs/images"));
            }
        }
        faults.forEach(fault -> System.err.println("FAULT: " + fault));
        return faults.isEmpty() ? 0 : 1;
    }

    private double warmUp() {
        return quick ? 0.3 : warmUp;
    }

    private double seconds() {
        return quick ? 0.3 : seconds;
    }

    private int rounds() {
        return quick ? 1 : rounds != null ? rounds : history ? 5 : 3;
    }

    /** Empty, with a word why, where history does not reach back to the commit. */
    private static String historyClassPath(Path top) throws IOException, InterruptedException {
        try {
            return History.classPath(top, top.resolve("sdk-benchmarks/target/" + Subjects.HISTORY));
        } catch (History.MissingException e) {
            System.err.println("commit " + Subjects.HISTORY + " is skipped: " + e.getMessage());
            return "";
        }
    }

    private static Scenario withoutHistory(Scenario scenario) {
        return scenario.with(
                scenario.trials().stream().filter(trial -> !trial.isHistory()).toList());
    }

    private List<Scenario> scenarios() {
        Scenarios scenarios = new Scenarios(warmUp(), seconds(), quick);
        List<Scenario> all = history ? scenarios.besideHistory() : scenarios.all();
        List<String> names = all.stream().map(Scenario::name).toList();
        if (!names.containsAll(only)) {
            throw new ParameterException(spec.commandLine(), "--only takes some of " + names);
        }
        if (writeDocs && (quick || profile || !only.isEmpty() || !subjects.isEmpty() || !groups.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(), "--write-docs is for whole runs: what the page shows is of one run");
        }
        return all.stream()
                .filter(scenario -> only.isEmpty() || only.contains(scenario.name()))
                .map(this::narrowed)
                .toList();
    }

    private Scenario narrowed(Scenario scenario) {
        List<Trial> trials = scenario.trials().stream()
                .filter(trial -> subjects.isEmpty() || subjects.contains(trial.subject()))
                .filter(trial -> groups.isEmpty()
                        || groups.stream().map(text -> text.replace('_', ' ')).anyMatch(trial.group()::contains))
                .toList();
        return scenario.with(trials);
    }

    private static String machine(Results results) {
        StringBuilder table = new StringBuilder("| | |\n|---|---|\n");
        results.machine()
                .forEach((name, fact) -> table.append("| ")
                        .append(name)
                        .append(" | ")
                        .append(fact)
                        .append(" |\n"));
        return table.toString();
    }

    private static void print(List<Scenario> scenarios, Map<String, String> sections) {
        Map<String, String> titles = new LinkedHashMap<>(Map.of(
                "machine", "Measured on",
                "targets", "Targets",
                "history-machine", "Measured on",
                "history-targets", "Targets"));
        scenarios.forEach(scenario -> titles.put(scenario.name(), scenario.title()));
        sections.forEach((name, text) -> System.out.println("## " + titles.get(name) + "\n\n" + text));
    }

    /** The top folder of the project, wherever in it this is started. */
    private static Path top() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("sdk-benchmarks"))) {
                return folder;
            }
        }
        throw new IOException("start this within the project");
    }
}
