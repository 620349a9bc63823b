package io.salestracker.testkit;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is to go wrong at one vendor. Each of {@link #script}, {@link #always} and {@link #random} replaces what was set
 * before; faults are dealt out one per request, in the order in which requests arrive. Thread-safe.
 */
public interface Faults {

    /** Applies these faults to the next requests, one each, and nothing after the last. */
    void script(List<Fault> faults);

    /** Applies these faults to the next requests, one each, and nothing after the last. */
    default void script(Fault... faults) {
        script(List.of(faults));
    }

    /** Applies this fault to every request, until something else is set. */
    void always(Fault fault);

    /**
     * Applies a fault to each request at random. The same seed and probabilities give the same sequence.
     *
     * @param seed where the sequence starts
     * @param probabilities how likely each fault is, from 0 to 1; what they leave of 1 is for nothing going wrong
     * @throws IllegalArgumentException if a probability is negative, or their sum is over 1
     */
    void random(long seed, Map<Fault, Double> probabilities);

    /**
     * Answers 413 to every request over a size, besides whatever else is set; nothing of such a request is accepted.
     *
     * @param bytes the largest size that passes: of the body, for Tracktor.io of the query; at least 1
     */
    void limitSize(int bytes);

    /** Returns whether nothing will go wrong: nothing was set, or it is over. */
    boolean isEmpty();

    /** Ends everything that was set, also the size limit. */
    void clear();

    /** Returns how many requests had a fault applied since the start, a reset or {@link #clear}. */
    long applied();

    /** Returns how many steps of a script are still to come; 0 if there is no script. */
    int remaining();

    /** Returns the seed, if faults are random. */
    OptionalLong seed();
}
