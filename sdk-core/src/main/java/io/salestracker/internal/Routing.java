package io.salestracker.internal;

import io.salestracker.event.SalesEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which lanes an event goes to. Thread-safe. */
final class Routing {
    private final Lanes all;

    /**
     * Lanes with their names, which receipts show.
     *
     * @param failing those among them whose filter failed
     */
    record Lanes(List<Lane> lanes, List<String> names, List<Lane> failing) {
        private static Lanes of(List<Lane> lanes, List<Lane> failing) {
            List<String> names = new ArrayList<>(lanes.size());
            for (Lane lane : lanes) {
                names.add(lane.name());
            }
            return new Lanes(lanes, names, failing);
        }
    }

    Routing(List<Lane> lanes) {
        all = Lanes.of(lanes, List.of());
    }

    /** All lanes; the same object each time. */
    Lanes all() {
        return all;
    }

    /** The lanes of a vendor; all if it is null. */
    Lanes of(@Nullable String vendor) {
        return Lanes.of(all.lanes.stream().filter(lane -> lane.isOf(vendor)).toList(), List.of());
    }

    /** The lanes that are meant for an event, and those whose filter failed. */
    Lanes of(SalesEvent event) {
        List<Lane> meant = null;
        List<Lane> failing = null;
        for (int i = 0; i < all.lanes.size(); i++) {
            Lane lane = all.lanes.get(i);
            boolean isMeant = true;
            try {
                isMeant = lane.isMeant(event);
            } catch (Fault reported) {
                failing = failing == null ? new ArrayList<>() : failing;
                failing.add(lane);
            }
            if (meant == null && !isMeant) {
                // The first that is not meant: until then it was all of them.
                meant = new ArrayList<>(all.lanes.subList(0, i));
            } else if (meant != null && isMeant) {
                meant.add(lane);
            }
        }
        if (meant == null && failing == null) {
            return all;
        }
        return Lanes.of(meant == null ? all.lanes : meant, failing == null ? List.of() : failing);
    }
}
