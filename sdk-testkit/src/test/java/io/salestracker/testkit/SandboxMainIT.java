package io.salestracker.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line, as a process of its own. */
class SandboxMainIT {

    @Test
    void printsItsBuildersAndEndsCleanly() throws Exception {
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
            quoteCharacter = '"',
            value = {
                "--faults=nobody=503      | vendor must be one of ebbot, alhena, text, tracktor: nobody",
                "--faults=text            | 'text' has no =",
                "--faults==503            | vendor must be one of",
                "--faults=text=explode    | a fault must be one of ok, 503,",
                "--faults=text=           | 'text=' names no fault",
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
    void explainsWrongOptionsAndExitsWithTwo(String option, String message) {
        StringWriter err = new StringWriter();
        CommandLine command = SandboxMain.commandLine().setErr(new PrintWriter(err));

        assertThat(command.execute(option)).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ", "xception", "Usage:");
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

    @Test
    void exportsEachEventBeforeItsResponse(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("events.ndjson");
        Process process = start("--port", "0", "--export", file.toString());
        int answered = 0;
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            Matcher address = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/").matcher(output.readLine());
            assertThat(address.find()).isTrue();
            readTo("Every event goes to " + file, output);
            int port = Integer.parseInt(address.group(1));
            while (answered < 200) {
                answered++;
                String response = RawCall.get(port, "/track?sid=site-token&ts=1&action=a&id=u" + answered);
                assertThat(response).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }

        ObjectMapper mapper = new ObjectMapper();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(answered);
        for (int i = 0; i < answered; i++) {
            JsonNode event = mapper.readTree(lines.get(i));
            assertThat(event.path("sequence").asInt()).isEqualTo(i + 1);
            assertThat(event.path("visitor").asText()).isEqualTo("u" + (i + 1));
            assertThat(event.path("status").asInt()).isEqualTo(200);
        }
    }

    @Test
    void takesAnEmptyFileToExportToAndNoOther(@TempDir Path folder) throws Exception {
        Path full = Files.writeString(folder.resolve("full.ndjson"), "{}\n");
        Path shut = Files.createFile(folder.resolve("shut.ndjson"));
        boolean shutToUs = shut.toFile().setWritable(false) && !Files.isWritable(shut);

        assertThat(refusal("--export=" + full)).contains("is there and not empty; delete it or name another");
        assertThat(refusal("--export=" + folder)).contains("is a folder; name a file in it");
        assertThat(refusal("--export=")).contains("is a folder; name a file in it");
        assertThat(refusal("--export=" + folder.resolve("none/events.ndjson"))).contains("there is no folder");
        assertThat(refusal("--export=" + full.resolve("events.ndjson"))).contains("there is no folder");
        assertThat(refusal("--export=a\0b")).contains("cannot be written");
        if (shutToUs) {
            assertThat(refusal("--export=" + shut)).contains("cannot be written");
        }
        assertThat(full).hasContent("{}");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void goesOnWithoutTheExportWhenTheDiskIsFull() throws Exception {
        Process process = start("--port", "0", "--export", "/dev/full", "--seed-demo");
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String printed = readTo("The demo is sent: ", output);

            assertThat(printed.split("The export to /dev/full ended: ", -1)).hasSize(2);
            assertThat(printed).contains("The sandbox goes on without it.");
        } finally {
            process.destroyForcibly();
        }
    }

    private static String refusal(String option) {
        StringWriter err = new StringWriter();
        CommandLine command = SandboxMain.commandLine().setErr(new PrintWriter(err));
        assertThat(command.execute("--port=0", option)).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("\tat ", "xception");
        return err.toString();
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
