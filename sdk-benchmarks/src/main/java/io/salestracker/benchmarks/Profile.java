package io.salestracker.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * The methods of a client that take time and those that allocate, from a sampled recording. The recording runs from the start of
 * the process, since one that is switched on later has methods compiled anew; the tables are of the measured part. The
 * JVM drops a sample whose stack it cannot walk, as in code that it has by hand (hashing, copying), so a share of the CPU
 * is a hint, while a share of the allocation is exact but for chance.
 */
final class Profile {
    /** Without the second, a sample is moved to the next place where the compiled code can be stopped. */
    static final List<String> OPTIONS = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints");

    private static final String CPU = "jdk.ExecutionSample";
    private static final String ALLOCATION = "jdk.ObjectAllocationSample";
    private static final String OWN = "io.salestracker.";
    private static final String BENCHMARKS = OWN + "benchmarks.";
    private static final int MAX_SITES = 20;

    private final Sites running = new Sites();
    private final Sites ownRunning = new Sites();
    private final Sites allocated = new Sites();

    private Profile() {}

    /** Begins to record this process. */
    static Recording start() {
        Recording recording = new Recording();
        recording.enable(CPU).withPeriod(Duration.ofMillis(5));
        recording.enable(ALLOCATION).with("throttle", "5000/s");
        recording.start();
        return recording;
    }

    /**
     * Sums a recording up in tables. Of a trial of {@link Tracking} only the calls of {@code track} count, and the
     * shares are given in nanoseconds and bytes a call too.
     */
    static String tables(Path file, Trial trial, Map<String, Double> figures) throws IOException {
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        Instant last = events.stream()
                .map(RecordedEvent::getEndTime)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        Instant first = last.minusNanos((long) (trial.seconds() * 1e9));
        boolean callsOnly = trial.client().startsWith("track-");
        Profile profile = new Profile();
        events.stream()
                .filter(event ->
                        event.getStackTrace() != null && !event.getEndTime().isBefore(first))
                .filter(event -> !callsOnly || isInCall(event))
                .forEach(profile::add);
        Double nanos = callsOnly ? figures.get("CPU ns/track above build") : null;
        Double bytes = callsOnly ? figures.get("B/track above build") : null;
        return "CPU, by the method that runs:\n" + profile.running.table(MAX_SITES, nanos, "ns")
                + "\nCPU, by the method of the SDK that runs or has called what runs:\n"
                + profile.ownRunning.table(MAX_SITES, nanos, "ns")
                + "\nAllocation, by class and by the method of the SDK that allocates or has called what does:\n"
                + profile.allocated.table(MAX_SITES, bytes, "B");
    }

    private void add(RecordedEvent event) {
        List<String> stack = stack(event);
        if (stack.isEmpty()) {
            return;
        }
        if (event.getEventType().getName().equals(CPU)) {
            running.add(stack.get(0), 1);
            ownRunning.add(ownOrTop(stack), 1);
        } else if (event.getEventType().getName().equals(ALLOCATION)) {
            String site = event.getClass("objectClass").getName() + " in " + ownOrTop(stack);
            allocated.add(site, (double) event.getLong("weight"));
        }
    }

    private static boolean isInCall(RecordedEvent event) {
        return stack(event).contains(Tracking.class.getName() + ".track");
    }

    /** Class and method of each frame, the innermost first. */
    private static List<String> stack(RecordedEvent event) {
        List<String> stack = new ArrayList<>();
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            if (frame.isJavaFrame()) {
                stack.add(frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName());
            }
        }
        return stack;
    }

    /** The innermost method of the SDK; the innermost of all where it has no part. */
    static String ownOrTop(List<String> stack) {
        return stack.stream()
                .filter(method -> method.startsWith(OWN) && !method.startsWith(BENCHMARKS))
                .findFirst()
                .orElse(stack.get(0));
    }

    /** Weights by site. */
    static final class Sites {
        private final Map<String, Double> weights = new HashMap<>();
        private double sum;
        private int samples;

        void add(String site, double weight) {
            samples++;
            weights.merge(site, weight, Double::sum);
            sum += weight;
        }

        /**
         * The number of samples, and the heaviest sites, each with its share.
         *
         * @param total of which the share is given too, if any
         */
        String table(int max, @Nullable Double total, String unit) {
            StringBuilder table = new StringBuilder();
            table.append(samples).append(" samples\n");
            weights.entrySet().stream()
                    .sorted(Comparator.comparingDouble((Map.Entry<String, Double> site) -> -site.getValue())
                            .thenComparing(Map.Entry::getKey))
                    .limit(max)
                    .forEach(site -> {
                        double share = site.getValue() / sum;
                        table.append(String.format(Locale.ROOT, "%5.1f %%", 100 * share));
                        if (total != null) {
                            table.append(String.format(Locale.ROOT, " %7.0f %s", share * total, unit));
                        }
                        table.append("  ").append(site.getKey()).append('\n');
                    });
            return table.toString();
        }
    }
}
