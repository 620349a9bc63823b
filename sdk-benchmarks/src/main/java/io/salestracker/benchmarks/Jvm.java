package io.salestracker.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Processes of the same Java as this one. */
final class Jvm {
    /** The same for all subjects, so that none has more room or another collector. */
    static final List<String> CLIENT_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");

    /** For counting live heap: this collector leaves no gaps, where the other counts whole regions for large arrays. */
    static final List<String> HEAP_OPTIONS =
            List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", "-XX:MarkSweepDeadRatio=0");

    static final List<String> SERVER_OPTIONS = List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC");

    /** Of this process. */
    static final String CLASS_PATH = System.getProperty("java.class.path");

    private Jvm() {}

    /** A server in a process of its own, which prints its port. */
    static final class Server implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final int port;

        Server(Class<?> main, List<String> arguments) throws IOException {
            process = command(SERVER_OPTIONS, CLASS_PATH, main, arguments)
                    .redirectError(Redirect.INHERIT)
                    .start();
            output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String line = output.readLine();
            if (line == null) {
                throw new IOException("the server did not start");
            }
            port = Integer.parseInt(line);
        }

        int port() {
            return port;
        }

        /** Has a {@link VendorServer} say what it has seen. */
        String report() throws IOException {
            OutputStream input = process.getOutputStream();
            input.write('\n');
            input.flush();
            String line = output.readLine();
            if (line == null) {
                throw new IOException("the server has ended");
            }
            return line;
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    /** Runs a client to its end; false if that was none of its own or took too long. */
    static boolean run(ProcessBuilder client, long mostSeconds, Path output, Path errors)
            throws IOException, InterruptedException {
        Process process = client.redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            return process.waitFor(mostSeconds, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    /** A process of this main class, to be started. */
    static ProcessBuilder command(List<String> options, String classPath, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
