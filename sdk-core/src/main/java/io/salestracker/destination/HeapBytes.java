package io.salestracker.destination;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what values occupy on the heap of a 64-bit JVM with compressed references, for the tracker's budget.
 * Rounded up to eight bytes like the JVM does; strings are taken as two bytes a character only where they must be.
 */
public final class HeapBytes {
    private HeapBytes() {}

    /** An object with this many bytes of fields: 4 for a reference or an int, 8 for a long or a double. */
    public static long object(int fieldBytes) {
        return align(12L + fieldBytes);
    }

    /** An array of this many elements of this many bytes each. */
    public static long array(int length, int elementBytes) {
        return align(16L + (long) length * elementBytes);
    }

    /** A string with its characters; 0 for null. */
    public static long of(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        int bytesPerChar = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                bytesPerChar = 2;
                break;
            }
        }
        return 24 + array(text.length(), bytesPerChar);
    }

    /** An amount; 0 for null. */
    public static long of(@Nullable BigDecimal amount) {
        if (amount == null) {
            return 0;
        }
        // Beyond 18 digits a BigInteger with its array of ints stands behind it.
        return amount.precision() <= 18 ? 40 : 40 + 40 + array(amount.precision() / 9 + 1, 4);
    }

    private static long align(long bytes) {
        return (bytes + 7) & ~7L;
    }
}
