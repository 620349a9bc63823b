package io.salestracker.event;

/**
 * A value that knows how much of the heap it occupies. {@link io.salestracker.destination.HeapBytes} adds such values up.
 */
public interface HeapSized {

    /**
     * An upper estimate of what this occupies on the heap with all it refers to, in bytes; at least 0. For the tracker's
     * budget.
     */
    long heapBytes();
}
