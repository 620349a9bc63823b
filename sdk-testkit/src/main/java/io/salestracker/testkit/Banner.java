package io.salestracker.testkit;

import java.net.URI;

/** What the command line says at its start: where to look, where to send to, what to paste. */
final class Banner {
    private final VendorSandbox sandbox;

    Banner(VendorSandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Returns all of it; the address of the page comes first. */
    String text() {
        URI root = sandbox.root();
        return """
                Open %1$s/ to see what arrives. Stop with Ctrl-C.

                The vendors
                  Ebbot        %2$s (one event), %3$s (a list)
                  Alhena       %4$s with /analytics/cart_events, /analytics/checkout_events
                  Text         %5$s with /ecommerce-tracker/v1/event
                  Tracktor.io  %6$s with /track, /set, /alias

                To paste into Java, imports from java.net, io.salestracker and the vendors' packages in it
                %7$s
                From a shell
                  curl %1$s/sandbox/counts
                  curl %1$s/sandbox/rejected
                  curl '%1$s/sandbox/wait?events=3&vendor=text&timeout=30s'
                  curl -X PUT %1$s/sandbox/faults/text -d '{"script": "429 retry-after=3s, 503 x2, ok"}'
                  curl -X DELETE %1$s/sandbox/faults/text
                  curl -X POST %1$s/sandbox/reset
                  All calls: %1$s/sandbox/openapi.json
                """.formatted(
                        root,
                        sandbox.ebbot(),
                        sandbox.ebbotBatch().getPath(),
                        sandbox.alhena(),
                        sandbox.text(),
                        sandbox.tracktor(),
                        java().indent(2));
    }

    /** Returns a statement that compiles with the imports it needs. */
    String java() {
        return """
                SalesTracker tracker = SalesTracker.builder()
                        .destination(EbbotDestination.builder(URI.create("%s")).build())
                        .destination(AlhenaDestination.builder("%s")
                                .baseUrl(URI.create("%s")).build())
                        .destination(TextDestination.builder("%s")
                                .baseUrl(URI.create("%s")).build())
                        .destination(TracktorDestination.builder("%s").signingSecret("%s")
                                .baseUrl(URI.create("%s")).build())
                        .build();
                """.formatted(
                        sandbox.ebbot(),
                        sandbox.companyKey(),
                        sandbox.alhena(),
                        sandbox.storeUuid(),
                        sandbox.text(),
                        sandbox.tracktorToken(),
                        sandbox.tracktorSecret(),
                        sandbox.tracktor());
    }
}
