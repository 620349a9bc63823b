package io.salestracker.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the sandbox writes to a file while it runs. A sandbox for each test: nothing ends an export but the sandbox. */
class ExportFileIT {
    private static final String CALL = "/track?sid=site-token&ts=1&action=a&id=";

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final ObjectMapper mapper = new ObjectMapper();

    @RegisterExtension
    final VendorSandbox sandbox = VendorSandbox.start();

    private final Caller caller = new Caller(sandbox);

    @Test
    void everyEventIsOneWholeLineHoweverManySendAtOnce() throws Exception {
        export();
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Integer>> calls = IntStream.range(0, 800)
                    .<Callable<Integer>>mapToObj(i -> () -> caller.get(CALL + i).statusCode())
                    .toList();
            for (Future<Integer> response : senders.invokeAll(calls)) {
                assertThat(response.get()).isEqualTo(200);
            }
        } finally {
            senders.shutdownNow();
        }

        assertThat(lines()).hasSize(800);
        assertThat(lines()).extracting(line -> line.path("sequence").asInt()).doesNotHaveDuplicates();
        assertThat(lines()).allMatch(line -> line.path("latencyMillis").isNumber());
    }

    @Test
    void aLineEqualsThatOfTheExportCall() throws Exception {
        export();
        caller.get(CALL + "u");
        caller.get("/set?sid=site-token&ts=1&id=u");

        assertThat(file.toString(UTF_8)).isEqualTo(caller.get("/sandbox/export").body());
    }

    @Test
    void exportsEarlierEventsFirst() throws Exception {
        caller.get(CALL + "early");
        export();
        caller.get(CALL + "late");

        assertThat(lines()).extracting(line -> line.path("visitor").asText()).containsExactly("early", "late");
    }

    @Test
    void aResetLosesNothing() throws Exception {
        export();
        caller.get(CALL + "1");
        caller.post("/sandbox/reset", "");
        caller.get(CALL + "2");
        sandbox.reset();

        assertThat(lines()).extracting(line -> line.path("visitor").asText()).containsExactly("1", "2");
        assertThat(lines()).extracting(line -> line.path("sequence").asInt()).containsExactly(1, 1);
    }

    @Test
    void aLostResponseGivesASecondLine() throws Exception {
        export();
        sandbox.faults(Vendor.TRACKTOR).script(Fault.slow(Duration.ofMillis(300)));
        try (Socket gone = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
            gone.setSoLinger(true, 0);
            gone.getOutputStream().write(("GET " + CALL + "u HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
            assertThat(sandbox.awaitEvents(1, event -> true, Duration.ofSeconds(30)))
                    .isTrue();
            assertThat(lines()).isEmpty();
        }

        await().until(() -> lines().size() == 2);
        assertThat(lines()).extracting(line -> line.path("sequence").asInt()).containsExactly(1, 1);
        assertThat(lines())
                .extracting(line -> line.path("responseFailed").asBoolean())
                .containsExactly(false, true);
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidOnceAndDisturbsNobody() throws Exception {
        List<String> said = new CopyOnWriteArrayList<>();
        sandbox.export(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("disk full");
                    }
                },
                failure -> said.add(failure.getMessage()));

        assertThat(caller.get(CALL + "1").statusCode()).isEqualTo(200);
        assertThat(caller.get(CALL + "2").statusCode()).isEqualTo(200);

        assertThat(said).containsExactly("disk full");
    }

    private void export() {
        sandbox.export(file, failure -> fail("the file can be written", failure));
    }

    private List<JsonNode> lines() throws IOException {
        String text = file.toString(UTF_8);
        assertThat(text.isEmpty() || text.endsWith("\n")).isTrue();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }
}
