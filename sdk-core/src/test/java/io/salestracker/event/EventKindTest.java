package io.salestracker.event;

import static io.salestracker.event.EventKind.CART_CHANGE;
import static io.salestracker.event.EventKind.OTHER;
import static io.salestracker.event.EventKind.PURCHASE;
import static io.salestracker.event.EventKind.VISIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventKindTest {

    @Test
    void visitsGiveWayFirstThenCartChangesAndOthersAndPurchasesNever() {
        Map<EventKind, List<EventKind>> givesWayTo = Map.of(
                VISIT, List.of(CART_CHANGE, PURCHASE, OTHER),
                CART_CHANGE, List.of(PURCHASE),
                OTHER, List.of(PURCHASE),
                PURCHASE, List.of());

        for (EventKind kind : EventKind.values()) {
            assertThat(Arrays.stream(EventKind.values()).filter(kind::givesWayTo))
                    .as(kind.name())
                    .containsExactlyElementsOf(givesWayTo.get(kind));
        }
    }
}
