package io.salestracker.benchmarks;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/** The orders that a server has seen, by the numbers in their ids ({@link Sale#orderId}). */
final class Tally {
    private static final int MAX_EVENTS = 100_000_000;

    // One bit for each number, so that what came twice is seen and a hundred million cost little.
    private final AtomicIntegerArray seen = new AtomicIntegerArray(MAX_EVENTS / 32);
    private final LongAdder events = new LongAdder();
    private final LongAdder repeated = new LongAdder();

    /** Hands over the number of each order id in a text; once for one that an event says twice in a row. */
    static void find(byte[] text, int from, int to, IntConsumer found) {
        int last = -1;
        for (int i = from; i + 9 < to; i++) {
            if (text[i] == '~' && text[i + 9] == '~') {
                int number = number(text, i + 1);
                if (number >= 0 && number != last) {
                    last = number;
                    found.accept(number);
                    i += 9;
                }
            }
        }
    }

    /** Eight digits; -1 if there is anything else. */
    static int number(byte[] text, int from) {
        int number = 0;
        for (int i = from; i < from + 8; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    /** Counts it; false if it has come before. */
    boolean mark(int number) {
        int bit = 1 << (number & 31);
        int before = seen.getAndUpdate(number >>> 5, word -> word | bit);
        boolean first = (before & bit) == 0;
        (first ? events : repeated).increment();
        return first;
    }

    /** Different ones. */
    long events() {
        return events.sum();
    }

    /** Those that came once more. */
    long repeated() {
        return repeated.sum();
    }

    void reset() {
        for (int i = 0; i < seen.length(); i++) {
            if (seen.get(i) != 0) {
                seen.set(i, 0);
            }
        }
        events.reset();
        repeated.reset();
    }
}
