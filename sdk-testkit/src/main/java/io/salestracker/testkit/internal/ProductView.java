package io.salestracker.testkit.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.testkit.Received;
import java.util.List;

/** What the vendor's product would show for an event. */
final class ProductView {

    private ProductView() {}

    /** Returns it for one of all events, which are in the order of arrival. */
    static ObjectNode shows(Received event, List<Received> all) {
        return Json.MAPPER.createObjectNode().put("title", event.vendor().id()).put("type", "none");
    }
}
