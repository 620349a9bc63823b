package io.salestracker.delivery;

import io.salestracker.event.EventKind;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings for the delivery to one destination. A destination states its own with {@code destination.settings()}; a
 * route changes them: {@code destination(alhena, route -> route.settings(s -> s.maxInFlight(4)))}. Immutable.
 *
 * @param batchSize the maximum of events that a sender claims at once. It has no effect where a request carries one event:
 *     a sender then claims one. Default 500
 * @param flushInterval the maximum time that an event waits for a batch to fill. It has no effect where a request carries one
 *     event: nothing then lingers. Default 1 second
 * @param maxInFlight the maximum of requests at once, and of sender threads. Below it the lane finds out how many help.
 *     Default 64; 8 for a destination whose endpoint takes arrays
 * @param deadlines how long after {@code track} an event of a kind may still be sent. Default: visits 10 minutes, cart
 *     changes 1 hour, purchases and others 24 hours
 * @param modes the delivery mode after an ambiguous failure, for each kind. Default {@link DeliveryMode#AT_MOST_ONCE}
 * @param backoffBase the first wait after a failure; each further one doubles, with jitter. Default 0.5 seconds
 * @param backoffMax the maximum wait after a failure. Default 60 seconds
 * @param retryAfterCap the maximum pause that a vendor can ask for with {@code Retry-After}. Default 15 minutes
 * @param probeInterval how often a refused endpoint is tried again. Default 30 seconds
 * @param connectTimeout the maximum time for a connection. Default 3 seconds
 * @param callTimeout the maximum time for a whole request. Default 15 seconds
 * @param maxResponseBytes the maximum of a response's body that is read. Default 64 KB
 * @param budget this destination's share of the tracker's budget; null for an equal part of the rest
 * @param maxAges how long before {@code track} an event of a kind may have happened, by its {@code occurredAt}; a kind that is
 *     not named has no limit. Default: none
 */
public record DeliverySettings(
        int batchSize,
        Duration flushInterval,
        int maxInFlight,
        Map<EventKind, Duration> deadlines,
        Map<EventKind, DeliveryMode> modes,
        Duration backoffBase,
        Duration backoffMax,
        Duration retryAfterCap,
        Duration probeInterval,
        Duration connectTimeout,
        Duration callTimeout,
        int maxResponseBytes,
        @Nullable Budget budget,
        Map<EventKind, Duration> maxAges) {

    private static final DeliverySettings DEFAULTS = new Builder().build();
    private static final DeliverySettings DEFAULTS_FOR_ARRAYS =
            new Builder().maxInFlight(8).build();

    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public DeliverySettings {
        inRange("batchSize", batchSize, 1, 10_000);
        inRange("flushInterval", flushInterval, Duration.ZERO, Duration.ofHours(1));
        inRange("maxInFlight", maxInFlight, 1, 1_000);
        deadlines = complete("deadlines", deadlines);
        deadlines.forEach((kind, deadline) ->
                inRange("deadline of " + kind, deadline, Duration.ofMillis(1), Duration.ofDays(30)));
        modes = complete("modes", modes);
        inRange("backoffBase", backoffBase, Duration.ofMillis(1), Duration.ofHours(1));
        inRange("backoffMax", backoffMax, backoffBase, Duration.ofDays(1));
        inRange("retryAfterCap", retryAfterCap, Duration.ofMillis(1), Duration.ofDays(1));
        inRange("probeInterval", probeInterval, Duration.ofMillis(1), Duration.ofDays(1));
        inRange("connectTimeout", connectTimeout, Duration.ofMillis(1), Duration.ofMinutes(10));
        inRange("callTimeout", callTimeout, Duration.ofMillis(1), Duration.ofMinutes(10));
        inRange("maxResponseBytes", maxResponseBytes, 1, 16 << 20);
        maxAges = copy(maxAges);
        maxAges.forEach(
                (kind, maxAge) -> inRange("maxAge of " + kind, maxAge, Duration.ofMillis(1), Duration.ofDays(36_500)));
    }

    /** The settings where neither destination nor caller says otherwise. */
    public static DeliverySettings defaults() {
        return DEFAULTS;
    }

    /** The defaults for an endpoint that takes arrays of events: at most 8 requests at once. */
    public static DeliverySettings defaultsForArrays() {
        return DEFAULTS_FOR_ARRAYS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return DEFAULTS.toBuilder();
    }

    /** Starts from these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The time after {@code track} in which an event of this kind may be sent. */
    public Duration deadline(EventKind kind) {
        return deadlines.getOrDefault(kind, Duration.ZERO);
    }

    /** The maximum time between an event of this kind and its {@code track}; null if there is no limit. */
    public @Nullable Duration maxAge(EventKind kind) {
        return maxAges.get(kind);
    }

    /** The delivery mode of this kind after an ambiguous failure. */
    public DeliveryMode mode(EventKind kind) {
        return modes.getOrDefault(kind, DeliveryMode.AT_MOST_ONCE);
    }

    private static void inRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
        }
    }

    private static void inRange(String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + value);
        }
    }

    private static <V> Map<EventKind, V> complete(String name, Map<EventKind, V> values) {
        for (EventKind kind : EventKind.values()) {
            if (values.get(kind) == null) {
                throw new IllegalArgumentException(name + " must name every kind: " + kind + " is missing");
            }
        }
        return copy(values);
    }

    private static <V> Map<EventKind, V> copy(Map<EventKind, V> values) {
        Map<EventKind, V> copy = new EnumMap<>(EventKind.class);
        copy.putAll(values);
        return Collections.unmodifiableMap(copy);
    }

    /** Builds {@link DeliverySettings}; {@link #build()} checks them. Not thread-safe. */
    public static final class Builder {
        private int batchSize = 500;
        private Duration flushInterval = Duration.ofSeconds(1);
        private int maxInFlight = 64;
        private final Map<EventKind, Duration> deadlines = new EnumMap<>(Map.of(
                EventKind.VISIT, Duration.ofMinutes(10),
                EventKind.CART_CHANGE, Duration.ofHours(1),
                EventKind.PURCHASE, Duration.ofHours(24),
                EventKind.OTHER, Duration.ofHours(24)));
        private final Map<EventKind, DeliveryMode> modes = new EnumMap<>(EventKind.class);
        private Duration backoffBase = Duration.ofMillis(500);
        private Duration backoffMax = Duration.ofSeconds(60);
        private Duration retryAfterCap = Duration.ofMinutes(15);
        private Duration probeInterval = Duration.ofSeconds(30);
        private Duration connectTimeout = Duration.ofSeconds(3);
        private Duration callTimeout = Duration.ofSeconds(15);
        private int maxResponseBytes = 64 << 10;
        private @Nullable Budget budget;
        private final Map<EventKind, Duration> maxAges = new EnumMap<>(EventKind.class);

        private Builder() {
            mode(DeliveryMode.AT_MOST_ONCE);
        }

        private Builder(DeliverySettings from) {
            batchSize = from.batchSize;
            flushInterval = from.flushInterval;
            maxInFlight = from.maxInFlight;
            deadlines.putAll(from.deadlines);
            modes.putAll(from.modes);
            backoffBase = from.backoffBase;
            backoffMax = from.backoffMax;
            retryAfterCap = from.retryAfterCap;
            probeInterval = from.probeInterval;
            connectTimeout = from.connectTimeout;
            callTimeout = from.callTimeout;
            maxResponseBytes = from.maxResponseBytes;
            budget = from.budget;
            maxAges.putAll(from.maxAges);
        }

        /** Sets the maximum of events that a sender claims at once: 1 to 10,000. Default 500. */
        public Builder batchSize(int batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        /** Sets the maximum time that an event waits for a batch to fill: 0 to 1 hour. Default 1 second. */
        public Builder flushInterval(Duration flushInterval) {
            this.flushInterval = flushInterval;
            return this;
        }

        /**
         * Sets the maximum of requests at once: 1 to 1,000. Default 64, or 8 for a destination whose endpoint takes arrays. It
         * is a ceiling: the lane starts with 8, and has more under way only while events wait and the vendor answers as quickly
         * as before.
         */
        public Builder maxInFlight(int maxInFlight) {
            this.maxInFlight = maxInFlight;
            return this;
        }

        /** Sets how long after {@code track} events of this kind may still be sent: 1 ms to 30 days. */
        public Builder deadline(EventKind kind, Duration deadline) {
            deadlines.put(kind, deadline);
            return this;
        }

        /**
         * Sets how long before {@code track} events of this kind may have happened: 1 ms to 36,500 days, or null for no limit.
         * An event whose {@code occurredAt} is longer ago when it is tracked ends as {@code Expired(TOO_OLD)}; one without
         * {@code occurredAt} happens when it is tracked. It is for a vendor whose wire has no time: that vendor would count
         * a sale of last year as today's. Default: no limit, unless the destination states one.
         */
        public Builder maxAge(EventKind kind, @Nullable Duration maxAge) {
            if (maxAge == null) {
                maxAges.remove(kind);
            } else {
                maxAges.put(kind, maxAge);
            }
            return this;
        }

        /** Sets how long before {@code track} events of every kind may have happened; an import of old sales sets null. */
        public Builder maxAge(@Nullable Duration maxAge) {
            for (EventKind kind : EventKind.values()) {
                maxAge(kind, maxAge);
            }
            return this;
        }

        /** Sets the delivery mode of this kind after an ambiguous failure. Default {@code AT_MOST_ONCE}. */
        public Builder mode(EventKind kind, DeliveryMode mode) {
            modes.put(kind, mode);
            return this;
        }

        /** Sets the delivery mode after an ambiguous failure, for every kind. */
        public Builder mode(DeliveryMode mode) {
            for (EventKind kind : EventKind.values()) {
                modes.put(kind, mode);
            }
            return this;
        }

        /** Sets the first and the maximum wait after a failure. Default 0.5 and 60 seconds. */
        public Builder backoff(Duration base, Duration max) {
            this.backoffBase = base;
            this.backoffMax = max;
            return this;
        }

        /** Sets the maximum pause that a vendor can ask for: 1 ms to 1 day. Default 15 minutes. */
        public Builder retryAfterCap(Duration retryAfterCap) {
            this.retryAfterCap = retryAfterCap;
            return this;
        }

        /** Sets how often a refused endpoint is tried again: 1 ms to 1 day. Default 30 seconds. */
        public Builder probeInterval(Duration probeInterval) {
            this.probeInterval = probeInterval;
            return this;
        }

        /** Sets the maximum time for a connection: 1 ms to 10 minutes. Default 3 seconds. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
            return this;
        }

        /** Sets the maximum time for a whole request: 1 ms to 10 minutes. Default 15 seconds. */
        public Builder callTimeout(Duration callTimeout) {
            this.callTimeout = callTimeout;
            return this;
        }

        /** Sets the maximum of a response's body that is read: 1 byte to 16 MB. Default 64 KB. */
        public Builder maxResponseBytes(int maxResponseBytes) {
            this.maxResponseBytes = maxResponseBytes;
            return this;
        }

        /** Sets this destination's share of the tracker's budget. Default: an equal part of the rest. */
        public Builder budget(@Nullable Budget budget) {
            this.budget = budget;
            return this;
        }

        /**
         * Builds the settings.
         *
         * @throws IllegalArgumentException if a value is out of range; the message names it
         */
        public DeliverySettings build() {
            return new DeliverySettings(
                    batchSize,
                    flushInterval,
                    maxInFlight,
                    deadlines,
                    modes,
                    backoffBase,
                    backoffMax,
                    retryAfterCap,
                    probeInterval,
                    connectTimeout,
                    callTimeout,
                    maxResponseBytes,
                    budget,
                    maxAges);
        }
    }
}
