package io.salestracker.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salestracker.destination.Destination;
import io.salestracker.destination.EncodedEvent;
import io.salestracker.destination.Stamp;
import io.salestracker.destination.TooLargeException;
import io.salestracker.event.SalesEvent;
import io.salestracker.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** What a destination makes of events that it can take, as the tracker asks for it. */
public final class Wire {
    private Wire() {}

    public static byte[] encoded(Destination destination, SalesEvent event, Stamp stamp) {
        try {
            return destination.encode(event, Stamps.of(event, stamp));
        } catch (TooLargeException e) {
            throw new AssertionError(e);
        }
    }

    /** One request with all these events. */
    public static Request request(Destination destination, Stamp stamp, SalesEvent... events) {
        return request(
                destination,
                Stream.of(events)
                        .map(event ->
                                new EncodedEvent(Stamps.of(event, stamp).id(), encoded(destination, event, stamp)))
                        .toList());
    }

    /** One request with all these events. */
    public static Request request(Destination destination, List<EncodedEvent> events) {
        try {
            return destination.toRequest(events);
        } catch (TooLargeException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The golden payload beside a class, without the line's end. */
    public static String golden(Class<?> beside, String file) {
        try (InputStream golden = beside.getResourceAsStream(file)) {
            if (golden == null) {
                throw new AssertionError("no golden file " + file);
            }
            return new String(golden.readAllBytes(), UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
