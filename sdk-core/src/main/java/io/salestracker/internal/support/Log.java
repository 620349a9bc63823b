package io.salestracker.internal.support;

import org.slf4j.LoggerFactory;

/**
 * Writes to the host's log; no other class of the SDK calls slf4j. A log that throws, because disk, memory or a library is
 * missing, fails nothing here. It may block its caller, so the engine calls it on a thread of its own.
 */
public final class Log {
    private static final String NAME = "io.salestracker";

    private Log() {}

    /** Says that something is as it should be. Never throws. */
    public static void info(String message) {
        try {
            LoggerFactory.getLogger(NAME).info("{}", message);
        } catch (Throwable broken) {
            // Nothing is left to say it to.
            return;
        }
    }

    /** Warns. Never throws. */
    public static void warn(String message) {
        try {
            // The logger is looked up each time: one that could not be made the first time may be had the next.
            LoggerFactory.getLogger(NAME).warn("{}", message);
        } catch (Throwable broken) {
            // Nothing is left to say it to.
            return;
        }
    }
}
