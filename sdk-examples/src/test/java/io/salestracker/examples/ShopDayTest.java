package io.salestracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.event.CartChange;
import io.salestracker.event.CommerceEvent;
import io.salestracker.event.LineItem;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShopDayTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-19T00:00:00Z");

    @Test
    void theSameSeedGivesTheSameDay() {
        assertThat(visits(7, 2_000)).isEqualTo(visits(7, 2_000));
        assertThat(visits(7, 2_000)).isNotEqualTo(visits(8, 2_000));
    }

    @Test
    void aDayHasThePlannedNumberOfEachKind() {
        List<CommerceEvent> events =
                visits(1, 1_999).stream().flatMap(List::stream).toList();

        assertThat(events).hasSize(1_999);
        assertThat(events).hasAtLeastOneElementOfType(ProductVisit.class);
        assertThat(events).hasAtLeastOneElementOfType(Purchase.class);
        assertThat(cartChanges(events))
                .anyMatch(change -> change.quantityAfter().signum() == 0);
        assertThat(cartChanges(events))
                .anyMatch(change -> change.quantityBefore().signum() == 0);
        assertThat(cartChanges(events))
                .anyMatch(change ->
                        change.quantityBefore().signum() > 0 && change.added().signum() > 0);
        assertThat(cartChanges(events))
                .anyMatch(change ->
                        change.quantityAfter().signum() > 0 && change.added().signum() < 0);
        assertThat(cartChanges(events)).anyMatch(change -> change.added().signum() == 0);
    }

    @Test
    void aCartAddsUpToTheOrder() {
        for (List<CommerceEvent> visit : visits(3, 5_000)) {
            Map<String, BigDecimal> cart = new HashMap<>();
            for (CommerceEvent event : visit) {
                if (event instanceof CartChange change) {
                    String product = change.product().productId();
                    assertThat(change.quantityBefore()).isEqualTo(cart.getOrDefault(product, BigDecimal.ZERO));
                    cart.put(product, change.quantityAfter());
                } else if (event instanceof Purchase purchase) {
                    cart.values().removeIf(quantity -> quantity.signum() == 0);
                    assertThat(purchase.items().stream()
                                    .collect(Collectors.toMap(
                                            line -> line.product().productId(), LineItem::quantity)))
                            .isEqualTo(cart);
                }
            }
        }
    }

    @Test
    void eventsOfAVisitDifferInTimeAndCartStep() {
        for (List<CommerceEvent> visit : visits(4, 5_000)) {
            // A reloaded order page repeats the very same purchase.
            List<CommerceEvent> different = visit.stream().distinct().toList();
            assertThat(different).extracting(CommerceEvent::occurredAt).doesNotHaveDuplicates();
            Set<String> steps = new HashSet<>();
            for (CartChange change : cartChanges(visit)) {
                int direction = change.added().signum();
                String step = change.product().productId()
                        + direction
                        + (change.quantityBefore().signum() == 0)
                        + (change.quantityAfter().signum() == 0);
                assertThat(steps.add(step)).isTrue();
            }
        }
    }

    private static List<CartChange> cartChanges(List<CommerceEvent> events) {
        return events.stream()
                .filter(CartChange.class::isInstance)
                .map(CartChange.class::cast)
                .toList();
    }

    private static List<List<CommerceEvent>> visits(long seed, int events) {
        ShopDay day = new ShopDay(seed, MIDNIGHT, events);
        List<List<CommerceEvent>> visits = new ArrayList<>();
        for (List<CommerceEvent> visit = day.nextVisit(); !visit.isEmpty(); visit = day.nextVisit()) {
            visits.add(visit);
        }
        return visits;
    }
}
