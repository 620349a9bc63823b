package io.salestracker.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.testkit.RecordingTransport;
import io.salestracker.text.TextIdentity;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's listeners, run as they stand there, report what a shop has. */
class DocsSamplesTest {
    /** A process of SAP Commerce's: 3 for 10.00, 2 for 7.00, none of a third, and no site. */
    private static final String SAP = """
            package docs.readme_md;

            import de.hybris.platform.core.model.c2l.CurrencyModel;
            import de.hybris.platform.core.model.order.AbstractOrderEntryModel;
            import de.hybris.platform.core.model.order.OrderModel;
            import de.hybris.platform.core.model.product.ProductModel;
            import de.hybris.platform.orderprocessing.model.OrderProcessModel;
            import java.util.Date;
            import java.util.List;

            public class SapShop extends OrderProcessModel {
                public OrderModel getOrder() { return new Order(); }

                public static class Broken extends OrderProcessModel {}

                static class Order extends OrderModel {
                    public String getCode() { return "00001042"; }
                    public Date getDate() { return new Date(0); }
                    public Double getTotalPrice() { return 17.0; }
                    public CurrencyModel getCurrency() {
                        return new CurrencyModel() {
                            public String getIsocode() { return "EUR"; }
                            public Integer getDigits() { return 2; }
                        };
                    }
                    public List<AbstractOrderEntryModel> getEntries() {
                        return List.of(entry(3L, 10.0), entry(2L, 7.0), entry(0L, 0.0), entry(null, 0.0));
                    }
                }

                static AbstractOrderEntryModel entry(Long quantity, Double total) {
                    return new AbstractOrderEntryModel() {
                        public Long getQuantity() { return quantity; }
                        public Double getTotalPrice() { return total; }
                        public ProductModel getProduct() {
                            return new ProductModel() {
                                public String getCode() { return "7"; }
                            };
                        }
                    };
                }
            }
            """;

    @TempDir
    static Path classes;

    private static URLClassLoader loader;

    private final List<Purchase> tracked = new ArrayList<>();
    private final SalesTracker tracker = SalesTracker.builder()
            .destination(
                    EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                            .build(),
                    route -> route.filter(event -> tracked.add((Purchase) event)))
            .transport(new RecordingTransport())
            .build();

    @BeforeAll
    static void compile() throws Exception {
        List<Snippets.Source> sources = new ArrayList<>(Snippets.foreignTypes());
        Snippets.of(Page.read("README.md")).stream()
                .filter(source -> source.release == 17)
                .forEach(sources::add);
        sources.add(new Snippets.Source("docs.readme_md.SapShop", SAP, 17));
        assertThat(Snippets.compile(sources, 17, classes)).isEmpty();
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, DocsSamplesTest.class.getClassLoader());
    }

    @AfterAll
    static void unload() throws Exception {
        loader.close();
    }

    @AfterEach
    void close() {
        tracker.close();
    }

    private static Object make(String type, Object... arguments) throws ReflectiveOperationException {
        Constructor<?> constructor = loader.loadClass("docs.readme_md." + type).getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }

    @Test
    void thatOfIdentitiesKeepsTheKnownOnesWhereAWidgetIsMissing() throws Exception {
        String uuid = "0b1ad2c8-4f5b-4d0c-9a57-6f2d6f1f3a10";
        Map<Object, Object> attributes = new HashMap<>();
        Class<?> sessions = loader.loadClass("jakarta.servlet.http.HttpSession");
        Object session = Proxy.newProxyInstance(
                loader,
                new Class<?>[] {sessions},
                (proxy, method, arguments) -> method.getName().equals("getAttribute")
                        ? attributes.get(arguments[0])
                        : attributes.put(arguments[0], arguments[1]));
        Object controller = make("ChatIdentities");
        Method keep = controller.getClass().getDeclaredMethod("keep", Map.class, sessions);
        keep.setAccessible(true);
        Method visitor = controller.getClass().getDeclaredMethod("visitor", sessions);
        visitor.setAccessible(true);

        keep.invoke(controller, Map.of("alhenaChat", uuid, "alhenaFaq", uuid, "text", "c-1"), session);
        keep.invoke(controller, Map.of("alhenaChat", uuid, "text", "c-2", "ebbot", "\n"), session);

        assertThat(visitor.invoke(null, session))
                .isEqualTo(Visitor.of(AlhenaIdentity.of(uuid, uuid), TextIdentity.of("c-2")));
    }

    private void report(Object process) throws ReflectiveOperationException {
        Object action = make("ReportSaleAction");
        action.getClass().getMethod("setSalesTracker", SalesTracker.class).invoke(action, tracker);
        for (Method method : action.getClass().getMethods()) {
            if (method.getName().equals("executeAction") && !method.isBridge()) {
                method.invoke(action, process);
            }
        }
    }

    @Test
    void thatOfSapLeavesEmptyEntriesOutAndKeepsTheSums() throws Exception {
        report(make("SapShop"));

        assertThat(tracked).singleElement().satisfies(order -> {
            assertThat(order.orderId()).isEqualTo("00001042");
            assertThat(order.site()).isNull();
            assertThat(order.total()).isEqualTo("17.00");
            assertThat(order.items())
                    .extracting(LineItem::quantity, line -> line.unitPrice().toPlainString())
                    .containsExactly(
                            tuple(BigDecimal.valueOf(3), "3.3333333333333333"), tuple(BigDecimal.valueOf(2), "3.50"));
        });
    }

    @Test
    void thatOfSapNeverStopsTheProcess() throws Exception {
        report(make("SapShop$Broken"));

        assertThat(tracked).isEmpty();
    }

    @Test
    void theAdobeSampleReadsAdobesEvents() throws Exception {
        JsonNode event = new ObjectMapper().readTree("""
                {"specversion": "1.0", "type": "com.adobe.commerce.observer.sales_order_save_after", "eventid": "e1",
                 "data": {"key": "k", "source": "shop.example", "_metadata": {"storeId": "3"}, "value": {
                  "increment_id": "000001042", "order_currency_code": "EUR", "grand_total": "89.2000", "_isNew": true,
                  "items": [
                   {"item_id": "71", "parent_item_id": null, "product_id": "2046", "sku": "MS-1", "name": "Shirt",
                    "qty_ordered": "2.0000", "row_total": "58.0000", "discount_amount": "5.8000"},
                   {"item_id": "72", "parent_item_id": "71", "product_id": "2047", "sku": "MS-1-S", "name": "Shirt S",
                    "qty_ordered": "2.0000", "row_total": "0.0000"},
                   {"item_id": "73", "product_id": 8, "qty_ordered": 1.85, "row_total": 37}]}}}""");
        Object receiver = make("OrderEvents", tracker);
        Method receive = receiver.getClass().getDeclaredMethod("receive", JsonNode.class);
        receive.setAccessible(true);
        receive.invoke(receiver, event);

        assertThat(tracked).singleElement().satisfies(order -> {
            assertThat(order.orderId()).isEqualTo("000001042");
            assertThat(order.site()).isEqualTo("3");
            assertThat(order.total()).isEqualByComparingTo("89.20");
            assertThat(order.items())
                    .extracting(LineItem::quantity)
                    .containsExactly(BigDecimal.valueOf(2), BigDecimal.ONE);
            assertThat(order.items().get(0).unitPrice()).isEqualByComparingTo("26.10");
            assertThat(order.items().get(1).unitPrice()).isEqualByComparingTo("37");
        });

        ((ObjectNode) event.path("data").path("value")).put("_isNew", false);
        receive.invoke(receiver, event);
        assertThat(tracked).as("a later save").hasSize(1);
    }
}
