package io.salestracker.testkit.internal;

import io.salestracker.testkit.Counts;
import io.salestracker.testkit.EventKind;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Verdict;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts what one vendor received. Guarded by the journal's lock. */
final class Counter {
    private final EnumMap<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private final Map<String, BigDecimal> revenue = new HashMap<>();
    private long requests;
    private long events;
    private long confirmed;
    private long failedAnswers;
    private long acceptedThenFailed;
    private long letGo;
    private long throttled;

    void addRequest() {
        requests++;
    }

    /** Counts an event and returns whether it is revenue. */
    boolean add(Received event) {
        events++;
        verdicts.merge(event.verdict(), 1L, Long::sum);
        if (event.throttled()) {
            throttled++;
        }
        if (event.verdict().isTaken()) {
            confirmed++;
            if (event.answerFailed()) {
                loseAnswer(event.verdict());
            }
        }
        BigDecimal amount = event.amount();
        String currency = event.currency();
        if (event.verdict() != Verdict.ACCEPTED
                || event.kind() != EventKind.ORDER
                || amount == null
                || currency == null
                || !Checks.isCurrency(currency)) {
            return false;
        }
        revenue.merge(currency, amount, BigDecimal::add);
        return true;
    }

    void loseAnswer(Verdict verdict) {
        if (verdict.isTaken()) {
            confirmed--;
            failedAnswers++;
        }
        if (verdict == Verdict.ACCEPTED) {
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
                of(Verdict.ACCEPTED),
                of(Verdict.DUPLICATE),
                of(Verdict.IGNORED),
                of(Verdict.REJECTED),
                of(Verdict.FAULTED),
                confirmed,
                failedAnswers,
                acceptedThenFailed,
                letGo,
                throttled,
                revenue);
    }

    private long of(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }
}
