package io.salestracker.testkit.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.testkit.Vendor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the page looks: contrast, narrow screens, and the pictures in the README. These are written to
 * {@code target/screenshots}, and into {@code docs/images} with {@code -Dsalestracker.screenshots=update}.
 */
class LooksPageIT extends WithPage {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final Path DOCUMENTS = Path.of("..", "docs", "images");
    private static final boolean UPDATE = "update".equals(System.getProperty("salestracker.screenshots"));
    private static final int LARGEST_PICTURE = 250_000;

    /** By the formulas of WCAG 2.2: the texts whose contrast is below 4.5 to 1, with colours, or 3 to 1 if they are large. */
    private static final String TOO_FAINT = """
            const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
            const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
            const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
            const ground = node => {
              for (; node; node = node.parentElement) {
                const colour = numbers(getComputedStyle(node).backgroundColor);
                if (colour.length === 3 || colour[3] === 1) return colour;
              }
              return [255, 255, 255];
            };
            const faint = [];
            for (const node of document.querySelectorAll('body *')) {
              const says = [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim() !== '');
              if (!says || !node.checkVisibility() || node.closest('noscript, .hidden, .skip')) continue;
              const style = getComputedStyle(node);
              const [one, other] = [luminance(numbers(style.color)), luminance(ground(node))];
              const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
              if (contrast < 4.5) faint.push(node.className + ' ' + node.textContent + ' ' + contrast.toFixed(2));
            }
            return faint;""";

    private static final String TOO_WIDE = """
            return document.documentElement.scrollWidth > innerWidth
              ? [...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > innerWidth + 1)
                  .map(node => node.tagName + '.' + node.className) : [];""";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTextStandsOutFromItsGround(boolean dark) throws Exception {
        browser.dark(dark);
        demo();
        page.toggle("rejected");
        page.toggle("failed");
        assertStandsOut();
        page.toggle("accepted");
        page.toggle("duplicate");
        page.toggle("ignored");
        page.toggle("throttled");
        page.toggle("lost");
        assertStandsOut();

        page.choose("Rejected");
        page.until(() -> !page.findAll(".payload .offending, .payload .missing").isEmpty());
        assertStandsOut();

        page.turn("text", "Down");
        page.script("ebbot", "sometimes");
        page.until(() -> page.faults("ebbot").getText().contains("a fault must be"));
        assertStandsOut();
        assertThat(browser.complaints()).hasSize(1);

        page.find("#reset").click();
        assertStandsOut();
        page.find("#confirm-yes").click();
        page.awaitRows(0);
        assertStandsOut();
    }

    private void assertStandsOut() {
        assertThat((List<?>) browser.run(TOO_FAINT))
                .as("texts that are too faint")
                .isEmpty();
    }

    @Test
    void fitsANarrowScreen() throws Exception {
        browser.size(360, 740);
        assertThat((List<?>) browser.run(TOO_WIDE)).isEmpty();
        demo();
        shop.order("an-order-with-a-very-long-id-and-no-blank-in-it-at-all-0123456789", "10");
        page.until(() -> page.rows().get(0).contains("an-order-with"));
        assertThat((List<?>) browser.run(TOO_WIDE)).isEmpty();
        picture("narrow.png");

        page.choose("Rejected");
        assertThat((List<?>) browser.run(TOO_WIDE)).isEmpty();
        assertThat(page.find("#panel").getRect().getWidth()).isEqualTo(360);
        assertThat(page.find("#list").isDisplayed()).isTrue();
        picture("narrow-detail.png");
        page.find("#close").click();
        page.until(() -> !page.find("#panel").isDisplayed());

        page.find("#show-faults").click();
        page.until(() -> page.find(".faults.text").isDisplayed());
        assertThat((List<?>) browser.run(TOO_WIDE)).isEmpty();
    }

    @Test
    void isWorthAPicture() throws Exception {
        picture("empty.png");
        demo();
        page.toggle("rejected");
        page.choose("#1042");
        page.toggle("rejected");
        page.until(() -> page.rows().stream().anyMatch(row -> row.contains("Ignored")));
        page.until(() -> !page.findAll(".payload .offending, .payload .missing").isEmpty());
        picture("sandbox.png");

        page.turn("text", "Throttled");
        page.script("alhena", "429 retry-after=3s, 503 x2, ok");
        page.until(() -> page.now("alhena").startsWith("4 steps left"));
        picture("sandbox-faults.png");

        page.toggle("text");
        page.toggle("accepted");
        page.choose("#1042");
        page.until(() -> page.find("#pane-event h2").isDisplayed()
                && !page.findAll(".card .items img").isEmpty());
        page.until(() -> Boolean.TRUE.equals(
                browser.run("return [...document.querySelectorAll('.card img')].every(image => image.complete)")));
        browser.dark(true);
        picture("sandbox-dark.png");
    }

    /** Has the page send the demo, and waits until all of it was answered and is shown. */
    private void demo() {
        page.find("#demo").click();
        page.until(() -> sandbox.events(Vendor.TRACKTOR).stream().anyMatch(event -> "/alias".equals(event.name())));
        page.until(() -> page.rows().stream().anyMatch(row -> row.contains("#1045")));
        page.until(() -> page.rows().stream().allMatch(row -> row.endsWith(" s") || row.endsWith(" ms")));
    }

    private void picture(String name) throws IOException {
        byte[] png = browser.picture();
        Files.createDirectories(PICTURES);
        Files.write(PICTURES.resolve(name), png);
        if (UPDATE && name.startsWith("sandbox")) {
            assertThat(png).as("bytes of %s", name).hasSizeLessThan(LARGEST_PICTURE);
            Files.createDirectories(DOCUMENTS);
            Files.write(DOCUMENTS.resolve(name), png);
        }
    }
}
