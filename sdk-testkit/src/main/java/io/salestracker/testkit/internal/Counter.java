package io.salestracker.testkit.internal;

import io.salestracker.testkit.Counts;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.ReceivedKind;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what one vendor received. Guarded by the journal's lock. */
final class Counter {
    private final EnumMap<Disposition, Long> dispositions = new EnumMap<>(Disposition.class);
    private final Map<String, BigDecimal> revenue = new HashMap<>();
    private long requests;
    private long events;
    private long confirmed;
    private long failedResponses;
    private long acceptedThenFailed;
    private long letGo;
    private long throttled;

    void addRequest() {
        requests++;
    }

    /** Counts an event and returns whether it is revenue. */
    boolean add(Received event) {
        events++;
        dispositions.merge(event.disposition(), 1L, Long::sum);
        if (event.throttled()) {
            throttled++;
        }
        if (event.disposition().isTaken()) {
            confirmed++;
            if (event.responseFailed()) {
                loseAnswer(event.disposition());
            }
        }
        BigDecimal amount = event.amount();
        String currency = event.currency();
        if (event.disposition() != Disposition.ACCEPTED
                || event.kind() != ReceivedKind.ORDER
                || amount == null
                || currency == null
                || !Checks.isCurrency(currency)) {
            return false;
        }
        revenue.merge(currency, amount, BigDecimal::add);
        return true;
    }

    void loseAnswer(Disposition disposition) {
        if (disposition.isTaken()) {
            confirmed--;
            failedResponses++;
        }
        if (disposition == Disposition.ACCEPTED) {
            acceptedThenFailed++;
        }
    }

    void letGo() {
        letGo++;
    }

    Counts counts() {
        return new Counts(
                requests,
                events,
                of(Disposition.ACCEPTED),
                of(Disposition.DUPLICATE),
                of(Disposition.IGNORED),
                of(Disposition.REJECTED),
                of(Disposition.FAULTED),
                confirmed,
                failedResponses,
                acceptedThenFailed,
                letGo,
                throttled,
                revenue);
    }

    private long of(Disposition disposition) {
        return dispositions.getOrDefault(disposition, 0L);
    }
}
