package io.salestracker.internal;

import io.salestracker.event.SalesEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the lanes that an event goes to. Thread-safe. */
final class Routing {
    private final Lanes all;

    /**
     * Lanes with their names, which receipts show.
     *
     * @param failing those among them whose filter or transform failed
     * @param changed the events that transforms put in place of the tracked one, by lane
     */
    record Lanes(List<Lane> lanes, List<String> names, List<Lane> failing, Map<Lane, SalesEvent> changed) {
        private static Lanes of(List<Lane> lanes, List<Lane> failing, Map<Lane, SalesEvent> changed) {
            List<String> names = new ArrayList<>(lanes.size());
            for (Lane lane : lanes) {
                names.add(lane.name());
            }
            return new Lanes(lanes, names, failing, changed);
        }
    }

    Routing(List<Lane> lanes) {
        all = Lanes.of(lanes, List.of(), Map.of());
    }

    /** All lanes; the same object each time. */
    Lanes all() {
        return all;
    }

    /** The lanes of a vendor; all if it is null. */
    Lanes of(@Nullable String vendor) {
        return Lanes.of(all.lanes.stream().filter(lane -> lane.isOf(vendor)).toList(), List.of(), Map.of());
    }

    /** The lanes that an event goes to. Allocates nothing where every lane gets the event unchanged. */
    Lanes of(SalesEvent event) {
        List<Lane> meant = null;
        List<Lane> failing = List.of();
        Map<Lane, SalesEvent> changed = Map.of();
        for (int i = 0; i < all.lanes.size(); i++) {
            Lane lane = all.lanes.get(i);
            SalesEvent routed = event;
            try {
                routed = lane.routed(event);
            } catch (Fault reported) {
                failing = failing.isEmpty() ? new ArrayList<>() : failing;
                failing.add(lane);
            }
            if (meant == null && routed == null) {
                // The first lane that the event does not go to. All lanes before it get the event.
                meant = new ArrayList<>(all.lanes.subList(0, i));
            } else if (meant != null && routed != null) {
                meant.add(lane);
            }
            if (routed != null && isAnother(routed, event)) {
                changed = changed.isEmpty() ? new HashMap<>() : changed;
                changed.put(lane, routed);
            }
        }
        if (meant != null) {
            return Lanes.of(meant, failing, changed);
        }
        return failing.isEmpty() && changed.isEmpty() ? all : new Lanes(all.lanes, all.names, failing, changed);
    }

    // equals() of a user's event may be slow or throw. An equal copy is merely held twice.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isAnother(SalesEvent routed, SalesEvent event) {
        return routed != event;
    }
}
