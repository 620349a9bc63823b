package io.salestracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DeliveryReport;
import io.salestracker.Outcome;
import io.salestracker.SalesTracker;
import io.salestracker.TrackerStats;
import io.salestracker.event.CommerceEvent;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationIT {
    private static final int EVENTS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    // The day is over, and no event of it is too old for any vendor.
    private final Instant opening = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(14, ChronoUnit.HOURS);
    private final VendorSandbox sandbox = VendorSandbox.start();
    private final Reconciliation reconciliation = new Reconciliation();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void aDayThatWentWellHasNoDifference() {
        TrackerStats stats = track(1, reconciliation);

        assertThat(differences(stats)).isEmpty();
    }

    @Test
    void anEventThatNobodyTrackedIsFound() {
        TrackerStats stats = track(1, reconciliation);
        track(2, new Reconciliation());

        assertThat(differences(stats))
                .anyMatch(difference -> difference.startsWith("ebbot: ") && difference.endsWith("nobody sent it"))
                .anyMatch(difference -> difference.startsWith("text: accepted + ignored is "));
    }

    @Test
    void aDeliveredEventThatDidNotArriveIsFound() {
        TrackerStats stats = track(1, reconciliation);
        sandbox.reset();

        assertThat(differences(stats))
                .anyMatch(difference -> difference.startsWith("alhena: ") && difference.contains("ended as DELIVERED"));
    }

    @Test
    void findsAnEventThatArrivedTwice() {
        TrackerStats stats = track(1, reconciliation);
        track(1, new Reconciliation());

        assertThat(differences(stats))
                .anyMatch(difference -> difference.startsWith("tracktor: ") && difference.contains("accepted=2"));
    }

    @Test
    void findsARejectedEventThatArrived() {
        List<DeliveryReport> told = new ArrayList<>();
        try (SalesTracker tracker = SandboxTracker.start(sandbox, told::add)) {
            tracker.track(new ShopDay(1, opening, 1).nextVisit().get(0));
        }
        told.stream()
                .filter(delivery -> delivery.outcome() instanceof Outcome.Delivered)
                .map(report -> new DeliveryReport(
                        report.eventId(),
                        report.destination(),
                        report.vendor(),
                        report.kind(),
                        report.orderId(),
                        report.attempts(),
                        report.trackedAt(),
                        new Outcome.Rejected(422, "code", "message"),
                        report.event()))
                .forEach(reconciliation::onOutcome);
        TrackerStats stats =
                SandboxTracker.start(sandbox, delivery -> {}).close(PATIENCE).stats();

        assertThat(differences(stats)).anyMatch(difference -> difference.contains("ended as REJECTED"));
    }

    @Test
    void countsAcceptedEventsWithoutResponseAsUnconfirmed() {
        sandbox.faults(Vendor.EBBOT).random(1, Map.of(Fault.statusAfterAccepting(500), 0.3));
        sandbox.faults(Vendor.TRACKTOR).random(1, Map.of(Fault.status(500), 0.3));
        TrackerStats stats = track(1, reconciliation);

        Reconciliation.Result result = reconciliation.compare(stats, sandbox, EVENTS);

        assertThat(result.differences()).isEmpty();
        assertThat(stats.destination("ebbot").unconfirmed()).isPositive();
        assertThat(result.unconfirmedTaken())
                .containsEntry("ebbot", stats.destination("ebbot").unconfirmed());
        assertThat(stats.destination("tracktor").unconfirmed()).isPositive();
        assertThat(result.unconfirmedTaken()).containsEntry("tracktor", 0L);
    }

    @Test
    void anyDifferenceMakesTheExitCodeOne() {
        StringWriter out = new StringWriter();

        assertThat(Conclusion.print(new PrintWriter(out, true), List.of("text: tracked is 1, not 2"), "events"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("does not reconcile").contains("text: tracked is 1, not 2");
    }

    private List<String> differences(TrackerStats stats) {
        return reconciliation.compare(stats, sandbox, EVENTS).differences();
    }

    private TrackerStats track(long seed, Reconciliation listener) {
        SalesTracker tracker = SandboxTracker.start(sandbox, listener);
        ShopDay day = new ShopDay(seed, opening, EVENTS);
        for (List<CommerceEvent> visit = day.nextVisit(); !visit.isEmpty(); visit = day.nextVisit()) {
            visit.forEach(tracker::track);
        }
        return tracker.close(PATIENCE).stats();
    }
}
