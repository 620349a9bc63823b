package io.salestracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.DestinationStats;
import io.salestracker.TrackerStats;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void theLineShowsPendingEventsAndPauses() {
        Map<String, DestinationStats> destinations = new LinkedHashMap<>();
        destinations.put("ebbot", stats("ebbot", 20_000, 1_234, DestinationState.ACTIVE));
        destinations.put("text", stats("text", 20_000, 7, DestinationState.THROTTLED));

        String line = Progress.line(new TrackerStats(destinations, 0, 0), Duration.ofMillis(12_340));

        assertThat(line).isEqualTo(" 12 s  20,000 tracked; ebbot 1,234 text 7!");
    }

    private static DestinationStats stats(String name, long tracked, long pending, DestinationState state) {
        return new DestinationStats(
                name, name, tracked, Map.of(), pending, 0, 0, 0, 0, state, null, 0, null, null, Map.of(), Map.of(),
                Map.of());
    }
}
