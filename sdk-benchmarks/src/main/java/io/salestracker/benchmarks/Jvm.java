package io.salestracker.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of the same Java and class path as this one. */
final class Jvm {
    /** The same for all subjects, so that none has more room or another collector. */
    static final List<String> CLIENT_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    static final List<String> SERVER_OPTIONS = List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC");

    private Jvm() {}

    /** A {@link CountingServer} in a process of its own. */
    static final class Server implements AutoCloseable {
        private final Process process;
        private final int port;

        Server(List<String> arguments) throws IOException {
            process = command(SERVER_OPTIONS, CountingServer.class, arguments)
                    .redirectError(Redirect.INHERIT)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            String line = output.readLine();
            if (line == null) {
                throw new IOException("the counting server did not start");
            }
            port = Integer.parseInt(line);
        }

        int port() {
            return port;
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    /** Runs a {@link Client} to its end; false if that was none of its own or took too long. */
    static boolean client(List<String> arguments, long mostSeconds, Path output, Path errors)
            throws IOException, InterruptedException {
        Process process = command(CLIENT_OPTIONS, Client.class, arguments)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            return process.waitFor(mostSeconds, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessBuilder command(List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
