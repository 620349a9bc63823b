package io.salestracker.fields;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.destination.HttpDestination;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.fields.FieldTable.Row;
import io.salestracker.fields.FieldTable.Section;
import io.salestracker.http.HttpTransport;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/**
 * Every kind of mess in every field at every vendor: the tables {@code *.txt} of this package say what is expected, and each cell
 * is tried through builder, {@code preview}, {@code track} and delivery over a socket.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class FieldTableIT {
    private static final List<Section> SECTIONS = FieldTable.readAll();

    private final TwoJudges judges = new TwoJudges();

    @AfterAll
    void close() {
        judges.close();
    }

    @TestFactory
    Stream<DynamicTest> anEventWithoutMessGoesAsItIs() {
        return SECTIONS.stream().flatMap(section -> {
            Trial trial = new Trial(judges, section);
            return section.sent.keySet().stream()
                    .map(vendor -> cell(section.event + " at " + vendor.id(), () -> trial.checkUnmessed(vendor)));
        });
    }

    @TestFactory
    Stream<DynamicContainer> eachCellHolds() {
        return SECTIONS.stream().flatMap(section -> section.rows.stream()).map(row -> {
            Trial trial = new Trial(judges, row);
            List<DynamicTest> cells = new ArrayList<>();
            cells.add(cell(row + " in the model", () -> trial.checkModel(row)));
            for (Vendor vendor : row.cells().keySet()) {
                if (row.isRefused()) {
                    assertThat(row.cells().get(vendor)).as(row.toString()).isEmpty();
                } else {
                    cells.add(cell(row + " at " + vendor.id(), () -> trial.checkCell(row, vendor)));
                }
            }
            return DynamicContainer.dynamicContainer(row.toString(), cells);
        });
    }

    @Test
    void twoOrdersOfTwoSitesWithOneIdCountAsOneWhereTheVendorCountsIds() throws Exception {
        assertThat(dispositions(builder -> {}))
                .containsEntry(Vendor.ALHENA, List.of("1042 ACCEPTED", "1042 DUPLICATE"))
                .containsEntry(Vendor.TEXT, List.of("1042 ACCEPTED", "1042 DUPLICATE"))
                .containsEntry(Vendor.EBBOT, List.of("null ACCEPTED", "null ACCEPTED"))
                .containsEntry(Vendor.TRACKTOR, List.of("1042 ACCEPTED", "1042 ACCEPTED"));
    }

    @Test
    void theSiteBeforeTheOrderIdTellsOrdersOfTwoSitesApart() throws Exception {
        assertThat(dispositions(HttpDestination.Builder::siteInOrderId))
                .containsEntry(Vendor.ALHENA, List.of("enus-1042 ACCEPTED", "ca-1042 ACCEPTED"))
                .containsEntry(Vendor.TEXT, List.of("enus-1042 ACCEPTED", "ca-1042 ACCEPTED"))
                .containsEntry(Vendor.EBBOT, List.of("null ACCEPTED", "null ACCEPTED"))
                .containsEntry(Vendor.TRACKTOR, List.of("enus-1042 ACCEPTED", "ca-1042 ACCEPTED"));
    }

    /** Tracks one order id of two sites, and returns what each vendor received. */
    private Map<Vendor, List<String>> dispositions(Consumer<HttpDestination.Builder<?>> option) throws Exception {
        judges.sandbox().reset();
        try (SalesTracker tracker =
                judges.tracker(HttpTransport.okHttp(), option).build()) {
            for (String site : List.of("en-us", "ca")) {
                Receipt receipt = tracker.track(Purchase.builder()
                        .visitor(EventMaker.ADA)
                        .site(site)
                        .orderId("1042")
                        .currency("USD")
                        .total("5")
                        .item(LineItem.builder().productId("1").quantity(1).unitPrice("5")));
                assertThat(receipt.await(Duration.ofMinutes(1))).isTrue();
                assertThat(receipt.outcomes().values()).containsOnly(new Outcome.Delivered(1));
            }
        }
        return judges.sandbox().events().stream()
                .collect(Collectors.groupingBy(
                        Received::vendor,
                        Collectors.mapping(
                                received -> received.orderId() + " " + received.disposition(), Collectors.toList())));
    }

    /** Says in its failure which cell it is: reports name dynamic tests by number. */
    private static DynamicTest cell(String name, Executable check) {
        return DynamicTest.dynamicTest(name, () -> {
            try {
                check.execute();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(name + ": " + e.getMessage(), e);
            }
        });
    }

    @Test
    void everyFieldHasARowForEachKindOfMess() {
        assertThat(Required.without(SECTIONS)).isEmpty();
    }

    @Test
    void everyRowIsAboutAFieldAndAMessThatIs() {
        assertThat(SECTIONS)
                .flatExtracting(section -> section.rows)
                .extracting(Row::toString)
                .doesNotHaveDuplicates();
        assertThat(Required.beyond(SECTIONS)).isEmpty();
        assertThat(SECTIONS)
                .flatExtracting(section -> section.rows)
                .extracting(Row::kind)
                .as("kinds of mess; those across sites have tests of their own here")
                .contains(EnumSet.complementOf(EnumSet.of(Kind.DOUBLED_ACROSS_SITES))
                        .toArray(Kind[]::new));
    }
}
