package io.salestracker.benchmarks;

import static java.util.stream.Collectors.joining;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What came to live in this JVM since a mark, by its own class histogram, before which it collects garbage. One for all
 * measurements: what it holds itself it holds from the first on.
 */
final class Live {
    private final Map<String, Bytes> byClass = new HashMap<>();

    private static final class Bytes {
        private long marked;
        private long now;
    }

    Live() {
        mark();
    }

    /** Measures from now on. */
    void mark() {
        look((bytes, now) -> bytes.marked = now);
    }

    /** How many bytes of objects there are more than at the mark. */
    long more() {
        look((bytes, now) -> bytes.now = now);
        return byClass.values().stream()
                .mapToLong(bytes -> bytes.now - bytes.marked)
                .sum();
    }

    /** What {@link #more} found by class, most first, shared out among so many. */
    String byClass(int shares) {
        return byClass.entrySet().stream()
                .filter(type -> Math.abs(type.getValue().now - type.getValue().marked) >= shares)
                .sorted(Comparator.comparingLong(type -> type.getValue().marked - type.getValue().now))
                .map(type ->
                        String.format("%8d %s", (type.getValue().now - type.getValue().marked) / shares, type.getKey()))
                .collect(joining("\n"));
    }

    private void look(ObjLongConsumer<Bytes> to) {
        long collections = collections();
        String histogram = histogram();
        // It does without the collection while some thread, say one that unzips a class, keeps the heap as it is.
        while (collections() == collections) {
            histogram = histogram();
        }
        byClass.values().forEach(bytes -> to.accept(bytes, 0));
        // A line is: rank and a colon, instances, bytes, class, perhaps its module.
        histogram
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length >= 4 && words[0].endsWith(":"))
                .forEach(words ->
                        to.accept(byClass.computeIfAbsent(words[3], type -> new Bytes()), Long.parseLong(words[2])));
    }

    /** How often all of the heap was collected, by the collector that this module's tests run with. */
    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector ->
                        Arrays.asList(collector.getMemoryPoolNames()).contains("Tenured Gen"))
                .findAny()
                .orElseThrow(
                        () -> new IllegalStateException("run with -XX:+UseSerialGC, as sdk-benchmarks/pom.xml does"))
                .getCollectionCount();
    }

    private static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this JVM tells no histogram", e);
        }
    }
}
