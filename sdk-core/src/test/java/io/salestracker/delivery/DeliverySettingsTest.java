package io.salestracker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.salestracker.event.EventKind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliverySettingsTest {

    @Test
    void noEventIsTooOldByDefault() {
        assertThat(DeliverySettings.defaults().maxAges()).isEmpty();
        assertThat(DeliverySettings.defaults().maxAge(EventKind.PURCHASE)).isNull();
    }

    @Test
    void ageIsSetForOneKindOrAllAndLiftedAgain() {
        DeliverySettings one = DeliverySettings.builder()
                .maxAge(EventKind.PURCHASE, Duration.ofDays(7))
                .build();
        assertThat(one.maxAges()).isEqualTo(Map.of(EventKind.PURCHASE, Duration.ofDays(7)));

        DeliverySettings all = one.toBuilder().maxAge(Duration.ofHours(1)).build();
        assertThat(all.maxAges()).containsOnlyKeys(EventKind.values()).containsValue(Duration.ofHours(1));
        assertThat(all.toBuilder().maxAge(EventKind.OTHER, null).build().maxAges())
                .hasSize(EventKind.values().length - 1)
                .doesNotContainKey(EventKind.OTHER);
        assertThat(all.toBuilder().maxAge(null).build()).isEqualTo(DeliverySettings.defaults());
    }

    @Test
    void ageOutOfRangeIsRefusedByName() {
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(36_501)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DeliverySettings.builder()
                            .maxAge(EventKind.VISIT, wrong)
                            .build())
                    .withMessageStartingWith("maxAge of VISIT must be ");
        }
    }
}
