package io.salestracker.testkit;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a {@link VendorSandbox} from the command line until it is stopped; {@code --help} explains. */
@Command(
        name = "sandbox",
        sortOptions = false,
        description = {
            "Plays the vendors Ebbot, Alhena, Text and Tracktor.io on one local port, each by its own rules, until stopped.",
            "The page at its address shows what arrives, what each vendor would make of it, and why something was"
                    + " refused. Nothing leaves this machine.",
            ""
        },
        optionListHeading = "Options:%n",
        footerHeading = "%nFaults, one per request and first to last, separated by commas:%n",
        footer = {
            "  503                   this status (300 to 599); the event is not taken",
            "  429 retry-after=3s    with Retry-After in seconds; retry-date=3s as a date",
            "  slow 250ms            taken at once, answered late",
            "  reset                 the connection is reset; the event is not taken",
            "  accept+500            taken, and then answered so; or accept+reset, accept+cut",
            "  ok                    nothing goes wrong",
            "  503 x2                twice",
            "After the last, nothing goes wrong. Or some of each at random: random, or with a",
            "seed to have the same again: random:42",
            "",
            "Examples:",
            "  mvn -q -Psandbox -Dargs=\"--seed-demo\"",
            "  mvn -q -Psandbox -Dargs=\"--port 0 --export target/events.ndjson\"",
            "  mvn -q -Psandbox -Dargs=\"--faults 'text=429 retry-after=3s, 503 x2, ok'\"",
            "  mvn -q -Psandbox -Dargs=\"--faults all=random:42 --faults text=ok\""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:help was asked for",
            "1:the port is taken",
            "2:an option is wrong, or the file for --export cannot be written",
            "130, 143:stopped, with Ctrl-C or SIGTERM"
        })
public final class SandboxMain implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "<port>",
            defaultValue = "8765",
            description = "The port on 127.0.0.1, 0 for a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--faults",
            paramLabel = "<vendor>=<faults>",
            converter = FaultWish.Converter.class,
            description = "What goes wrong at ebbot, alhena, text, tracktor or all, in words as below. May be given"
                    + " several times; the last one for a vendor holds.")
    private List<FaultWish> faults = List.of();

    @Option(names = "--seed-demo", description = "Sends a small shop's events after the start, right and wrong ones.")
    private boolean seedDemo;

    @Option(
            names = "--export",
            paramLabel = "<file>",
            converter = ExportOption.Converter.class,
            description =
                    "Appends every event to this file as a line of JSON, as it is answered. Must be new or empty.")
    private @Nullable ExportOption export;

    @Option(names = "--signed-only", description = "Tracktor.io refuses what is not signed.")
    private boolean signedOnly;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explains, and ends.")
    @SuppressWarnings("UnusedVariable") // The library looks at it.
    private boolean help;

    private SandboxMain() {}

    /** Starts it and exits when it is stopped; {@code --help} lists the exit codes. */
    public static void main(String[] args) {
        // The server logs through SLF4J; without a logging library on the class path that would complain on every
        // start.
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
        System.exit(commandLine().execute(args));
    }

    /** Returns the command, for {@link #main} and for tests. */
    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new SandboxMain());
        // The message alone: the library would have the whole help after it, and the message out of sight.
        command.setParameterExceptionHandler((wrong, args) -> {
            PrintWriter err = command.getErr();
            err.println(wrong.getMessage());
            err.println("--help explains.");
            err.flush();
            return CommandLine.ExitCode.USAGE;
        });
        return command;
    }

    /** Runs until the process is asked to stop. */
    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535: " + port);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (VendorSandbox sandbox = VendorSandbox.builder()
                .port(port)
                .tracktorSignedOnly(signedOnly)
                .start()) {
            Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "vendor-sandbox-stop"));
            out.println(new Banner(sandbox).text());
            for (FaultWish wish : faults) {
                wish.set(sandbox);
                out.println(wish);
            }
            if (export != null) {
                Path path = export.path();
                sandbox.export(export.stream(), failure -> exportEnded(path, failure));
                out.println("Every event goes to " + path.toAbsolutePath());
            }
            out.flush();
            if (seedDemo) {
                sendDemo(sandbox, out);
            }
            sandbox.join();
            return 0;
        } catch (UncheckedIOException e) {
            spec.commandLine().getErr().println(e.getMessage() + "; choose another with --port, 0 for any");
            return 1;
        }
    }

    private void exportEnded(Path path, IOException failure) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("The export to " + path + " ended: " + failure.getMessage() + ". The sandbox goes on without it.");
        err.flush();
    }

    private void sendDemo(VendorSandbox sandbox, PrintWriter out) throws InterruptedException {
        try {
            long undelivered = new DemoShop(sandbox).send();
            out.println("The demo is sent: " + sandbox.events().size() + " events"
                    + (undelivered == 0 ? "" : "; " + undelivered + " more did not get through, by the faults set"));
            out.flush();
        } catch (IOException e) {
            spec.commandLine().getErr().println("The demo was cut short: " + e.getMessage());
        }
    }
}
