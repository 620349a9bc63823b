package io.salestracker.destination;

import java.math.BigDecimal;
import java.util.List;
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

    /** An amount; 0 for null, and for those that the JVM shares among all. */
    public static long of(@Nullable BigDecimal amount) {
        if (amount == null || isShared(amount)) {
            return 0;
        }
        // Beyond 18 digits a BigInteger with its array of ints stands behind it.
        return amount.precision() <= 18 ? 40 : 40 + 40 + array(amount.precision() / 9 + 1, 4);
    }

    /** What {@link List#of} and {@link List#copyOf} make, without its entries. */
    public static long list(List<?> list) {
        if (list.isEmpty()) {
            return 0;
        }
        return list.size() <= 2 ? object(2 * 4) : object(2 * 4) + array(list.size(), 4);
    }

    /** Whole numbers from 0 to 10, such as most quantities, are there once if {@link BigDecimal#valueOf} made them. */
    @SuppressWarnings("ReferenceEquality") // Equal ones of another origin are not shared.
    private static boolean isShared(BigDecimal amount) {
        if (amount.scale() != 0 || amount.precision() > 2) {
            return false;
        }
        int whole = amount.intValue();
        return whole >= 0 && whole <= 10 && amount == BigDecimal.valueOf(whole);
    }

    private static long align(long bytes) {
        return (bytes + 7) & ~7L;
    }
}
