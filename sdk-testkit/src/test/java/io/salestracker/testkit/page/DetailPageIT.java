package io.salestracker.testkit.page;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** One event looked into. */
class DetailPageIT extends WithPage {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    @Test
    void marksTheFieldAtFaultAndTellsTheRuleAndItsSource() throws Exception {
        shop.order("1043", "\"149.90\"");

        page.choose("#1043");

        assertThat(page.find(".disposition .said").getText())
                .contains("Rejected", "event.data.order.line_items[0].price must be a number");
        assertThat(page.findAll(".payload .offending"))
                .singleElement()
                .satisfies(line -> assertThat(line.getText())
                        .contains("\"price\": \"149.90\"")
                        .contains("must be a number"));
        assertThat(inSightWithinItsBox(page.find(".payload .offending"))).isTrue();
        assertThat(page.find(".rule").getText())
                .contains("price: a number", "Published by the vendor", "Text, Chat Widget JavaScript API, Ecommerce");
        assertThat(page.find(".rule a").getDomAttribute("href")).startsWith("https://platform.text.com/docs/");
        assertThat(page.detail()).contains("422", "validation_failed");
    }

    private boolean inSightWithinItsBox(WebElement line) {
        return Boolean.TRUE.equals(browser.run("""
                const line = arguments[0].getBoundingClientRect();
                const box = arguments[0].closest('.payload').getBoundingClientRect();
                return line.top >= box.top && line.bottom <= box.bottom;""", line));
    }

    @Test
    void showsAMissingFieldWhereItBelongs() throws Exception {
        shop.text("{\"id\": \"7\", \"order_number\": \"#7\", \"total_price\": 1.50, \"line_items\": []}");

        page.choose("#7");

        WebElement ghost = page.find(".payload .missing");
        assertThat(ghost.getText()).startsWith("\"currency\": …").contains("is missing");
        assertThat(ghost.findElement(By.xpath("preceding-sibling::*[1]")).getText())
                .startsWith("\"line_items\"");
        assertThat(page.findAll(".payload .offending")).isEmpty();
    }

    @Test
    void marksTheFieldOfTheRightEventOfAList() throws Exception {
        shop.purchases(2, "euros");

        page.choose("ecom-purchase");

        assertThat(page.find(".payload .offending").getText()).startsWith("\"currency\": \"euros\"");
    }

    @Test
    void showsNumbersAsTheyWereWritten() throws Exception {
        shop.order("1", "20.00");

        page.choose("#1");

        assertThat(page.find(".payload").getText()).contains("\"total_price\": 149.90,", "\"price\": 20.00");
    }

    @Test
    void masksCredentials() throws Exception {
        shop.order("1", "10", "Authorization", "Bearer top-secret-token", "X-Api-Key", "top-secret-key");

        page.choose("#1");

        assertThat(page.detail()).contains("Bearer ••••", "X-Api-Key\n••••").doesNotContain("top-secret");
        assertThat(browser.driver().getPageSource()).doesNotContain("top-secret");
    }

    @Test
    void showsTheOrderAsAnAgentSeesIt() throws Exception {
        HttpServer pictures = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pictures.createContext("/there.svg", exchange -> {
            byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9' width='9' height='9'/>"
                    .getBytes(US_ASCII);
            assertThat(exchange.getRequestHeaders()).doesNotContainKey("Referer");
            exchange.getResponseHeaders().set("Content-Type", "image/svg+xml");
            exchange.sendResponseHeaders(200, svg.length);
            exchange.getResponseBody().write(svg);
            exchange.close();
        });
        pictures.start();
        try {
            String address = "http://127.0.0.1:" + pictures.getAddress().getPort();
            orderWithPictures(address + "/there.svg", address + "/gone.png");
            page.choose("#88");

            assertThat(page.find(".card-head").getText()).contains("#88", "79.80 USD");
            List<WebElement> items = page.findAll(".card .items li");
            assertThat(items).hasSize(3);
            assertThat(items.get(0).getText()).contains("Crew Neck", "Blue", "× 2", "29.90 USD");
            assertThat(page.find(".card .facts").getText()).contains("Shipping", "0.00 USD");
            page.until(() -> hasLoaded(items.get(0)));
            // A picture that cannot be loaded, and one that was never given, has a placeholder.
            page.until(() ->
                    !items.get(1).findElements(By.cssSelector(".picture.none")).isEmpty());
            assertThat(items.get(2).findElements(By.cssSelector(".picture.none")))
                    .hasSize(1);
            assertThat(page.findAll("#pane-event a"))
                    .singleElement()
                    .satisfies(link -> assertThat(link.getDomAttribute("rel")).contains("noopener"));
            assertThat(browser.complaints())
                    .allSatisfy(complaint -> assertThat(complaint).contains("/gone.png"));
        } finally {
            pictures.stop(0);
        }
    }

    private static boolean hasLoaded(WebElement item) {
        List<WebElement> pictures = item.findElements(By.tagName("img"));
        return pictures.size() == 1 && "9".equals(pictures.get(0).getDomProperty("naturalWidth"));
    }

    private void orderWithPictures(String... addresses) throws Exception {
        shop.text("""
                {"id": "88", "order_number": "#88", "currency": "USD", "total_price": 79.80, "shipping_price": 0.00,
                 "status_page_url": "https://shop.example/orders/88", "line_items": [
                 {"product_id": "1", "title": "Crew Neck", "variant_title": "Blue", "quantity": 2, "price": 29.90,
                  "thumbnail_url": "%s"},
                 {"product_id": "2", "title": "Socks", "quantity": 1, "price": 10, "thumbnail_url": "%s"},
                 {"product_id": "3", "title": "Sticker", "quantity": 1, "price": 10}]}""".formatted((Object[]) addresses));
    }

    @Test
    void takesNothingForMarkup() throws Exception {
        shop.text("""
                {"id": "%1$s", "order_number": "%1$s", "currency": "USD", "total_price": 1,
                 "line_items": [{"product_id": "1", "title": "%1$s", "quantity": 1, "price": 1}]}""".formatted(HOSTILE), "X-Shop", HOSTILE);
        shop.action(HOSTILE, HOSTILE, "{\"" + HOSTILE + "\": \"" + HOSTILE + "\", \"link\": \"javascript:alert(1)\"}");
        shop.text("{\"" + HOSTILE + "\": 1, \"id\": \"9\", \"order_number\": \"#9\", \"currency\": \"USD\","
                + " \"total_price\": 1, \"line_items\": [{\"product_id\": \"1\", \"title\": \"t\", \"quantity\": 1,"
                + " \"price\": 1}]}");
        page.awaitRows(3);

        assertThat(page.rows()).filteredOn(row -> row.contains(HOSTILE)).hasSize(2);
        page.choose("#9");
        page.until(() -> page.find(".payload .offending").getText().startsWith("\"" + HOSTILE + "\""));
        page.choose("Tracktor.io");
        page.until(() -> page.find("#pane-event h2").getText().equals(HOSTILE));
        assertThat(page.findAll("a[href^='javascript']")).isEmpty();
        page.search("src=x");
        page.awaitRows(2);
        page.search("store_order");
        page.awaitRows(2);
        page.choose("Accepted");
        page.until(() -> page.find(".card .items").getText().contains(HOSTILE));
        assertThat(page.find(".card-head").getText()).contains(HOSTILE);
        assertThat(page.detail()).contains("X-Shop\n" + HOSTILE);
        // No alert is open, or the next call would fail; and no picture was made of any of it.
        assertThat(page.findAll("img, [onerror], a[href^='javascript']")).isEmpty();
    }
}
