package io.salestracker.benchmarks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.salestracker.benchmarks.Results.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the trials: all subjects of a scenario one after the other, then all once more, so that a drift hits all. */
final class Rounds {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Double>> FIGURES = new TypeReference<>() {};

    private final int rounds;
    private final Path folder;
    private final String historyClassPath;
    private final boolean profiled;
    private final List<Run> runs = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Path certificate;

    /**
     * @param folder for what the processes print
     * @param historyClassPath of the clients of {@link History}; empty where there are none
     * @param profiled whether each client is recorded, and its profile shown and put into the folder
     */
    Rounds(int rounds, Path folder, String historyClassPath, boolean profiled) {
        this.rounds = rounds;
        this.folder = folder;
        this.historyClassPath = historyClassPath;
        this.profiled = profiled;
    }

    List<Run> runs() {
        return runs;
    }

    /** What makes the whole run worthless: something of ours failed, lost an event or sent one twice. */
    List<String> faults() {
        return faults;
    }

    void make(Scenario scenario) throws IOException, InterruptedException {
        for (int round = 1; round <= (scenario.rounds() == 0 ? rounds : scenario.rounds()); round++) {
            for (Trial trial : scenario.trials()) {
                Map<String, Double> figures = measure(trial);
                runs.add(new Run(trial, round, figures));
                System.err.println("round " + round + ", " + trial + " " + figures);
                String fault = fault(trial, figures);
                if (fault != null) {
                    faults.add(fault);
                }
            }
        }
    }

    /** What is wrong with a trial's figures; null if nothing is, or if it is a peer's matter. */
    static @Nullable String fault(Trial trial, Map<String, Double> figures) {
        if (!trial.isTrackerThread()) {
            return null;
        }
        if (figures.isEmpty()) {
            return trial + " failed, see " + file(trial, ".log");
        }
        double lost = figures.getOrDefault("lost", 0.0);
        double repeated = figures.getOrDefault("repeated", 0.0);
        return lost == 0 && repeated == 0
                ? null
                : trial + " lost %.0f and repeated %.0f events".formatted(lost, repeated);
    }

    /** Empty if the client failed. */
    private Map<String, Double> measure(Trial trial) throws IOException, InterruptedException {
        if (trial.server().isEmpty()) {
            return client(trial, closedPort());
        }
        if (trial.meetsVendor()) {
            return meetVendor(trial);
        }
        try (Jvm.Server server = new Jvm.Server(CountingServer.class, trial.server())) {
            return client(trial, server.port());
        }
    }

    /** The client's figures and what the vendor has seen of it; empty if the client failed. */
    private Map<String, Double> meetVendor(Trial trial) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(trial.server());
        if (trial.isEncrypted()) {
            arguments.add(certificate().toString());
        }
        try (Jvm.Server server = new Jvm.Server(VendorServer.class, arguments)) {
            Instant launch = Instant.now();
            Map<String, Double> figures = client(trial, server.port());
            if (figures.isEmpty()) {
                return figures;
            }
            Map<String, Double> report = JSON.readValue(server.report(), FIGURES);
            Double arrival = report.remove(Vendor.FIRST);
            if (arrival != null) {
                figures.put(VendorScenarios.FIRST, (arrival - Vendor.micros(launch)) / 1e3);
            }
            double sent = figures.getOrDefault("tracked", 0.0) - figures.getOrDefault("pending", 0.0);
            figures.put("lost", sent - report.getOrDefault("taken", 0.0));
            figures.putAll(report);
            return figures;
        }
    }

    private Path certificate() throws IOException, InterruptedException {
        if (certificate == null) {
            Path file = folder.resolve("certificate.p12");
            Certificate.make(file);
            certificate = file;
        }
        return certificate;
    }

    private Map<String, Double> client(Trial trial, int port) throws IOException, InterruptedException {
        Path output = folder.resolve("figures.json");
        // A second for each 20,000 events is slow; the rest is for starting, draining and stalling.
        long most = (long) (2 * trial.warmUp() + 2 * trial.seconds()) + 90 + trial.events() / 20_000;
        Path recording = folder.resolve("profile.jfr");
        List<String> options = new ArrayList<>(trial.jvmOptions());
        if (profiled) {
            options.addAll(Profile.OPTIONS);
            options.add("-D" + Client.PROFILE + "=" + recording);
        }
        if (trial.isEncrypted()) {
            options.add("-D" + LineClient.CERTIFICATE + "=" + certificate());
        }
        if (trial.client().equals("footprint")) {
            Path classes = folder.resolve("classes.log");
            options.add("-Xlog:class+load:file=" + classes + ":none");
            options.add("-D" + Footprint.CLASSES + "=" + classes);
        }
        String classPath = trial.isHistory() ? historyClassPath : Jvm.CLASS_PATH;
        Path log = folder.resolve(file(trial, ".log"));
        ProcessBuilder client = Jvm.command(options, classPath, main(trial), trial.clientArguments(port));
        if (!Jvm.run(client, most, output, log)) {
            return Map.of();
        }
        Map<String, Double> figures = JSON.readValue(lastLine(output), FIGURES);
        if (profiled) {
            String profile = trial + "\n\n" + Profile.tables(recording, trial, figures);
            Files.writeString(folder.resolve(file(trial, "-profile.txt")), profile);
            System.err.println(profile);
        }
        return figures;
    }

    private static Class<?> main(Trial trial) {
        if (trial.client().equals("cold")) {
            return Cold.class;
        }
        return trial.meetsVendor() ? LineClient.class : Client.class;
    }

    /** Some libraries greet on the standard output. */
    private static String lastLine(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return lines.get(lines.size() - 1);
    }

    private static String file(Trial trial, String suffix) {
        return (trial.scenario() + "-" + trial.group() + "-" + trial.row()).replaceAll("\\W+", "-") + suffix;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
