/** Runnable examples of the SDK, each against the sandbox of the vendors started in the same process. */
@NullMarked
package io.salestracker.examples;

import org.jspecify.annotations.NullMarked;
