package io.salestracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.event.EventKind;
import io.salestracker.fakes.FakeDestination;
import io.salestracker.fakes.FakeEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The line that is logged when a tracker closes. */
class CloseLineTest {
    private final LaneBench bench = new LaneBench(FakeDestination.single());

    private CloseLine closed() {
        bench.lane.refuseEvents();
        bench.abort();
        CloseLine line = new CloseLine();
        bench.lane.addTo(line);
        return line;
    }

    @Test
    void theLineHasNumberAndAmountOfDeliveries() {
        bench.track(LaneBench.purchase("1", "USD", "10000.00"));
        bench.track(LaneBench.purchase("2", "USD", "231.5"));
        bench.track(LaneBench.purchase("3", "EUR", "1E+2"));
        bench.track(FakeEvent.of(EventKind.VISIT, "a", "visit"));
        bench.run();

        CloseLine line = closed();

        assertThat(line).hasToString("Closed: fake delivered 4 (EUR 100, USD 10231.50), lost 0");
        assertThat(line.isLoss()).isFalse();
    }

    @Test
    void lostAndUnconfirmedOrdersAreNamed() {
        bench.transport.then(422).thenNoAnswer();
        bench.track(LaneBench.purchase("1", "USD", "7.00"));
        bench.track(LaneBench.purchase("2", "USD", "5.00"));
        bench.run();
        bench.track(LaneBench.purchase("1042", "USD", "99.00"));
        bench.track(FakeEvent.of(EventKind.VISIT, "a", "visit"));

        CloseLine line = closed();

        assertThat(line.toString())
                .startsWith("Closed: fake delivered 0, refused 1 (USD 7.00), lost 2 (USD 99.00), left unconfirmed 1"
                        + " (USD 5.00), orders lost or unconfirmed: ")
                .contains("1042", ": 2, ");
        assertThat(line.isLoss()).isTrue();
    }

    @Test
    void amountsAreShownWithoutDecimalsThatNoCurrencyHas() {
        bench.track(LaneBench.purchase("1", "USD", "149.99000000000000909495"));
        bench.run();

        assertThat(closed()).hasToString("Closed: fake delivered 1 (USD 149.9900), lost 0");
    }

    @Test
    void ofManyLostOrdersTheNewestAreNamed() {
        for (int i = 1; i <= 50; i++) {
            bench.track(LaneBench.purchase("order-" + i, "USD", "1"));
        }

        assertThat(closed().toString())
                .startsWith(
                        "Closed: fake delivered 0, lost 50 (USD 50), orders lost or unconfirmed: order-31, order-32,")
                .endsWith(", order-49, order-50 and 30 more");
    }

    @Test
    void ofManyCurrenciesTheFirstAreShown() {
        for (String currency : List.of("AED", "BRL", "CHF", "DKK", "EUR", "GBP", "USD")) {
            bench.track(LaneBench.purchase("of " + currency, currency, "1"));
        }
        bench.run();

        assertThat(closed())
                .hasToString("Closed: fake delivered 7 (AED 1, BRL 1, CHF 1, DKK 1, EUR 1 and 2 more), lost 0");
    }

    @Test
    void idsAreKeptToOneShortLine() {
        LostOrders lost = new LostOrders();
        lost.add("1\r\n2\u2028\uD83D\uDE00\u202E3");
        lost.add("x".repeat(100));
        CloseLine line = new CloseLine();
        line.add(bench.stats(), lost.seen());

        assertThat(line)
                .hasToString(
                        "Closed: fake delivered 0, lost 0, orders lost or unconfirmed: 1\\r\\n2\\u2028\uD83D\uDE00\\u202e3, "
                                + "x".repeat(64) + "...");
    }

    @Test
    void anIdOfAStrangersEventIsCountedAtAnyLength() {
        LostOrders lost = new LostOrders();
        lost.add("x".repeat(2_001));
        lost.add("1042");

        assertThat(lost.seen()).isEqualTo(new LostOrders.Seen(List.of("1042"), 2));
    }
}
