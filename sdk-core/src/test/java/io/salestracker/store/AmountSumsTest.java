package io.salestracker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome.Kind;
import io.salestracker.testsupport.Allocation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AmountSumsTest {
    private static final List<String> CURRENCIES = List.of("EUR", "USD", "JPY");

    private final AmountSums sums = new AmountSums();

    private Amount amount(String currency, String value) {
        Amount amount = Amount.of(currency, new BigDecimal(value));
        sums.reserve(amount);
        return amount;
    }

    @Test
    void amountsAddUpByCurrencyAndKind() {
        sums.end(amount("EUR", "10.50"), Kind.DELIVERED);
        sums.end(amount("EUR", "0.5"), Kind.DELIVERED);
        sums.end(amount("USD", "1E+3"), Kind.DROPPED);
        sums.hold(amount("EUR", "7"));

        assertThat(sums.ended())
                .isEqualTo(Map.of(
                        Kind.DELIVERED, Map.of("EUR", new BigDecimal("11.00")),
                        Kind.DROPPED, Map.of("USD", new BigDecimal("1000"))));
        assertThat(sums.held()).isEqualTo(Map.of("EUR", new BigDecimal("7")));
    }

    @Test
    void amountsTakenOutAreHeldNoLonger() {
        Amount order = amount("EUR", "0.01");
        sums.hold(order);
        sums.letGo(order);

        assertThat(sums.held()).isEmpty();
    }

    @Test
    void noAmountIsNone() {
        sums.reserve(null);
        sums.hold(null);
        sums.letGo(null);
        sums.end(null, Kind.DELIVERED);

        assertThat(sums.held()).isEmpty();
        assertThat(sums.ended()).isEmpty();
    }

    /** Against BigDecimal's own arithmetic, with amounts of all sizes and scales that an event may have. */
    @Test
    void sumsAreExact() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, BigDecimal> held = new HashMap<>();
        Map<String, BigDecimal> ended = new HashMap<>();
        List<Amount> amounts = new ArrayList<>();
        List<BigDecimal> values = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            String currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
            int scale = random.nextInt(21);
            BigDecimal value = new BigDecimal(new BigInteger(random.nextInt(40 + 3 * scale), random), scale);
            Amount amount = Amount.of(currency, value);
            sums.reserve(amount);
            sums.hold(amount);
            held.merge(currency, value, BigDecimal::add);
            amounts.add(amount);
            values.add(value);
            if (random.nextBoolean()) {
                int gone = random.nextInt(amounts.size());
                Amount its = amounts.remove(gone);
                BigDecimal itsValue = values.remove(gone);
                sums.letGo(its);
                sums.end(its, Kind.EXPIRED);
                held.merge(its.currency, itsValue, BigDecimal::subtract);
                ended.merge(its.currency, itsValue, BigDecimal::add);
            }
            held.forEach((each, sum) -> assertThat(sums.held().getOrDefault(each, BigDecimal.ZERO))
                    .as("seed %d", seed)
                    .isEqualByComparingTo(sum));
        }
        ended.forEach((each, sum) -> assertThat(sums.ended().get(Kind.EXPIRED).getOrDefault(each, BigDecimal.ZERO))
                .as("seed %d", seed)
                .isEqualByComparingTo(sum));
    }

    @Test
    void addingUpMakesNothingOnTheHeap() {
        Amount order = amount("EUR", "149.99");
        Runnable life = () -> {
            sums.reserve(order);
            sums.hold(order);
            sums.letGo(order);
            sums.end(order, Kind.DELIVERED);
        };
        life.run();

        assertThat(Allocation.bytesOf(life)).isZero();
    }
}
