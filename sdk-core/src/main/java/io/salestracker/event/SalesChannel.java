package io.salestracker.event;

/**
 * Where an order was placed, such as a web shop or an app.
 *
 * @param id the shop's own id of the channel; required
 * @param name what people call it; required
 */
public record SalesChannel(String id, String name) {

    /** @throws InvalidEventException if either is missing, blank or too long; vendors want both or neither */
    public SalesChannel {
        new Violations().requiredText("id", id).requiredText("name", name).throwIfAny("SalesChannel");
    }

    @Override
    public String toString() {
        return "SalesChannel[...]";
    }
}
