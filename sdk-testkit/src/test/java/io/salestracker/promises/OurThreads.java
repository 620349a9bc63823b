package io.salestracker.promises;

import java.util.List;

/** The threads that trackers of this JVM have at present. */
final class OurThreads {
    private OurThreads() {}

    static List<Thread> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("salestracker-"))
                .filter(Thread::isAlive)
                .toList();
    }

    static List<String> names() {
        return alive().stream().map(Thread::getName).sorted().toList();
    }
}
