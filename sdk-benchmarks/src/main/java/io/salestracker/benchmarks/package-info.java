/** The SDK beside others: a counting server, one subject for each library, and what runs and compares them. */
@NullMarked
package io.salestracker.benchmarks;

import org.jspecify.annotations.NullMarked;
