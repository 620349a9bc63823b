package io.salestracker.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.benchmarks.Profile.Sites;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {
    @Test
    void theHeaviestSitesComeFirstWithTheirShareOfTheTotal() {
        Sites sites = new Sites();
        sites.add("light", 5);
        sites.add("lightest", 5);
        sites.add("heavy", 60);
        sites.add("heavy", 30);

        assertThat(sites.table(2, 500.0, "ns")).isEqualTo("""
                4 samples
                 90.0 %     450 ns  heavy
                  5.0 %      25 ns  light
                """);
        assertThat(sites.table(1, null, "ns")).isEqualTo("""
                4 samples
                 90.0 %  heavy
                """);
    }

    @Test
    void withoutSamplesTheTableSaysSo() {
        assertThat(new Sites().table(2, 500.0, "B")).isEqualTo("0 samples\n");
    }

    @Test
    void countsALibrarysTimeForItsCallerInTheSdk() {
        String caller = "io.salestracker.internal.Engine.track";

        assertThat(Profile.ownOrTop(List.of("java.util.HashMap.put", caller, "io.salestracker.SalesTracker.track")))
                .isEqualTo(caller);
        assertThat(Profile.ownOrTop(List.of("java.util.HashMap.put", "io.salestracker.benchmarks.Tracking.track")))
                .isEqualTo("java.util.HashMap.put");
    }
}
