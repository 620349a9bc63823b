package io.salestracker.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line, as a process of its own. */
class SandboxMainIT {

    @Test
    void printsWhatToPasteServesAndEndsCleanlyWhenStopped() throws Exception {
        Process process = start("--port", "0", "--faults", "tracktor=503, ok", "--faults", "text=random:42");
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            List<String> banner = new ArrayList<>();
            for (String line = output.readLine(); line != null && !line.contains("/sandbox/reset"); ) {
                banner.add(line);
                line = output.readLine();
            }
            String printed = String.join("\n", banner);
            assertThat(printed)
                    .contains("Faults at text: random, seed 42")
                    .contains("AlhenaDestination.builder(\"acme\")")
                    .contains("TracktorDestination.builder(\"site-token\").signingSecret(")
                    .contains("EbbotDestination.builder(URI.create(\"http://127.0.0.1:")
                    .contains("TextDestination.builder(\"")
                    .doesNotContain("SLF4J");
            Matcher port = Pattern.compile("127\\.0\\.0\\.1:(\\d+)").matcher(printed);
            assertThat(port.find()).isTrue();

            String call = "/track?sid=site-token&ts=1&id=u&action=a";
            int number = Integer.parseInt(port.group(1));
            assertThat(RawCall.get(number, call)).startsWith("HTTP/1.1 503 ");
            assertThat(RawCall.get(number, call)).startsWith("HTTP/1.1 200 ");

            // Through the handle, which leaves the output open to read.
            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output.lines()).noneMatch(line -> line.contains("xception"));
            // 128 + SIGTERM: ended by the signal, after the shutdown hook had closed the server.
            assertThat(process.exitValue()).isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void explainsItself() {
        StringWriter out = new StringWriter();
        CommandLine command = SandboxMain.commandLine().setOut(new PrintWriter(out));

        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString()).contains("--port", "--faults", "--signed-only", "429 retry-after=3s, 503 x2, ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--faults=nobody=503",
                "--faults=text",
                "--faults=text=explode",
                "--faults=text=random:x",
                "--port=x",
                "--port=70000",
                "--what"
            })
    void answersWrongOptionsWithStatus2(String option) {
        StringWriter err = new StringWriter();
        CommandLine command = SandboxMain.commandLine().setErr(new PrintWriter(err));

        assertThat(command.execute("--port=0", option)).isEqualTo(2);
        assertThat(err.toString()).isNotBlank().doesNotContain("\tat ");
    }

    @Test
    void answersATakenPortWithStatus1() {
        StringWriter err = new StringWriter();
        try (VendorSandbox other = VendorSandbox.start()) {
            CommandLine command = SandboxMain.commandLine().setErr(new PrintWriter(err));

            assertThat(command.execute("--port=" + other.port())).isEqualTo(1);
        }
        assertThat(err.toString()).contains("choose another with --port");
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SandboxMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
