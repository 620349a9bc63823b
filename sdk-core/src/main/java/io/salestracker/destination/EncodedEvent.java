package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

/**
 * One encoded event on its way into a request. Immutable by convention: nobody may change the bytes.
 */
public final class EncodedEvent {
    private final String id;
    private final byte[] bytes;

    /** Creates one from the event's id and what {@link Destination#encode} gave. The array is not copied. */
    public EncodedEvent(String id, byte[] bytes) {
        this.id = requireNonNull(id, "id");
        this.bytes = requireNonNull(bytes, "bytes");
    }

    /** The event's id. */
    public String id() {
        return id;
    }

    /** What the destination encoded; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "EncodedEvent[" + bytes.length + " bytes]";
    }
}
