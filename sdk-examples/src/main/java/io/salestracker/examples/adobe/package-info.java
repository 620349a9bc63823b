/** Receives the orders of an Adobe Commerce shop, which come as Adobe I/O events, and reports them. */
@NullMarked
package io.salestracker.examples.adobe;

import org.jspecify.annotations.NullMarked;
