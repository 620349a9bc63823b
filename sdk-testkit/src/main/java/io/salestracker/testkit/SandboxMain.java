package io.salestracker.testkit;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a {@link VendorSandbox} from the command line until it is stopped; {@code --help} explains. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Plays the vendors Ebbot, Alhena, Text and Tracktor.io on one local port, each by its own rules, until stopped.",
            "Prints the addresses and the builder lines to paste. What was received is at /sandbox/counts and"
                    + " /sandbox/events."
        })
public final class SandboxMain implements Callable<Integer> {
    private static final Map<Fault, Double> MIX = Map.of(
            Fault.throttle(Duration.ofSeconds(1)),
            0.01,
            Fault.status(503),
            0.03,
            Fault.reset(),
            0.01,
            Fault.statusAfterAccepting(500),
            0.02,
            Fault.resetAfterAccepting(),
            0.01,
            Fault.slow(Duration.ofMillis(200)),
            0.05);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "<port>",
            defaultValue = "8765",
            description = "The port on 127.0.0.1; 0 for a free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--faults",
            paramLabel = "<vendor>=<faults>",
            description = {
                "What goes wrong at a vendor (ebbot, alhena, text, tracktor or all), first to last, one per request:",
                "  text=\"429 retry-after=3s, 503 x2, ok\"",
                "or at random, some of everything, with a seed to have the same again:",
                "  all=random    all=random:42",
                "Faults: 503 (any status), 429 retry-after=3s, 429 retry-date=3s, slow 250ms, reset; and after the event was"
                        + " accepted: accept+500, accept+reset, accept+cut. May be given several times."
            })
    private List<String> faults = List.of();

    @Option(names = "--signed-only", description = "Tracktor.io refuses what is not signed.")
    private boolean signedOnly;

    private SandboxMain() {}

    /** Starts it and exits when it is stopped: 0 if it ran, 1 if the port is taken, 2 if the options are wrong. */
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
        return new CommandLine(new SandboxMain());
    }

    /** Runs until the process is asked to stop. */
    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (VendorSandbox sandbox = VendorSandbox.builder()
                .port(port)
                .tracktorSignedOnly(signedOnly)
                .start()) {
            for (String wish : faults) {
                setFaults(sandbox, wish, out);
            }
            out.println(banner(sandbox));
            out.flush();
            Thread stop = new Thread(sandbox::close, "vendor-sandbox-stop");
            Runtime.getRuntime().addShutdownHook(stop);
            sandbox.join();
            return 0;
        } catch (UncheckedIOException e) {
            spec.commandLine().getErr().println(e.getMessage() + "; choose another with --port, 0 for any");
            return 1;
        }
    }

    private void setFaults(VendorSandbox sandbox, String wish, PrintWriter out) {
        int equals = wish.indexOf('=');
        String who = equals < 0 ? "" : wish.substring(0, equals).trim();
        String what = wish.substring(equals + 1).trim();
        try {
            List<Vendor> vendors = who.equals("all") ? List.of(Vendor.values()) : List.of(Vendor.of(who));
            for (Vendor vendor : vendors) {
                Faults faults = sandbox.faults(vendor);
                if (what.startsWith("random")) {
                    long seed = what.equals("random")
                            ? ThreadLocalRandom.current().nextInt(1_000_000)
                            : Long.parseLong(what.substring("random:".length()));
                    faults.random(seed, MIX);
                    out.println("Faults at " + vendor.id() + ": random, seed " + seed);
                } else {
                    faults.script(Fault.parseScript(what));
                    out.println("Faults at " + vendor.id() + ": " + what);
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ParameterException(
                    spec.commandLine(), "--faults must be <vendor>=<faults>, see --help: " + e.getMessage(), e);
        }
    }

    /** Returns the addresses, and how to configure a tracker for them. */
    static String banner(VendorSandbox sandbox) {
        return """
                Sandbox of the sales tracking vendors, until stopped with Ctrl-C

                  Ebbot        %s   (lists: %s)
                  Alhena       %s/analytics/cart_events, /analytics/checkout_events
                  Text         %s/ecommerce-tracker/v1/event
                  Tracktor.io  %s/track, /set, /alias

                  AlhenaDestination.builder("%s").baseUrl(URI.create("%s"))
                  TextDestination.builder("%s").baseUrl(URI.create("%s"))
                  EbbotDestination.builder(URI.create("%s"))
                  TracktorDestination.builder("%s").signingSecret("%s").baseUrl(URI.create("%s"))

                  Counts   %s/sandbox/counts
                  Events   %s/sandbox/events?vendor=text&verdict=rejected
                  Faults   curl -X PUT %s/sandbox/faults/text -d '{"script": "429 retry-after=3s, 503 x2, ok"}'
                  Reset    curl -X POST %s/sandbox/reset
                """.formatted(
                        sandbox.ebbot(),
                        sandbox.ebbotBatch(),
                        sandbox.alhena(),
                        sandbox.text(),
                        sandbox.tracktor(),
                        sandbox.companyKey(),
                        sandbox.alhena(),
                        sandbox.storeUuid(),
                        sandbox.text(),
                        sandbox.ebbot(),
                        sandbox.tracktorToken(),
                        sandbox.tracktorSecret(),
                        sandbox.tracktor(),
                        sandbox.root(),
                        sandbox.root(),
                        sandbox.root(),
                        sandbox.root());
    }
}
