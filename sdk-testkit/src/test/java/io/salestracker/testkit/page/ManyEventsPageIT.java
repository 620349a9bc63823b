package io.salestracker.testkit.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.testkit.Vendor;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Fifty thousand events in the page. */
class ManyEventsPageIT extends WithPage {
    private static final int MANY = 50_000;
    private static final int LIST = 1_000;
    private static final int SCREENFUL = 60;
    // Far above what is measured, for machines that are slow and busy; a page that builds 50,000 rows is far above
    // this.
    private static final long MAX_FRAME_MILLIS = 2_000;

    private static final String WATCH_FRAMES = """
            window.longestFrame = 0;
            let last = performance.now();
            requestAnimationFrame(function next(now) {
              window.longestFrame = Math.max(window.longestFrame, now - last);
              last = now;
              requestAnimationFrame(next);
            });""";

    @Test
    void areHeldFilteredAndScrolledWithoutFreezing() throws Exception {
        for (int sent = 0; sent < MANY; sent += LIST) {
            // One list in fifty is refused.
            shop.purchases(LIST, sent == 0 ? "none" : "SEK");
        }
        assertThat(sandbox.counts(Vendor.EBBOT).events()).isEqualTo(MANY);

        browser.beforeEachPage(WATCH_FRAMES);
        page.open(sandbox.root());
        page.awaitRows(MANY);
        report("loading", page.rowElements());

        page.toggle("rejected");
        page.awaitRows(LIST);
        assertThat(page.rows()).allSatisfy(row -> assertThat(row).contains("Rejected"));
        page.toggle("rejected");
        page.awaitRows(MANY);
        page.search("ecom-purch");
        page.awaitRows(MANY);
        page.search("");
        page.type(Keys.ESCAPE);
        report("filtering", page.rowElements());

        page.press(Keys.END);
        page.until(() ->
                page.findAll(".rows .row[aria-rowindex='" + (MANY + 1) + "']").size() == 1);
        for (int top = 0; top < MANY; top += MANY / 20) {
            browser.run("document.getElementById('list').scrollTop = 32 * arguments[0]", top);
            String index = String.valueOf(top + 2);
            page.until(() ->
                    page.findAll(".rows .row[aria-rowindex='" + index + "']").size() == 1);
        }
        report("scrolling", page.rowElements());

        page.press(Keys.END, Keys.ENTER);
        page.until(() -> page.detail().contains("must be an ISO 4217"));
        for (int i = 0; i < 5; i++) {
            shop.purchases(LIST, "SEK");
        }
        // The oldest are let go of, some at a time.
        page.until(() -> page.find(".total.ebbot .events").getText().equals("55\u202f000 events"));
        page.until(() -> page.shown() < MANY + 5 * LIST);
        assertThat(page.shown()).isGreaterThanOrEqualTo(MANY);
        assertThat(page.find("#showing").getText()).contains("the latest");
        assertThat(page.detail()).as("what was looked at").contains("must be an ISO 4217");
        report("arriving", page.rowElements());
    }

    private void report(String what, int elements) {
        double millis = Double.parseDouble(String.valueOf(
                browser.run("const longest = window.longestFrame; window.longestFrame = 0; return longest")));
        System.out.printf("%,d events, %s: longest frame %.0f ms, %d row elements%n", MANY, what, millis, elements);
        assertThat(millis).as("the longest frame while %s, in ms", what).isLessThan(MAX_FRAME_MILLIS);
        assertThat(elements).as("elements for rows").isLessThan(SCREENFUL);
    }
}
