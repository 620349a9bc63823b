/**
 * The model: what a shop reports, in no vendor's terms.
 *
 * <p>A {@link io.salestracker.event.SalesEvent} is valid or does not exist: builders only store, and {@code build()}
 * throws {@link io.salestracker.event.InvalidEventException} with every fault at once. All types here are immutable and
 * safe to share between threads, except the builders, which are not thread-safe. Nothing here depends on anything but
 * the JDK.
 */
@NullMarked
package io.salestracker.event;

import org.jspecify.annotations.NullMarked;
