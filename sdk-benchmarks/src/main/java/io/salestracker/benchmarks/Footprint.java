package io.salestracker.benchmarks;

import io.salestracker.SalesTracker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Everything that the SDK brings into a process but time: jars, classes, threads. */
final class Footprint {
    /** The system property with the file to which the JVM writes which classes it has loaded. */
    static final String CLASSES = "benchmarks.classes";

    /** A class of each jar that the core needs. */
    private static final List<String> JARS = List.of(
            SalesTracker.class.getName(),
            "okhttp3.OkHttpClient",
            "okio.Buffer",
            "kotlin.Unit",
            "org.jetbrains.annotations.NotNull",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonInclude",
            "org.slf4j.Logger",
            "io.github.resilience4j.retry.Retry",
            "io.github.resilience4j.core.IntervalFunction",
            "org.jspecify.annotations.NullMarked");

    /** In the order of their columns. */
    static final List<String> FIGURES = List.of(
            "jars",
            "core KB",
            "all jars KB",
            "classes",
            "ours",
            "Jackson",
            "OkHttp",
            "Kotlin",
            "threads at the peak",
            "threads at rest",
            "connections at the peak",
            "connections at rest");

    private static final long LOOK_NANOS = 20_000_000;
    private static final double PATIENCE = 60;

    private Footprint() {}

    /** @param idleSeconds how long the tracker rests before its threads are counted again */
    static Map<String, Double> measure(Sender sender, int port, int events, double idleSeconds)
            throws IOException, InterruptedException {
        Map<String, Double> figures = new LinkedHashMap<>();
        jars(figures);
        Peak peak = new Peak(port);
        Thread watch = new Thread(peak, "watch");
        watch.start();
        figures.put("tracked", Line.measure(sender, events, PATIENCE).getOrDefault("tracked", 0.0));
        peak.over = true;
        watch.join();
        classes(figures);
        Thread.sleep((long) (idleSeconds * 1e3));
        figures.put("threads at the peak", (double) peak.threads);
        figures.put("threads at rest", (double) Idle.threads());
        figures.put("connections at the peak", (double) peak.connections);
        figures.put("connections at rest", (double) connections(port));
        return figures;
    }

    /** What there is of each at most, until it is over. */
    private static final class Peak implements Runnable {
        private final int port;
        private volatile boolean over;
        private volatile int threads;
        private volatile int connections;

        Peak(int port) {
            this.port = port;
        }

        @Override
        public void run() {
            try {
                while (!over) {
                    threads = Math.max(threads, Idle.threads());
                    connections = Math.max(connections, connections(port));
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Open ones to this port, as Linux lists them. */
    private static int connections(int port) throws IOException {
        Pattern toPort = Pattern.compile("\\s+\\d+: \\S+ \\S+:%04X 01 .*".formatted(port));
        int connections = 0;
        for (Path sockets : List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"))) {
            if (Files.exists(sockets)) {
                connections += (int) Files.readAllLines(sockets).stream()
                        .filter(line -> toPort.matcher(line).matches())
                        .count();
            }
        }
        return connections;
    }

    private static void jars(Map<String, Double> figures) throws IOException {
        double all = 0;
        for (String name : JARS) {
            try {
                Path jar = Path.of(Class.forName(name, false, Footprint.class.getClassLoader())
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                double bytes = bytes(jar);
                if (all == 0) {
                    figures.put("core KB", bytes / 1e3);
                }
                all += bytes;
            } catch (ClassNotFoundException | URISyntaxException e) {
                throw new IOException(e);
            }
        }
        figures.put("jars", (double) JARS.size());
        figures.put("all jars KB", all / 1e3);
    }

    /** Of a folder of classes, as many as a jar of it has. */
    private static double bytes(Path jar) throws IOException {
        if (Files.isRegularFile(jar)) {
            return Files.size(jar);
        }
        AtomicInteger bytes = new AtomicInteger();
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int one) {
                bytes.incrementAndGet();
            }
        };
        try (ZipOutputStream zip = new ZipOutputStream(counting);
                Stream<Path> files = Files.walk(jar)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(jar.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return bytes.get();
    }

    private static void classes(Map<String, Double> figures) throws IOException {
        List<String> loaded = Files.readAllLines(Path.of(System.getProperty(CLASSES)));
        figures.put("classes", (double) loaded.size());
        figures.put("ours", count(loaded, "io.salestracker.") - count(loaded, "io.salestracker.benchmarks."));
        figures.put("Jackson", count(loaded, "com.fasterxml."));
        figures.put("OkHttp", count(loaded, "okhttp3.") + count(loaded, "okio."));
        figures.put("Kotlin", count(loaded, "kotlin."));
    }

    /** A line begins with the class's name. */
    private static double count(List<String> loaded, String start) {
        return loaded.stream().filter(line -> line.startsWith(start)).count();
    }
}
