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
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line, as a process of its own. */
class SandboxMainIT {

    @Test
    void printsWhatToPasteServesAndEndsCleanlyWhenStopped() throws Exception {
        Process process =
                start("--port", "0", "--faults", "tracktor=503, ok", "--faults", "text=random:42", "--seed-demo");
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String first = output.readLine();
            Matcher address = Pattern.compile("Open (http://127\\.0\\.0\\.1:(\\d+)/) to see.*")
                    .matcher(first);
            assertThat(address.matches()).as(first).isTrue();
            String printed = readTo("Faults at text", output);
            assertThat(printed)
                    .contains("Faults at tracktor: 503, ok")
                    .contains("Faults at text: random, seed 42")
                    .doesNotContain("SLF4J");

            int port = Integer.parseInt(address.group(2));
            readTo("The demo is sent", output);
            assertThat(RawCall.get(port, "/sandbox/events?vendor=tracktor&limit=1000"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"fault\":\"503\"", "img src=x onerror");

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

    /** Reads up to and with a line that contains this. */
    private static String readTo(String end, BufferedReader output) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            read.append(line).append('\n');
            if (line.contains(end)) {
                return read.toString();
            }
        }
        throw new AssertionError("no line with '" + end + "' in:\n" + read);
    }

    @Test
    void explainsItself() {
        StringWriter out = new StringWriter();
        CommandLine command = SandboxMain.commandLine().setOut(new PrintWriter(out));

        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString())
                .contains("--port", "--faults", "--seed-demo", "--signed-only", "429 retry-after=3s, 503 x2, ok")
                .contains("Exit codes:")
                .doesNotContain("${", "%n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--faults=nobody=503      | vendor must be one of ebbot, alhena, text, tracktor: nobody",
                "--faults=text            | 'text' has no =",
                "--faults==503            | vendor must be one of",
                "--faults=text=explode    | a fault must be one of ok, 503,",
                "--faults=text=           | a fault must be one of ok, 503,",
                "--faults=text=503,,503   | a script is faults separated by commas",
                "--faults=text=randomly   | a fault must be one of ok, 503,",
                "--faults=text=random:x   | a fault must be one of ok, 503,",
                "--faults                 | Missing required parameter for option '--faults'",
                "--port=x                 | Invalid value for option '--port'",
                "--port=70000             | --port must be 0 to 65535: 70000",
                "--port=-1                | --port must be 0 to 65535: -1",
                "--port=                  | Invalid value for option '--port'",
                "--seed-demo=perhaps      | Invalid value for option '--seed-demo'",
                "--what                   | Unknown option: '--what'",
                "what                     | Unmatched argument at index 0: 'what'"
            })
    void answersWrongOptionsWithStatus2AndSaysWhatIsWrong(String option, String message) {
        StringWriter err = new StringWriter();
        CommandLine command = SandboxMain.commandLine().setErr(new PrintWriter(err));

        assertThat(command.execute(option)).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ", "xception");
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
