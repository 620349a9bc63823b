package io.salestracker;

/**
 * Where a {@link DurableStore} writes an event, such as the caller's own transaction. A name only: scopes are made by the
 * store's module, none of which is published yet, and nothing else implements it.
 */
public interface StoreScope {}
