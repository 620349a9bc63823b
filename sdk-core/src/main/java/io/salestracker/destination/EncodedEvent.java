package io.salestracker.destination;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * One encoded event on its way into a request. Nobody may change the bytes. One thread uses it.
 */
public final class EncodedEvent {
    private final String id;
    private final byte[] bytes;
    private List<String> madeFit = List.of();

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

    /**
     * Notes that the request changes or leaves out a field to fit the vendor, for {@link Destination#toRequest} where only
     * that can tell; otherwise see {@link Acceptance.Send#madeFit()}. It counts once the event is delivered.
     *
     * @param field a constant such as {@code items}, never a value of the event
     */
    public void madeFit(String field) {
        if (!madeFit.contains(field)) {
            List<String> fields = new ArrayList<>(madeFit);
            fields.add(field);
            madeFit = List.copyOf(fields);
        }
    }

    /** The fields that were noted. */
    public List<String> madeFit() {
        return madeFit;
    }

    @Override
    public String toString() {
        return "EncodedEvent[" + bytes.length + " bytes]";
    }
}
