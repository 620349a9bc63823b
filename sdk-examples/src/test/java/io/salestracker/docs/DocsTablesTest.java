package io.salestracker.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.DestinationState;
import io.salestracker.Outcome;
import io.salestracker.Preview;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.alhena.AlhenaRegion;
import io.salestracker.delivery.Budget;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.destination.ResponseClass;
import io.salestracker.destination.SkipReason;
import io.salestracker.destination.StatusTable;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.CartChange;
import io.salestracker.event.EventKind;
import io.salestracker.event.LineItem;
import io.salestracker.event.Product;
import io.salestracker.event.ProductVisit;
import io.salestracker.event.Purchase;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import io.salestracker.http.Request;
import io.salestracker.http.Response;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of the README say what the code does. */
class DocsTablesTest {
    private static final String UUID = "0b1ad2c8-4f5b-4d0c-9a57-6f2d6f1f3a10";
    private static final Page README = Page.read("README.md");
    private static final Map<String, Destination> VENDORS = Map.of(
            "Alhena", AlhenaDestination.builder("acme").build(),
            "Ebbot",
                    EbbotDestination.builder(URI.create("https://relay.example/ebbot"))
                            .build(),
            "Text", TextDestination.builder(UUID).build(),
            "Tracktor", TracktorDestination.builder("site-token").build());
    private static final Visitor VISITOR =
            Visitor.of(AlhenaIdentity.of(UUID, UUID), TextIdentity.of("c"), TracktorIdentity.of("t"));
    private static final Product PRODUCT =
            Product.builder().productId("1").name("n").unitPrice("1").build();
    private static final Purchase PURCHASE = Purchase.builder()
            .visitor(VISITOR)
            .orderId("1")
            .currency("EUR")
            .total("1")
            .item(LineItem.builder().product(PRODUCT).quantity(1))
            .build();

    @Test
    void everySettingHasItsDefaultsAndNoOther() throws ReflectiveOperationException {
        List<List<String>> rows = README.table("settings");
        List<String> header = rows.get(0);
        Map<String, String> defaults = values(DeliverySettings.defaults());

        assertThat(rows.stream().skip(1).map(row -> row.get(0).replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(defaults.keySet());
        for (List<String> row : rows.subList(1, rows.size())) {
            String setting = row.get(0).replace("`", "");
            assertThat(row.get(1)).as(setting).isEqualTo(defaults.get(setting));
            for (String vendor : VENDORS.keySet()) {
                String own = values(VENDORS.get(vendor).settings()).get(setting);
                assertThat(row.get(header.indexOf(vendor)))
                        .as(setting + " of " + vendor)
                        .isEqualTo(own.equals(defaults.get(setting)) ? "" : own);
            }
        }
    }

    private static Map<String, String> values(DeliverySettings settings) throws ReflectiveOperationException {
        Map<String, String> values = new LinkedHashMap<>();
        for (RecordComponent component : DeliverySettings.class.getRecordComponents()) {
            Object value = component.getAccessor().invoke(settings);
            switch (component.getName()) {
                case "deadlines" ->
                    settings.deadlines().forEach((kind, after) -> values.put("deadline(" + kind + ")", words(after)));
                case "maxAges" -> {
                    for (EventKind kind : EventKind.values()) {
                        Duration maxAge = settings.maxAge(kind);
                        values.put("maxAge(" + kind + ")", maxAge == null ? "none" : words(maxAge));
                    }
                }
                case "modes" -> {
                    assertThat(settings.modes().values()).containsOnly(settings.mode(EventKind.VISIT));
                    values.put("mode", settings.mode(EventKind.VISIT).name());
                }
                case "budget" -> values.put("budget", value == null ? "an equal part of the rest" : value.toString());
                case "backoffBase" -> values.put("backoff(base, ...)", words((Duration) value));
                case "backoffMax" -> values.put("backoff(..., max)", words((Duration) value));
                default ->
                    values.put(
                            component.getName(),
                            value instanceof Duration duration ? words(duration) : words((int) value));
            }
        }
        return values;
    }

    private static String words(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String words(Duration duration) {
        if (duration.toMillisPart() > 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.toSeconds() <= 60) {
            return duration.toSeconds() + " s";
        }
        if (duration.toDays() > 1) {
            return duration.toDays() + " days";
        }
        return duration.toMinutesPart() > 0 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }

    @Test
    void theLengthsOfAVisitorsTextAreMeasured() {
        String signature = "0123456789ABCDEF".repeat(4);
        String usual = everyConsent(AlhenaIdentity.of(UUID, UUID), UUID, TracktorIdentity.of(UUID, signature));
        String longest = everyConsent(
                AlhenaIdentity.of(UUID, UUID),
                "\u4e2d".repeat(Violations.MAX_TEXT),
                TracktorIdentity.of("\u4e2d".repeat(1_900), signature));
        String alhena = Visitor.of(AlhenaIdentity.of(UUID, UUID)).write();
        String tracktor = Visitor.of(TracktorIdentity.of("5115", signature)).write();
        String none = Visitor.of().write();
        String consent = Visitor.of().consent("tracktor", false).write();

        assertThat(README.text().replaceAll("\\s+", " "))
                .contains("are " + usual.length() + " characters")
                .contains("would make " + words(longest.length()) + ".")
                .contains("add up: " + none.length() + ", another " + (consent.length() - none.length())
                        + " for each consent")
                .contains("Alhena's identity takes " + (alhena.length() - none.length())
                        + " in all, and Tracktor's has "
                        + (tracktor.length() - none.length() - "tracktor".length() - 2 - "5115".length()) + " more");
        assertThat(Visitor.parse(longest).write()).isEqualTo(longest);
    }

    private static String everyConsent(AlhenaIdentity alhena, String id, TracktorIdentity tracktor) {
        Visitor.Builder visitor = Visitor.builder()
                .identity(alhena)
                .identity(TextIdentity.of(id))
                .identity(EbbotIdentity.of(id))
                .identity(tracktor)
                .consent(true);
        List.of("alhena", "ebbot", "text", "tracktor").forEach(vendor -> visitor.consent(vendor, false));
        return visitor.build().write();
    }

    @Test
    void theTrackersOwnDefaultsAreTheCodes() throws ReflectiveOperationException {
        Map<String, String> expected = new TreeMap<>(Map.of(
                "budget, events", words(Budget.DEFAULT.events()),
                "budget, bytes", words(Budget.DEFAULT.bytes()),
                "`close()` waits", words((Duration) constant("io.salestracker.SalesTracker", "CLOSE_TIMEOUT")),
                "ids remembered for duplicates",
                        words((int) constant("io.salestracker.internal.RecentIds", "MAX_IDS")) + " for "
                                + words((Duration) constant("io.salestracker.internal.RecentIds", "KEPT")),
                "characters of a text", words(Violations.MAX_TEXT),
                "lines of an order", words(Violations.MAX_LINES),
                "decimals of an amount", words(Violations.MAX_DECIMALS),
                "digits of an amount before the point", words(Violations.MAX_INTEGER_DIGITS),
                "outcomes that wait for a slow listener",
                        words((int) constant("io.salestracker.internal.Callbacks", "QUEUE_CAPACITY"))));

        Map<String, String> said = new TreeMap<>();
        README.table("tracker").stream().skip(1).forEach(row -> said.put(row.get(0), row.get(1)));

        assertThat(said).isEqualTo(expected);
    }

    private static Object constant(String type, String name) throws ReflectiveOperationException {
        Field field = Class.forName(type).getDeclaredField(name);
        field.setAccessible(true);
        return field.get(null);
    }

    private static final List<Outcome> OUTCOMES = List.of(
            new Outcome.Delivered(1),
            new Outcome.Rejected(422, "code", "message"),
            new Outcome.Invalid(Outcome.InvalidReason.FIELDS, List.of()),
            new Outcome.Skipped(SkipReason.NO_CONSENT),
            new Outcome.Expired("503"),
            new Outcome.Dropped(Outcome.DropReason.FULL),
            new Outcome.Unconfirmed(Outcome.UnconfirmedReason.CLOSED),
            new Outcome.Stored());

    @Test
    void everyOutcomeIsThereWithAllItsReasons() {
        Map<String, List<String>> reasons = new TreeMap<>();
        Map<String, String> groups = new TreeMap<>();
        README.table("outcomes").stream()
                .skip(1)
                .peek(row -> groups.put(row.get(0).replace("`", ""), row.get(3)))
                .forEach(row -> reasons.put(
                        row.get(0).replace("`", ""),
                        Pattern.compile("`([A-Z_]{3,})`")
                                .matcher(row.get(2))
                                .results()
                                .map(reason -> reason.group(1))
                                .toList()));

        assertThat(reasons.keySet().stream().map(name -> name.toLowerCase(Locale.ROOT)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Outcome.Kind.values())
                        .map(Outcome.Kind::word)
                        .toList());
        assertThat(reasons.get("Invalid")).containsExactlyElementsOf(names(Outcome.InvalidReason.values()));
        assertThat(reasons.get("Skipped")).containsExactlyElementsOf(names(SkipReason.values()));
        assertThat(reasons.get("Dropped")).containsExactlyElementsOf(names(Outcome.DropReason.values()));
        assertThat(reasons.get("Unconfirmed")).containsExactlyElementsOf(names(Outcome.UnconfirmedReason.values()));
        OUTCOMES.forEach(outcome -> assertThat(groups)
                .containsEntry(
                        outcome.getClass().getSimpleName(),
                        outcome.isSuccess() ? "success" : outcome.isFailure() ? "failure" : "neither"));
        assertThat(README.text())
                .contains(Arrays.stream(DestinationState.values())
                        .map(state -> "`" + state + "`")
                        .toList());
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    @Test
    void everyResponseHasTheClassInTheTable() {
        List<List<String>> rows = README.table("responses");

        for (List<String> row : rows.subList(1, rows.size())) {
            Pattern.compile("(\\d{3})( with `Retry-After`)?")
                    .matcher(row.get(0))
                    .results()
                    .forEach(code -> {
                        Map<String, List<String>> headers =
                                code.group(2) == null ? Map.of() : Map.of("Retry-After", List.of("1"));
                        Response response = Response.of(Integer.parseInt(code.group(1)), headers, new byte[0]);
                        assertThat("`" + StatusTable.standard().meaning(response) + "`")
                                .as(code.group())
                                .isEqualTo(row.get(1));
                    });
        }
        assertThat(rows.stream().skip(1).map(row -> row.get(1).replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(names(ResponseClass.values()));
    }

    @Test
    void everyEventBecomesTheCallInTheTable() {
        Map<String, List<SalesEvent>> events = Map.of(
                "`ProductVisit`",
                List.of(ProductVisit.builder()
                        .visitor(VISITOR)
                        .product(PRODUCT)
                        .currency("EUR")
                        .build()),
                "`CartChange`, more",
                List.of(change(0, 2), change(1, 2)),
                "`CartChange`, less",
                List.of(change(2, 1), change(2, 0)),
                "`Purchase`",
                List.of(PURCHASE));
        List<List<String>> rows = README.table("mapping");

        try (SalesTracker tracker = trackerOfAll()) {
            events.forEach((name, variants) -> {
                List<String> row = rows.stream()
                        .filter(some -> some.get(0).equals(name))
                        .findFirst()
                        .orElseThrow();
                for (SalesEvent event : variants) {
                    for (Preview preview : tracker.preview(event)) {
                        String vendor = vendorOf(preview.destination());
                        assertThat(row.get(rows.get(0).indexOf(vendor)))
                                .as(name + " at " + vendor)
                                .satisfies(said -> assertThat(said).contains(named(preview, said)));
                    }
                }
            });
        }
    }

    /** The name in this cell that the request has, or what is said where there is no request or no name. */
    private static String named(Preview preview, String said) {
        if (preview instanceof Preview.WouldNot not) {
            assertThat(not.outcome()).isInstanceOf(Outcome.Skipped.class);
            return "skipped";
        }
        Request request = ((Preview.WouldSend) preview).request();
        byte[] body = request.body();
        String sent = request.uri().getPath()
                + " "
                + (body == null ? request.uri().getQuery() : new String(body, UTF_8))
                        .replace('&', '"')
                        .replace('=', '"');
        return Pattern.compile("`([^`]+)`")
                .matcher(said)
                .results()
                .map(name -> name.group(1))
                .filter(name -> sent.contains('"' + name + '"'))
                .findFirst()
                .orElse(sent.startsWith("/analytics/checkout_events") ? "checkout event" : "nothing of this: " + sent);
    }

    private static String vendorOf(String destination) {
        return destination.substring(0, 1).toUpperCase(Locale.ROOT) + destination.substring(1);
    }

    private static CartChange change(int before, int after) {
        return CartChange.builder()
                .visitor(VISITOR)
                .product(PRODUCT)
                .currency("EUR")
                .quantityBefore(before)
                .quantityAfter(after)
                .build();
    }

    private static SalesTracker trackerOfAll() {
        SalesTracker.Builder builder = SalesTracker.builder();
        VENDORS.values().forEach(builder::destination);
        return builder.build();
    }

    @Test
    void everyAddressIsTheOneThatIsCalled() {
        String said = README.table("addresses").toString();

        try (SalesTracker tracker = SalesTracker.builder()
                .destination(VENDORS.get("Alhena"))
                .destination(VENDORS.get("Text"))
                .destination(VENDORS.get("Tracktor"))
                .destination(TextDestination.builder(UUID)
                        .name("chat-api")
                        .customerChatApi("organization", UUID, rejected -> "token")
                        .build())
                .build()) {
            for (Preview preview : tracker.preview(PURCHASE)) {
                assertThat(said).contains("`" + addressOf(preview) + "`");
            }
            assertThat(said)
                    .contains("`" + addressOf(tracker.preview(change(0, 1)).get(0)) + "`")
                    .contains("`" + AlhenaRegion.EU.baseUrl() + "/...`");
        }
    }

    private static String addressOf(Preview preview) {
        URI uri = ((Preview.WouldSend) preview).request().uri();
        return uri.getScheme() + "://" + uri.getAuthority() + uri.getPath();
    }
}
