package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that misses its endpoint is answered with the one that was meant, and stands in the journal. */
class StrayRequestsIT extends WithSandbox {

    @ParameterizedTest
    @CsvSource({
        "/analytics/cart_event, alhena, /analytics/cart_events",
        "/analytics/checkout-events, alhena, /analytics/checkout_events",
        "/analytics/orders, alhena, /analytics/checkout_events",
        "/checkout_events, alhena, /analytics/checkout_events",
        "/app.alhena.ai/analytics/cart_events, alhena, /analytics/cart_events",
        "/ANALYTICS/CART_EVENTS, alhena, /analytics/cart_events",
        "/ecommerce-tracker/event, text, /ecommerce-tracker/v1/event",
        "/ecommerce-tracker/v2/event, text, /ecommerce-tracker/v1/event",
        "/v3.7/customer/action/track_sales_event, text, /v3.6/customer/action/track_sales_event",
        "/v2/customer/tokens, text, /v2/customer/token",
        "/ebbot/events/, ebbot, /ebbot/events",
        "/ebbot/batches, ebbot, /ebbot/batch",
        "/set/, tracktor, /set",
        "/aliass, tracktor, /alias",
    })
    void suggestsTheClosestEndpoint(String path, String vendor, String meant) throws Exception {
        HttpResponse<String> response = caller.post(path, "{}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("not_found").contains(meant);
        Received stray = sandbox.events(Vendor.of(vendor)).get(0);
        assertThat(stray.disposition()).isEqualTo(Disposition.REJECTED);
        assertThat(stray.kind()).isEqualTo(ReceivedKind.UNKNOWN);
        assertThat(stray.http().path()).isEqualTo(path);
        assertThat(stray.payload().text()).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/favicon.ico", "/robots.txt", "/sandbox/nothing", "/settings", "/index.html", "/a"})
    void leavesTheJournalAloneForAnUnknownVendor(String path) throws Exception {
        assertThat(caller.get(path).statusCode()).isEqualTo(404);
        assertThat(sandbox.events()).isEmpty();
    }

    @Test
    void meetsTheFaultsOfTheVendorItResembles() throws Exception {
        sandbox.faults(Vendor.TRACKTOR).always(Fault.parseScript("503").get(0));

        assertThat(caller.get("/track/").statusCode()).isEqualTo(503);
        assertThat(caller.get("/favicon.ico").statusCode()).isEqualTo(404);
    }
}
