package io.salestracker.testkit.page;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;

/** The sandbox's page as somebody before it sees and uses it. */
final class SandboxPage {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Chromium browser;

    SandboxPage(Chromium browser) {
        this.browser = browser;
    }

    /** Opens it, and waits until it is live. */
    SandboxPage open(URI root) {
        browser.driver().get(root.toString());
        until(() -> connection().equals("Live"));
        return this;
    }

    /** Waits until something is so; what changes while it is looked at is looked at again. */
    void until(Callable<Boolean> so) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(25)).until(() -> {
            try {
                return so.call();
            } catch (StaleElementReferenceException changed) {
                return false;
            }
        });
    }

    WebElement find(String selector) {
        return browser.driver().findElement(By.cssSelector(selector));
    }

    List<WebElement> findAll(String selector) {
        return browser.driver().findElements(By.cssSelector(selector));
    }

    String connection() {
        return find("#connection").getText();
    }

    /** The rows in sight, top to bottom, each with its cells' texts one after the other. */
    List<String> rows() {
        Object rows = browser.run("""
                return [...document.querySelectorAll('.rows .row:not([hidden])')]
                    .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
                    .map(row => [...row.children].map(cell => cell.textContent).join(' '));""");
        return ((List<?>) rows).stream().map(String::valueOf).collect(Collectors.toList());
    }

    /** How many elements there are for rows, in sight or not. */
    int rowElements() {
        return findAll(".rows .row").size();
    }

    /** How many rows the filters let through, as assistive technology is told. */
    int shown() {
        return Integer.parseInt(find("#list").getDomAttribute("aria-rowcount")) - 1;
    }

    void awaitRows(int many) {
        until(() -> shown() == many
                && (many == 0 || !findAll(".rows .row:not([hidden])").isEmpty()));
    }

    /** Opens the details of a row that has this in it. While others come in, the click may meet another, and is repeated. */
    void choose(String text) {
        until(() -> {
            for (WebElement row : findAll(".rows .row:not([hidden])")) {
                if (row.getText().replace('\n', ' ').contains(text)) {
                    if ("true".equals(row.getDomAttribute("aria-selected"))) {
                        return row.getDomAttribute("data-sequence")
                                .equals(find("#pane-event").getDomAttribute("data-sequence"));
                    }
                    row.click();
                    return false;
                }
            }
            return false;
        });
    }

    /** Presses one of the filters, an outcome or a vendor, by its id. */
    void toggle(String id) {
        find(".toggle." + id).click();
    }

    void search(String text) {
        WebElement search = find("#search");
        search.clear();
        search.sendKeys(text);
    }

    void press(CharSequence... keys) {
        find("#list").sendKeys(keys);
    }

    /** Types where the focus is. */
    void type(CharSequence... keys) {
        browser.driver().switchTo().activeElement().sendKeys(keys);
    }

    String detail() {
        return find("#pane-event").getText();
    }

    /** The vendor's switches and script. */
    WebElement faults(String vendor) {
        find("#tab-faults").click();
        return find(".faults." + vendor);
    }

    /** Presses a switch by its word and waits until it is pressed. */
    void turn(String vendor, String word) {
        WebElement button =
                faults(vendor).findElement(By.xpath(".//div[@class='switches']/button[text()='" + word + "']"));
        button.click();
        until(() -> "true".equals(button.getDomAttribute("aria-pressed")));
    }

    void script(String vendor, String script) {
        WebElement field = faults(vendor).findElement(By.tagName("input"));
        field.clear();
        field.sendKeys(script, Keys.ENTER);
    }

    /** What is said to be set at the vendor now. */
    String now(String vendor) {
        return faults(vendor).findElement(By.className("now")).getText();
    }
}
