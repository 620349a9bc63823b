package io.salestracker.benchmarks;

import java.util.List;

/**
 * One subject in one situation: a {@link Client} and the server it sends to.
 *
 * @param scenario the table it belongs to
 * @param group the part of that table
 * @param client what the client process is told to measure
 * @param subject by its name in {@link Subjects}
 * @param server how the {@link CountingServer} is started, or the {@link VendorServer}; empty where nothing is to listen
 * @param inFlight requests under way at once, for those that can be told; else 0
 * @param warmUp seconds
 * @param seconds measured, or at most waited
 * @param events how many, where the number is given and not the time
 * @param keys how many visitors take turns, 0 for one each event
 */
record Trial(
        String scenario,
        String group,
        String client,
        String subject,
        List<String> server,
        int inFlight,
        double warmUp,
        double seconds,
        int events,
        int keys) {

    static Trial of(String scenario, String group, String client, String subject) {
        return new Trial(scenario, group, client, subject, List.of("0"), 0, 0, 0, 0, 0);
    }

    /** None where nothing is to listen. */
    Trial to(String... arguments) {
        return new Trial(scenario, group, client, subject, List.of(arguments), inFlight, warmUp, seconds, events, keys);
    }

    Trial inFlight(int requests) {
        return new Trial(scenario, group, client, subject, server, requests, warmUp, seconds, events, keys);
    }

    Trial lasting(double warm, double measured) {
        return new Trial(scenario, group, client, subject, server, inFlight, warm, measured, events, keys);
    }

    Trial events(int number, int visitors) {
        return new Trial(scenario, group, client, subject, server, inFlight, warmUp, seconds, number, visitors);
    }

    List<String> clientArguments(int port) {
        return List.of(
                client,
                subject.replace(Subjects.HISTORY, Subjects.OURS),
                String.valueOf(port),
                String.valueOf(inFlight),
                String.valueOf(warmUp),
                String.valueOf(seconds),
                String.valueOf(events),
                String.valueOf(keys));
    }

    /** Whether it sends to a {@link VendorServer}. */
    boolean meetsVendor() {
        return server.contains(VendorServer.DELAY);
    }

    /** Whether over TLS. */
    boolean isEncrypted() {
        return server.contains(VendorServer.TLS);
    }

    List<String> jvmOptions() {
        return client.startsWith("held-") ? Jvm.HEAP_OPTIONS : Jvm.CLIENT_OPTIONS;
    }

    /** Whether the client is that of {@link History}. */
    boolean isHistory() {
        return subject.startsWith(Subjects.HISTORY);
    }

    /** Ours and what ours is held against: a loss there is a fault here. */
    boolean isTrackerThread() {
        return !Subjects.PEERS.contains(subject);
    }

    /** With what no two trials of a table have in common. */
    String row() {
        String row = subject;
        if (inFlight > 0) {
            row += ", " + inFlight + " in flight";
        }
        if (keys > 0) {
            row = "%,d events, %,d visitors".formatted(events, keys);
        }
        return row;
    }

    @Override
    public String toString() {
        return scenario + (group.isEmpty() ? "" : ", " + group) + ": " + row();
    }
}
