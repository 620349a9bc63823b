package io.salestracker.delivery;

/** The treatment of an event after an attempt that may or may not have reached the vendor. */
public enum DeliveryMode {
    /** It is not repeated and ends as {@code Unconfirmed}: an under-count that is reported. */
    AT_MOST_ONCE,
    /** It is repeated until the vendor confirms it or its deadline passes; the vendor may count it twice. */
    AT_LEAST_ONCE
}
