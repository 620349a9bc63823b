package io.salestracker.examples;

import io.salestracker.DeliveryListener;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import io.salestracker.text.TextDestination;
import io.salestracker.tracktor.TracktorDestination;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Makes trackers with all four vendors of a sandbox. */
final class SandboxTracker {
    // Short, so that an example with faults on demand ends while one watches; a shop keeps the defaults.
    private static final Duration BACKOFF = Duration.ofMillis(50);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(1);

    private SandboxTracker() {}

    static SalesTracker start(VendorSandbox sandbox, DeliveryListener listener) {
        return start(sandbox, listener, settings -> {});
    }

    /** The same with other settings at each destination. */
    static SalesTracker start(
            VendorSandbox sandbox, DeliveryListener listener, Consumer<? super DeliverySettings.Builder> change) {
        SalesTracker.Builder tracker = SalesTracker.builder().listener(listener);
        List<Destination> destinations = List.of(
                EbbotDestination.builder(sandbox.ebbot()).build(),
                AlhenaDestination.builder(sandbox.companyKey())
                        .baseUrl(sandbox.alhena())
                        .build(),
                TextDestination.builder(sandbox.storeUuid())
                        .baseUrl(sandbox.text())
                        .warnNonNumericIds(false)
                        .build(),
                TracktorDestination.builder(sandbox.tracktorToken())
                        .baseUrl(sandbox.tracktor())
                        .signingSecret(sandbox.tracktorSecret())
                        .build());
        for (Destination destination : destinations) {
            tracker.destination(
                    destination,
                    route -> route.settings(settings -> settings.backoff(BACKOFF, MAX_BACKOFF))
                            .settings(change));
        }
        return tracker.build();
    }

    /** Returns the vendor at the sandbox that a destination sends to. */
    static Vendor vendor(String destination) {
        return Vendor.of(destination);
    }
}
