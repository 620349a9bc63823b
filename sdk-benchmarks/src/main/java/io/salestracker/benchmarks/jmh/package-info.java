/**
 * Microbenchmarks. Not marked as free of nulls, unlike the rest: JMH sets the parameters and calls the set-up methods
 * that fill the fields.
 */
package io.salestracker.benchmarks.jmh;
