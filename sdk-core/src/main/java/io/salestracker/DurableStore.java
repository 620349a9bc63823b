package io.salestracker;

/**
 * A store that keeps pending events beyond the process, in place of the memory. A name only: the stores are made by the
 * SDK's own durable modules, none of which is published yet, and nothing else implements it.
 *
 * @see SalesTracker.Builder#store(DurableStore)
 */
public interface DurableStore {}
