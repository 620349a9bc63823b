package io.salestracker.testkit.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Vendor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** What the page lets go wrong does go wrong. */
class FaultsPageIT extends WithPage {

    @Test
    void aSwitchTakesAVendorDownAndUpAgain() throws Exception {
        page.turn("text", "Down");

        assertThat(shop.order("1", "10").statusCode()).isEqualTo(503);
        assertThat(shop.cart("ITEM_ADDED", 1).statusCode()).isEqualTo(200);
        page.until(() -> page.now("text").equals("always 503; 1 fault so far"));
        page.until(() -> page.rows().stream().anyMatch(row -> row.contains("Failed503")));

        page.turn("text", "Throttled");
        assertThat(shop.order("1", "10").headers().firstValue("Retry-After")).hasValue("3");

        page.turn("text", "Response lost");
        assertThat(shop.order("1", "10").statusCode()).isEqualTo(500);

        page.turn("text", "Up");
        assertThat(shop.order("2", "10").statusCode()).isEqualTo(200);
        page.until(() -> page.now("text").equals("up"));
        page.choose("Throttled");
        assertThat(page.detail()).contains("429 retry-after=3s", "Asked to slow down");
    }

    @Test
    void aScriptIsPlayedStepByStep() throws Exception {
        page.script("text", "429 retry-after=3s, 503 x2, ok");
        page.until(() -> page.now("text").startsWith("4 steps left: 429 retry-after=3s, 503 x2, ok"));

        List<Integer> statuses = new ArrayList<>();
        statuses.add(shop.order("1", "10").statusCode());
        page.until(() -> page.now("text").startsWith("3 steps left: 503 x2, ok"));
        for (int i = 0; i < 3; i++) {
            statuses.add(shop.order("1", "10").statusCode());
        }

        assertThat(statuses).containsExactly(429, 503, 503, 200);
        page.until(() -> page.now("text").startsWith("up"));
        page.awaitRows(4);
        assertThat(page.rows())
                .satisfiesExactly(
                        row -> assertThat(row).contains("Accepted", " 4 "),
                        row -> assertThat(row).contains("Failed", "503", " 3 "),
                        row -> assertThat(row).contains("Failed", "503", " 2 "),
                        row -> assertThat(row).contains("Throttled", "429", " 1 "));
    }

    @Test
    void showsFaultsSetByCodeAndScriptErrors() {
        page.script("alhena", "sometimes");
        page.until(() -> page.faults("alhena").getText().contains("a fault must be one of ok, 503"));
        assertThat(page.now("alhena")).isEqualTo("up");
        assertThat(browser.complaints()).singleElement().asString().contains("/sandbox/faults/alhena", "400");

        sandbox.faults(Vendor.EBBOT).always(Fault.reset());
        page.until(() -> page.now("ebbot").equals("always reset"));

        page.find("#pane-faults > .section-head button").click();
        page.until(() -> page.now("ebbot").equals("up"));
    }

    @Test
    void aVisitorWithoutAChatIsCreditedWithNothing() throws Exception {
        page.find("#unattributed").sendKeys("someone else\n" + Shop.VISITOR);
        page.find(".visitors").findElement(By.tagName("button")).click();
        page.until(() ->
                shop.get(sandbox.root().resolve("/sandbox/visitors")).body().contains(Shop.VISITOR));

        shop.order("1", "10");

        page.awaitRows(1);
        assertThat(page.rows().get(0)).contains("Ignored");
    }
}
