package io.salestracker.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.testkit.VendorSandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The calls for a shell on the pages do what they say, when pasted. */
class DocsCurlIT {
    private static final String ROOT = "http://127.0.0.1:8765";

    @Test
    @EnabledIf("curlIsThere")
    void everyCurlOfTheReadmeGetsItsResponse(@TempDir Path folder) throws Exception {
        List<String> calls = Page.read("README.md").lines().stream()
                .filter(line -> line.startsWith("curl "))
                .toList();
        assertThat(calls).hasSizeGreaterThan(7);

        try (VendorSandbox sandbox = VendorSandbox.start()) {
            HttpRequest demo = HttpRequest.newBuilder(URI.create(sandbox.root() + "/sandbox/demo"))
                    .POST(BodyPublishers.noBody())
                    .build();
            HttpClient.newHttpClient().send(demo, BodyHandlers.ofString());
            for (String call : calls) {
                String here = call.replace(ROOT, sandbox.root().toString()).replaceFirst("curl ", "curl -sS --fail ");
                Process shell = new ProcessBuilder("sh", "-c", here)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
                String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
                assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(shell.exitValue()).as(call + "\n" + said).isZero();
            }
        }
        assertThat(Files.exists(folder.resolve("events.ndjson"))).isTrue();
    }

    static boolean curlIsThere() throws InterruptedException {
        try {
            return new ProcessBuilder("curl", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
