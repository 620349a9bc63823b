package io.salestracker.testkit.page;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.salestracker.testkit.Fault;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The stream of events: live, filtered, searched, exported, forgotten. */
class StreamPageIT extends WithPage {

    @Test
    void showsNewEventsWithoutAReload() throws Exception {
        browser.run("window.loadedOnce = true");
        assertThat(page.find("#empty").getText())
                .contains("Nothing has arrived yet", sandbox.ebbot().toString());

        shop.order("1042", "149.90");

        page.awaitRows(1);
        assertThat(page.rows().get(0)).contains("Accepted", "Text", "store_order_was_created", "#1042", "149.90 USD");
        page.until(() -> page.rows().get(0).endsWith(" ms"));
        assertThat(page.find("#empty").isDisplayed()).isFalse();

        shop.order("1043", "\"149.90\"");

        page.awaitRows(2);
        assertThat(page.rows().get(0)).contains("Rejected", "422", "#1043");
        assertThat(browser.run("return window.loadedOnce")).isEqualTo(true);
        page.until(() -> page.find(".total.text .dispositions")
                .getDomProperty("textContent")
                .equals("1 accepted 1 rejected "));
        assertThat(page.find(".total.text").getText()).contains("2 events", "149.90 USD");
        assertThat(page.find(".total.text .bars").getDomAttribute("aria-label")).startsWith("events per minute");
    }

    @Test
    void filtersByDispositionAndByVendor() throws Exception {
        sendSomeOfEach();
        page.awaitRows(9);
        Map<String, Integer> filters = Map.ofEntries(
                entry("accepted", 3),
                entry("rejected", 1),
                entry("duplicate", 1),
                entry("ignored", 1),
                entry("throttled", 1),
                entry("failed", 1),
                entry("lost", 1),
                entry("alhena", 3),
                entry("text", 6),
                entry("ebbot", 0));
        for (Map.Entry<String, Integer> filter : filters.entrySet()) {
            int many = filter.getValue();
            assertThat(page.find(".toggle." + filter.getKey() + " .number").getText())
                    .as(filter.getKey())
                    .isEqualTo(String.valueOf(many));

            page.toggle(filter.getKey());

            page.awaitRows(many);
            assertThat(page.find("#showing").getText()).isEqualTo(many + " of 9 events");
            assertThat(exported()).as(filter.getKey()).hasSize(many);
            page.toggle(filter.getKey());
            page.awaitRows(9);
        }
    }

    @Test
    void filtersByAllThatIsPressedTogether() throws Exception {
        sendSomeOfEach();

        page.toggle("text");
        page.toggle("rejected");
        page.toggle("lost");
        page.awaitRows(2);
        assertThat(exported()).hasSize(2);

        page.search("no such order");
        page.awaitRows(0);
        page.find("#empty button").click();
        page.awaitRows(9);
    }

    /** At Text one accepted, a duplicate, a refused one and three that meet a fault; at Alhena three, the last in vain. */
    private void sendSomeOfEach() throws Exception {
        shop.order("1", "10");
        shop.order("1", "10");
        shop.order("2", "\"10\"");
        sandbox.faults(Vendor.TEXT).script(Fault.parseScript("429 retry-after=1s, 503, accept+500"));
        for (int i = 0; i < 3; i++) {
            shop.order("3", "10");
        }
        shop.cart("ITEM_ADDED", 1);
        shop.cart("ITEM_REMOVED", 0);
        shop.cart("ITEM_REMOVED", 0);
        sandbox.events(Vendor.ALHENA)
                .forEach(event -> assertThat(event.status()).isEqualTo(200));
    }

    @Test
    void findsOrdersNumbersVisitorsAndNames() throws Exception {
        shop.order("4711", "10");
        shop.order("4712", "10");
        shop.action("person 5", "Wish list opened", "{}");
        page.awaitRows(3);
        Map<String, Integer> searches =
                Map.of("4711", 1, "#4711", 1, "b7eff798", 2, "STORE_order", 2, "person 5", 1, "nobody", 0);
        for (Map.Entry<String, Integer> search : searches.entrySet()) {
            page.press("/");
            page.type(search.getKey());

            page.awaitRows(search.getValue());
            assertThat(exported()).as(search.getKey()).hasSize(search.getValue());
            page.type(Keys.ESCAPE);
            page.awaitRows(3);
        }
    }

    @Test
    void savesTheShownEventsAsLinesOfJson(@TempDir Path folder) throws Exception {
        browser.downloadTo(folder);
        shop.order("1042", "149.90");
        shop.order("1043", "\"149.90\"");
        page.awaitRows(2);
        page.toggle("rejected");
        page.awaitRows(1);

        page.find("#export").click();

        Path file = folder.resolve("sandbox-events.ndjson");
        page.until(() -> Files.exists(file) && Files.size(file) > 0);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1);
        JsonNode event = new ObjectMapper().readTree(lines.get(0));
        assertThat(event.path("orderId").asText()).isEqualTo("1043");
        assertThat(event.path("field").asText()).isEqualTo("event.data.order.line_items[0].price");
    }

    private List<String> exported() throws Exception {
        URI address = URI.create(page.find("#export").getDomProperty("href"));
        return shop.get(address).body().lines().toList();
    }

    @Test
    void asksBeforeItForgetsEverything() throws Exception {
        shop.order("1042", "149.90");
        page.choose("#1042");

        page.find("#reset").click();
        page.find("#confirm-no").click();
        assertThat(page.shown()).isEqualTo(1);
        assertThat(sandbox.events()).hasSize(1);

        page.find("#reset").click();
        page.find("#confirm-yes").click();
        page.awaitRows(0);
        assertThat(sandbox.events()).isEmpty();
        page.until(() -> page.find("#empty").isDisplayed());
        page.until(() -> page.find(".total.text").getText().contains("0 events"));
        page.until(() -> page.findAll("#pane-event .disposition").isEmpty());
    }

    @Test
    void standsStillWhilePaused() throws Exception {
        shop.order("1", "10");
        page.awaitRows(1);
        page.find("#pause").click();

        shop.order("2", "10");
        shop.order("3", "10");

        page.until(() -> page.find("#pause").getText().equals("Resume (2 new)"));
        assertThat(page.shown()).isEqualTo(1);
        page.find("#pause").click();
        page.awaitRows(3);
    }

    @Test
    void keepsItsPlaceWhileNewerEventsComeInAbove() throws Exception {
        shop.purchases(200, "SEK");
        page.awaitRows(200);
        browser.run("document.getElementById('list').scrollTop = 3200");
        page.until(() -> page.rows().size() > 10 && !page.find("#newer").isDisplayed());
        String before = firstInSight();

        shop.purchases(20, "SEK");

        page.awaitRows(220);
        page.until(() -> page.find("#newer").getText().equals("↑ 20 newer"));
        assertThat(firstInSight()).isEqualTo(before);
        page.find("#newer").click();
        page.until(() ->
                browser.run("return document.getElementById('list').scrollTop").equals(0L));
    }

    @Test
    void keepsTheRowUnderAMovingMouse() throws Exception {
        shop.purchases(50, "SEK");
        page.awaitRows(50);
        browser.run("""
                window.hand = setInterval(() => document.querySelector('.rows').dispatchEvent(
                    new PointerEvent('pointermove', {pointerType: 'mouse', bubbles: true})), 50);""");
        String before = firstInSight();

        shop.purchases(20, "SEK");

        page.until(() -> page.find("#newer").getText().equals("↑ 20 newer"));
        assertThat(firstInSight()).isEqualTo(before);
        browser.run("clearInterval(window.hand)");
        page.until(() ->
                browser.run("return document.getElementById('list').scrollTop").equals(0L));
        assertThat(page.find("#newer").isDisplayed()).isFalse();
    }

    private String firstInSight() {
        return String.valueOf(browser.run("""
                const list = document.getElementById('list').getBoundingClientRect();
                return document.elementFromPoint(list.left + 200, list.top + 100).closest('.row').dataset.sequence;"""));
    }

    @Test
    void theListIsWorkedWithTheKeyboardAlone() throws Exception {
        List<String> orders = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            shop.order(String.valueOf(1000 + i), "10");
            orders.add("#" + (1000 + i));
        }
        page.awaitRows(60);

        // The newest order, with index 59, is in the first row. Down, down, down and up lead to the second row.
        page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP, Keys.ENTER);
        page.until(() -> page.detail().contains(orders.get(58)));
        page.press(Keys.ARROW_DOWN);
        page.until(() -> page.detail().contains(orders.get(57)));
        page.press(Keys.END);
        page.until(() -> page.detail().contains(orders.get(0)));
        assertThat(page.find("[aria-selected=true].row").getDomAttribute("aria-rowindex"))
                .as("60 orders below the row of titles")
                .isEqualTo("61");
        assertThat(page.find("#list").getDomAttribute("aria-activedescendant"))
                .isEqualTo(page.find("[aria-selected=true].row").getDomAttribute("id"));
        page.press(Keys.PAGE_UP);
        page.until(() -> !page.detail().contains(orders.get(0)));
        page.press(Keys.HOME);
        page.until(() -> page.detail().contains(orders.get(59)));

        page.type(Keys.ESCAPE);

        page.until(() -> !page.find("#pane-event").isDisplayed());
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("list");
    }

    @Test
    void findsTheSandboxAgainAfterARestart() throws Exception {
        shop.order("1", "10");
        page.awaitRows(1);
        VendorSandbox another = VendorSandbox.start();
        int port = another.port();
        try {
            new Shop(another).order("2", "10");
            page.open(another.root());
            page.awaitRows(1);
        } finally {
            another.close();
        }
        page.until(() -> page.connection().startsWith("Connection lost"));

        try (VendorSandbox again = VendorSandbox.builder().port(port).start()) {
            page.until(() -> page.connection().equals("Live"));
            page.awaitRows(0);
            new Shop(again).order("3", "10");
            page.awaitRows(1);
            assertThat(page.rows().get(0)).contains("#3");
            assertThat(browser.complaints())
                    .allSatisfy(complaint -> assertThat(complaint).contains("/sandbox/stream", "ERR_"));
            page.open(sandbox.root());
        }
    }
}
