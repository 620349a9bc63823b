/**
 * For the SDK's own durable modules only: what a store of pending events implements, and its entries.
 */
@NullMarked
package io.salestracker.store;

import org.jspecify.annotations.NullMarked;
