package io.salestracker.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.salestracker.event.EventKind;
import io.salestracker.event.SalesChannel;
import io.salestracker.event.Visitor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The expected sizes are those of a 64-bit HotSpot with compressed references, as jol prints them. */
class HeapBytesTest {

    @Test
    void objectsAndArraysAreRoundedUpToEightBytes() {
        assertThat(HeapBytes.object(0)).isEqualTo(16);
        assertThat(HeapBytes.object(4)).isEqualTo(16);
        assertThat(HeapBytes.object(5)).isEqualTo(24);
        assertThat(HeapBytes.array(0, 4)).isEqualTo(16);
        assertThat(HeapBytes.array(1, 1)).isEqualTo(24);
        assertThat(HeapBytes.array(8, 1)).isEqualTo(24);
        assertThat(HeapBytes.array(9, 1)).isEqualTo(32);
        assertThat(HeapBytes.array(Integer.MAX_VALUE, 8)).isGreaterThan(8L * Integer.MAX_VALUE);
    }

    @Test
    void textsTakeTwoBytesACharacterOnlyBeyondLatin1() {
        assertThat(HeapBytes.of((String) null)).isZero();
        assertThat(HeapBytes.of("")).isEqualTo(24 + 16);
        assertThat(HeapBytes.of("12345678")).isEqualTo(24 + 24);
        assertThat(HeapBytes.of("é".repeat(8))).isEqualTo(24 + 24);
        assertThat(HeapBytes.of("€".repeat(8))).isEqualTo(24 + 32);
        assertThat(HeapBytes.of("a".repeat(7) + "€")).isEqualTo(24 + 32);
    }

    @Test
    void amountsTakeMoreBeyondEighteenDigits() {
        assertThat(HeapBytes.of((BigDecimal) null)).isZero();
        assertThat(HeapBytes.of(new BigDecimal("0"))).isEqualTo(40);
        assertThat(HeapBytes.of(new BigDecimal("149.99"))).isEqualTo(40);
        assertThat(HeapBytes.of(new BigDecimal("999999999999999.999"))).isEqualTo(40);
        assertThat(HeapBytes.of(new BigDecimal("999999999999999.99999999999999999999")))
                .isBetween(40L + 40 + 32, 40L + 40 + 48);
        assertThat(HeapBytes.of(new BigDecimal(BigInteger.TEN.pow(1_000)))).isGreaterThan(400);
    }

    @Test
    void objectsSharedByTheJvmCostNothing() {
        assertThat(HeapBytes.of(BigDecimal.ZERO)).isZero();
        assertThat(HeapBytes.of(BigDecimal.valueOf(10))).isZero();
        assertThat(HeapBytes.of(BigDecimal.valueOf(11))).isEqualTo(40);
        assertThat(HeapBytes.of(BigDecimal.valueOf(-1))).isEqualTo(40);
        assertThat(HeapBytes.list(List.of())).isZero();
    }

    @Test
    void aListIsCountedWithoutItsEntries() {
        assertThat(HeapBytes.list(List.of("a"))).isEqualTo(24);
        assertThat(HeapBytes.list(List.of("a", "b"))).isEqualTo(24);
        assertThat(HeapBytes.list(List.of("a", "b", "c"))).isEqualTo(24 + 32);
    }

    @Test
    void anObjectIsCountedWithAllThatItsFieldsHold() {
        BigDecimal amount = new BigDecimal("149.99");
        assertThat(HeapBytes.ofFields("12345678", null, amount, EventKind.VISIT, Instant.EPOCH, true))
                .isEqualTo(40 + 48 + 40 + 24);
        assertThat(HeapBytes.ofFields(2, 200, 3.5, -129L, BigInteger.TWO.pow(64)))
                .isEqualTo(32 + 16 + 2 * 24 + 40 + 32);
        assertThat(HeapBytes.ofFields(new SalesChannel("web", "Web"), Visitor.of()))
                .isEqualTo(24 + 24 + 2 * 48 + Visitor.of().heapBytes());
        assertThat(HeapBytes.ofFields(List.of(), Map.of())).isEqualTo(24);
        assertThat(HeapBytes.ofFields(List.of("a", amount))).isEqualTo(16 + (24 + 24 + 24 + 48 + 40));
    }

    @Test
    void aMapIsCountedAsALinkedOne() {
        // Two views with a set each, the map with its 16 places, an entry with two texts.
        assertThat(HeapBytes.ofFields(Map.of("a", "b"))).isEqualTo(16 + 2 * (32 + 16) + (64 + 80) + (40 + 2 * 48));
    }

    @Test
    void refusesToGuessAnUnknownClass() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeapBytes.ofFields("a", new Object()))
                .withMessageEndingWith("java.lang.Object");
    }
}
