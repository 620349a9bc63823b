package io.salestracker.promises;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM's trust store is a file that is no key store. */
@Timeout(180)
class TrustStoreIT {
    @TempDir
    private Path folder;

    private List<String> run(String transport) throws IOException, InterruptedException {
        Path broken = Files.writeString(folder.resolve("broken.jks"), "no key store");
        Process shop = ShopWithoutTrustStore.start(broken, transport);
        try {
            List<String> printed = new String(shop.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            assertThat(shop.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(shop.exitValue()).as("%s", printed).isZero();
            return printed;
        } finally {
            shop.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"okhttp", "jdk"})
    void eventsWaitForATrustStoreThatCanBeRead(String transport) throws Exception {
        List<String> printed = run(transport);

        assertThat(printed)
                .contains(
                        "built, lines in the log: 0",
                        "pending: " + ShopWithoutTrustStore.EVENTS,
                        "outcomes: 0",
                        "delivered: " + ShopWithoutTrustStore.EVENTS);
        assertThat(printed).anyMatch(line -> line.startsWith("log: ") && line.contains("DefaultTlsUnreadable"));
    }
}
