package io.salestracker.promises;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;

/** Spoils one answer in three, be it that it took the events or not, and knows which. Thread-safe. */
final class SpoilingVendor implements AutoCloseable {
    private final CountingVendor vendor = CountingVendor.start();
    private final Random random;
    private final Map<String, Integer> spoilt = new ConcurrentHashMap<>();
    private final Map<String, Integer> spoiltAndTaken = new ConcurrentHashMap<>();

    /** How answers are spoilt, so that nobody can tell whether the events were taken. */
    enum Spoiling {
        SERVER_ERROR,
        BAD_GATEWAY,
        GATEWAY_TIMEOUT,
        HANG_UP;

        MockResponse of(MockResponse answer) {
            MockResponse.Builder spoilt = answer.newBuilder();
            return switch (this) {
                case SERVER_ERROR -> spoilt.code(500).build();
                case BAD_GATEWAY -> spoilt.code(502).build();
                case GATEWAY_TIMEOUT -> spoilt.code(504).build();
                case HANG_UP ->
                    spoilt.onResponseStart(new SocketEffect.CloseSocket()).build();
            };
        }
    }

    SpoilingVendor(Spoiling how, long seed) {
        random = new Random(seed);
        vendor.behave(delivery -> {
            if (random.nextInt(3) > 0) {
                return delivery.take();
            }
            boolean take = random.nextBoolean();
            delivery.ids().forEach(id -> {
                spoilt.merge(id, 1, Integer::sum);
                spoiltAndTaken.merge(id, take ? 1 : 0, Integer::sum);
            });
            return how.of(take ? delivery.take() : delivery.status(200));
        });
    }

    CountingVendor vendor() {
        return vendor;
    }

    /** How many requests with an event were answered badly, for those events that were in one. */
    Map<String, Integer> spoilt() {
        return spoilt;
    }

    /** How often an event was taken nevertheless. */
    int spoiltAndTaken(String id) {
        return spoiltAndTaken.getOrDefault(id, 0);
    }

    @Override
    public void close() {
        vendor.close();
    }
}
