package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Received;

/** VendorResponses in the sandbox's own words, where a vendor's are not known. */
final class VendorResponses {
    private static final VendorResponse ACCEPTED = VendorResponse.json(200, "{\"status\":\"accepted\"}");
    private static final VendorResponse DUPLICATE = VendorResponse.json(200, "{\"status\":\"duplicate\"}");
    private static final VendorResponse IGNORED = VendorResponse.json(200, "{\"status\":\"ignored\"}");

    private VendorResponses() {}

    /** VendorResponses a request of one event: what became of it, or the code, the field and the reason of its refusal. */
    static VendorResponse single(Received event, Sighting sighting) {
        Refusal refusal = sighting.refusal();
        if (refusal != null) {
            return VendorResponse.json(refusal.status(), refused(refusal).toString());
        }
        return switch (event.disposition()) {
            case DUPLICATE -> DUPLICATE;
            case IGNORED -> IGNORED;
            default -> ACCEPTED;
        };
    }

    /** Returns an {@code error_code}, a {@code message}, and the {@code field} if there is one. */
    static ObjectNode refused(Refusal refusal) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("error_code", refusal.code());
        body.put("message", refusal.problem().message());
        if (!refusal.problem().field().isEmpty()) {
            body.put("field", refusal.problem().field());
        }
        return body;
    }
}
