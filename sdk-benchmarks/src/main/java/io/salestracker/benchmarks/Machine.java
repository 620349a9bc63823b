package io.salestracker.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The facts without which figures say nothing. */
final class Machine {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.-]*)\\.jar");
    private static final List<String> LIBRARIES = List.of(
            "okhttp-jvm",
            "jackson-core",
            "jetty-server",
            "opentelemetry-sdk-logs",
            "opentelemetry-exporter-otlp",
            "snowplow-java-tracker",
            "posthog-server",
            "analytics");

    private Machine() {}

    /** @param command that started the run */
    static Map<String, String> facts(String command) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        facts.put("command", "`" + command + "`");
        facts.put("CPU", after(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", after(Path.of("/proc/meminfo"), "MemTotal"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("load before the run", firstWord(Path.of("/proc/loadavg")));
        facts.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("client processes", "`" + String.join(" ", Jvm.CLIENT_OPTIONS) + "`");
        facts.put("server processes", "`" + String.join(" ", Jvm.SERVER_OPTIONS) + "`");
        facts.put("libraries", String.join(", ", versions()));
        return facts;
    }

    /** Of the jars on the class path, by their names. */
    private static List<String> versions() {
        List<String> versions = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Matcher jar = JAR.matcher(new File(element).getName());
            if (jar.matches() && LIBRARIES.contains(jar.group(1))) {
                versions.add(jar.group(1) + " " + jar.group(2));
            }
        }
        return versions;
    }

    private static String after(Path file, String name) throws IOException {
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(name)) {
                    return line.substring(line.indexOf(':') + 1).trim();
                }
            }
        }
        return "unknown";
    }

    private static String firstWord(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).split(" ", 2)[0] : "unknown";
    }
}
