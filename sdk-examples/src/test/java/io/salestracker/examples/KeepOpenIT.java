package io.salestracker.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Examples that leave their sandbox running, as processes of their own. */
@Timeout(180)
class KeepOpenIT {
    private static final Pattern OPEN = Pattern.compile("Open (http://127\\.0\\.0\\.1:\\d+)/ to look around.*");

    @Test
    void theStorefrontStaysOpenUntilItIsStopped() throws Exception {
        // Standard input at its end, as in CI.
        Process process = start(Storefront.class, "--events", "300", "--seed", "7", "--keep-open");
        process.getOutputStream().close();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            List<String> printed = new ArrayList<>();
            String root = readToPage(output, printed);

            assertThat(printed).anyMatch(line -> line.matches("Open http://\\S+/ to watch it"));
            assertThat(printed).anyMatch(line -> line.startsWith("Everything reconciles"));
            assertThat(get(root + "/sandbox/export").lines().count()).isGreaterThan(300);

            process.toHandle().destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void enterEndsIt() throws Exception {
        Process process = start(Quickstart.class, "--keep-open");
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String root = readToPage(output, new ArrayList<>());
            assertThat(get(root + "/sandbox/events?orderId=1042&vendor=text")).contains("149.99");
            assertThat(process.isAlive()).isTrue();

            process.getOutputStream().write("\n".getBytes(UTF_8));
            process.getOutputStream().flush();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String readToPage(BufferedReader output, List<String> printed) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            printed.add(line);
            Matcher open = OPEN.matcher(line);
            if (open.matches()) {
                return open.group(1);
            }
        }
        throw new AssertionError("no address of a page in: " + printed);
    }

    private static String get(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Process start(Class<?> example, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                example.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
