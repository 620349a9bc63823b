package io.salestracker.promises;

import io.salestracker.testsupport.Response;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Spoils one response in three, be it that it took the events or not, and knows which. Thread-safe. */
final class Spoiler implements Function<CountingVendor.Delivery, Response> {
    private final Spoiling how;
    private final Random random;
    private final Map<String, Integer> spoilt = new ConcurrentHashMap<>();
    private final Map<String, Integer> spoiltAndTaken = new ConcurrentHashMap<>();

    /** How answers are spoilt, so that nobody can tell whether the events were taken. */
    enum Spoiling {
        SERVER_ERROR,
        BAD_GATEWAY,
        GATEWAY_TIMEOUT,
        HANG_UP;

        private Response of(Response response) {
            return switch (this) {
                case SERVER_ERROR -> response.status(500);
                case BAD_GATEWAY -> response.status(502);
                case GATEWAY_TIMEOUT -> response.status(504);
                case HANG_UP -> response.hangUp();
            };
        }
    }

    Spoiler(Spoiling how, long seed) {
        this.how = how;
        this.random = new Random(seed);
    }

    @Override
    public Response apply(CountingVendor.Delivery delivery) {
        if (random.nextInt(3) > 0) {
            return delivery.take();
        }
        boolean take = random.nextBoolean();
        delivery.ids().forEach(id -> {
            spoilt.merge(id, 1, Integer::sum);
            spoiltAndTaken.merge(id, take ? 1 : 0, Integer::sum);
        });
        return how.of(take ? delivery.take() : delivery.status(200));
    }

    /** How many requests with an event were answered badly, for those events that were in one. */
    Map<String, Integer> spoilt() {
        return spoilt;
    }

    /** How often an event was taken nevertheless. */
    int spoiltAndTaken(String id) {
        return spoiltAndTaken.getOrDefault(id, 0);
    }
}
