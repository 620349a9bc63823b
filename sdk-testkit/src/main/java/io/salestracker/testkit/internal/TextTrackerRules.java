package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Disposition;
import io.salestracker.testkit.Payload;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Rule;
import io.salestracker.testkit.Vendor;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Text over its tracker endpoint, as the vendor's own web pixel uses it: the store in a header, one event in the body. */
final class TextTrackerRules implements VendorRules {
    private static final String PATH = "/ecommerce-tracker/v1/event";
    private static final String STORE = "X-Store-UUID";

    private static final Source ENDPOINT = Source.published("the web pixel that Text publishes for Shopify");
    private static final VendorResponse TAKEN = VendorResponse.json(200, "{\"ok\":true}");
    private static final Rule STORE_KNOWN = Source.assumed(
                    "the pixel sends the header; the response without is not known")
            .says("X-Store-UUID: the UUID of a store that exists; else 401");

    private final Settings settings;
    private final TextEvents events;

    TextTrackerRules(Settings settings, TextEvents events) {
        this.settings = settings;
        this.events = events;
    }

    @Override
    public Vendor vendor() {
        return Vendor.TEXT;
    }

    @Override
    public Set<String> paths() {
        return Set.of(PATH);
    }

    @Override
    public List<Sighting> inspect(Call call) {
        Refusal refusal = Json.checkPost(call, ENDPOINT);
        if (refusal != null) {
            return List.of(Sighting.unreadable(call, refusal));
        }
        Json.Read read = Json.read(call.body());
        JsonNode body = read.node();
        if (!settings.storeUuids().contains(store(call))) {
            String reason = store(call).isEmpty()
                    ? "is missing: this header names the store"
                    : "is no store here: send one that the sandbox was started with";
            refusal = Refusal.unauthorized(new Problem(STORE, reason, STORE_KNOWN));
        } else if (body.isMissingNode() && read.problem() != null) {
            refusal = new Refusal(422, "malformed", read.problem());
        } else {
            refusal = events.check(read);
        }
        return List.of(new Sighting(TextEvents.facts(PATH, body), body, Payload.of(call.body()), refusal));
    }

    @Override
    public Disposition settle(Call call, Sighting sighting) {
        return events.settle(store(call), sighting.facts());
    }

    /** VendorResponses {@code error_code} and {@code message}, both documented; that they stand at the top level is assumed. */
    @Override
    public VendorResponse answer(Call call, List<Received> received, List<Sighting> sightings) {
        Refusal refusal = sightings.get(0).refusal();
        if (refusal == null) {
            return TAKEN;
        }
        ObjectNode body = VendorResponses.refused(refusal);
        body.remove("field");
        return VendorResponse.json(refusal.status(), body.toString());
    }

    @Override
    public Rule attribution() {
        return TextEvents.UNATTRIBUTED;
    }

    @Override
    public void forget() {
        events.forget();
    }

    private static String store(Call call) {
        String store = call.header(STORE);
        return store == null ? "" : store.toLowerCase(Locale.ROOT);
    }
}
