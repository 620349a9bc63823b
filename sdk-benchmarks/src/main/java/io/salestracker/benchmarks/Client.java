package io.salestracker.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * The process in which one subject is measured once: {@code Client <scenario> <subject> <port> <in flight> <warm-up
 * seconds> <seconds> [<events> [<ordering keys>]]}. Prints its figures as one line of JSON.
 */
final class Client {
    /** The system property with the file for a {@link Profile}'s recording; none is made without it. */
    static final String PROFILE = "benchmarks.profile";

    private final String scenario;
    private final String subject;
    private final int port;
    private final int inFlight;
    private final double warmUp;
    private final double seconds;
    private final int events;
    private final int keys;

    private Client(String... args) {
        scenario = args[0];
        subject = args[1];
        port = Integer.parseInt(args[2]);
        inFlight = Integer.parseInt(args[3]);
        warmUp = Double.parseDouble(args[4]);
        seconds = Double.parseDouble(args[5]);
        events = args.length > 6 ? Integer.parseInt(args[6]) : 0;
        keys = args.length > 7 ? Integer.parseInt(args[7]) : 0;
    }

    public static void main(String[] args) throws Exception {
        Map<String, Double> figures = measure(new Client(args), System.getProperty(PROFILE));
        System.out.println(new ObjectMapper().writeValueAsString(figures));
        System.out.flush();
        // What closing may take is not measured, and some libraries have threads and hooks that hold the process up.
        Runtime.getRuntime().halt(0);
    }

    private static Map<String, Double> measure(Client client, @Nullable String profile)
            throws IOException, InterruptedException {
        if (profile == null) {
            return client.measure();
        }
        try (Recording recording = Profile.start()) {
            Map<String, Double> figures = client.measure();
            recording.dump(Path.of(profile));
            return figures;
        }
    }

    private Map<String, Double> measure() throws IOException, InterruptedException {
        return switch (scenario) {
            case "track-1" -> Tracking.measure(1, warmUp, events, seconds);
            case "track-4" -> Tracking.measure(4, warmUp, events, seconds);
            case "held-1" -> Held.measure(1, events);
            case "held-4" -> Held.measure(4, events);
            default -> send();
        };
    }

    private Map<String, Double> send() throws IOException, InterruptedException {
        Subject library = keys > 0 ? Ours.keyed(port, keys) : Subjects.open(subject, port, inFlight);
        if (scenario.equals("vendor-down")) {
            return VendorDown.measure(library, events, seconds);
        }
        Traffic traffic = new Traffic(library, new Probe(port), inFlight);
        return switch (scenario) {
            case "throughput" -> Throughput.forSeconds(traffic, warmUp, seconds);
            case "scale" -> Throughput.ofEvents(traffic, warmUp, events);
            case "caller" -> Caller.measure(traffic, warmUp, seconds);
            case "steady" -> Steady.measure(traffic, warmUp, seconds);
            case "idle" -> Idle.measure(traffic, seconds);
            default -> throw new IllegalArgumentException("no such scenario: " + scenario);
        };
    }
}
