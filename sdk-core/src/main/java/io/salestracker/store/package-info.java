/** The interface of event stores and their entries. For the SDK's own durable modules only. */
@NullMarked
package io.salestracker.store;

import org.jspecify.annotations.NullMarked;
