package io.salestracker.testkit;

import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.destination.Destination;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.testkit.internal.Settings;
import io.salestracker.text.TextDestination;
import io.salestracker.tracktor.TracktorDestination;
import java.util.List;

/** The vendors of a sandbox as a tracker's destinations, set up as the sandbox is. */
final class SandboxDestinations {

    private SandboxDestinations() {}

    static List<Destination> of(VendorSandbox sandbox, Settings settings) {
        EbbotDestination.Builder ebbot =
                EbbotDestination.builder(sandbox.ebbot()).idempotent(settings.ebbotDeduplicates());
        if (settings.ebbotApiKey() != null) {
            ebbot.header("x-api-key", settings.ebbotApiKey());
        }
        if (settings.ebbotIdField() != null) {
            ebbot.eventIdField(settings.ebbotIdField());
        }
        return List.of(
                AlhenaDestination.builder(sandbox.companyKey())
                        .baseUrl(sandbox.alhena())
                        .requireFaqFingerprint(!settings.faqFingerprintOptional())
                        .build(),
                ebbot.build(),
                TextDestination.builder(sandbox.storeUuid())
                        .baseUrl(sandbox.text())
                        .build(),
                TracktorDestination.builder(sandbox.tracktorToken())
                        .baseUrl(sandbox.tracktor())
                        .signingSecret(sandbox.tracktorSecret())
                        .build());
    }
}
