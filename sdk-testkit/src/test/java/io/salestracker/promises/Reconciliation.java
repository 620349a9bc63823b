package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationStats;
import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.delivery.DeliveryMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what was said of each event with what the vendor took and with what came back over the wire. */
final class Reconciliation {
    private static final int SHOWN = 20;

    private final List<Receipt> receipts;
    private final Takings takings;
    private final Attempts attempts;
    private final List<String> wrong = new ArrayList<>();
    private final Map<Outcome.Kind, Long> counted = new EnumMap<>(Outcome.Kind.class);
    private final Set<String> unconfirmed = new HashSet<>();

    private Reconciliation(List<Receipt> receipts, Takings takings, Attempts attempts) {
        this.receipts = receipts;
        this.takings = takings;
        this.attempts = attempts;
    }

    /**
     * Fails unless every event's outcome is true. Of one in doubt nothing else is known than that it was taken as often
     * as attempts with it are in doubt, or less.
     *
     * @param mode the mode of all events
     * @param ledger the destination's, when all has ended
     */
    static void check(
            DeliveryMode mode, List<Receipt> receipts, Takings takings, Attempts attempts, DestinationStats ledger) {
        Reconciliation reconciliation = new Reconciliation(receipts, takings, attempts);
        reconciliation.compare(mode);
        reconciliation.checkLedger(ledger);
    }

    private void compare(DeliveryMode mode) {
        Map<String, Integer> times = takings.times();
        Set<String> tracked = new HashSet<>();
        for (Receipt receipt : receipts) {
            String id = receipt.eventId();
            tracked.add(id);
            if (!receipt.isComplete()) {
                wrong.add(id + " has no outcome");
                continue;
            }
            Outcome outcome = receipt.outcomes().values().iterator().next();
            counted.merge(outcome.kind(), 1L, Long::sum);
            compare(mode, id, outcome, times.getOrDefault(id, 0));
        }
        times.keySet().stream().filter(id -> !tracked.contains(id)).forEach(id -> wrong.add(id + " was never tracked"));
        // One that ended in doubt holds its key up no longer, and may still be under way when its successor arrives.
        takings.outOfOrder(id -> !unconfirmed.contains(id)).forEach(wrong::add);
        assertThat(wrong.stream().limit(SHOWN)).as("%s wrong", wrong.size()).isEmpty();
    }

    private void compare(DeliveryMode mode, String id, Outcome outcome, int times) {
        int taken = attempts.taken(id);
        int inDoubt = attempts.inDoubt(id);
        boolean once = mode == DeliveryMode.AT_MOST_ONCE;
        boolean right = switch (outcome.kind()) {
            case DELIVERED -> taken == 1 && (!once || inDoubt == 0) && times >= 1 && times <= 1 + inDoubt;
            case UNCONFIRMED -> once && taken == 0 && inDoubt == 1 && times <= 1;
            // What was in doubt before may be known to be refused at last.
            case REJECTED -> taken == 0 && times <= inDoubt && !(once && inDoubt > 0);
            default -> taken == 0 && inDoubt == 0 && times == 0;
        };
        if (outcome.kind() == Outcome.Kind.UNCONFIRMED) {
            unconfirmed.add(id);
        }
        if (!right) {
            wrong.add("%s is %s, taken %d times, answered %d times, in doubt %d times"
                    .formatted(id, outcome, times, taken, inDoubt));
        }
    }

    private void checkLedger(DestinationStats ledger) {
        assertThat(ledger.balanced()).as("%s", ledger).isTrue();
        assertThat(ledger.tracked()).isEqualTo(receipts.size());
        assertThat(ledger.pending()).isZero();
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            assertThat(ledger.count(kind)).as("%s", kind).isEqualTo(counted.getOrDefault(kind, 0L));
        }
    }
}
