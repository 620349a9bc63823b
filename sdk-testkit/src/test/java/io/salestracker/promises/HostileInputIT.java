package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.Outcome;
import io.salestracker.Outcome.Kind;
import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaDestination;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Tidy;
import io.salestracker.event.Violations;
import io.salestracker.event.Visitor;
import io.salestracker.http.HttpTransport;
import io.salestracker.testkit.Received;
import io.salestracker.testkit.Vendor;
import io.salestracker.testkit.VendorSandbox;
import io.salestracker.text.TextDestination;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorDestination;
import io.salestracker.tracktor.TracktorIdentity;
import io.salestracker.tracktor.TracktorTrack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that break logs, headers, URLs, JSON and pages: each is refused before it is sent, or arrives as given. */
@Timeout(120)
class HostileInputIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int RANDOM_TEXTS = 150;

    private static final List<String> TEXTS = List.of(
            "a\r\nX-Injected: yes",
            "a\nb",
            "\r",
            "nul\0nul",
            "\u0007bell \u001b[31mred",
            "\u0085next line",
            "tab\tbed",
            "\ud800",
            "half \udc00 pair",
            "\ud83d",
            "",
            " ",
            "\u2003\u3000",
            "x".repeat(2_001),
            "x".repeat(200_000),
            "\u2028line\u2029paragraph",
            "\u202eright to left\u202c \u2066isolated\u2069",
            "\ufeffbyte order mark\u200bnothing",
            "\uffff\ufffe\ufdd0",
            "\u0301starts with an accent",
            "\ud83d\ude00\ud835\udcb3\udbff\udfff",
            "</script><script>alert(1)</script><!--",
            "\"quoted\" 'single' `back`",
            "back\\slash \\u0041 \\\" \\\\",
            "{\"json\":[null,true]}",
            "\",\"orderId\":\"other\",\"x\":\"",
            "a&b=c#d?e/../f;g:h@i%00%0d%0aX: y+z",
            "%",
            "%zz",
            "+",
            " leading and trailing ",
            "${jndi:ldap://localhost/x} {} %s %n",
            "'; DROP TABLE orders; --",
            "../../etc/passwd",
            "http://user:pass@localhost/",
            "data\u00a0with\u00adsoft hyphen",
            "z\u0335\u0321\u0327a\u0338l\u0334g\u0337o\u0336".repeat(20),
            "\u6f22\u5b57".repeat(700),
            "\"".repeat(1_500));

    /**
     * How many fields of a purchase have the text at each vendor, with the identity; Tracktor.io's trimmed name aside. The two
     * addresses that Text takes are left out, since the text is none.
     */
    private static final Map<Vendor, Integer> FIELDS =
            Map.of(Vendor.ALHENA, 1, Vendor.TEXT, 9, Vendor.EBBOT, 1, Vendor.TRACKTOR, 1);

    private static Stream<Arguments> transports() {
        return Stream.of(Arguments.of(HttpTransport.okHttp(), 41L), Arguments.of(HttpTransport.jdk(), 42L));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("transports")
    void eachTextIsRefusedByOurChecksOrArrivesAsGiven(HttpTransport.Factory transport, long seed) throws Exception {
        try (VendorSandbox sandbox = VendorSandbox.builder()
                        .ebbotIdField("event_id")
                        .ebbotContextFields("chat_id")
                        .tracktorSignedOnly(true)
                        .start();
                SalesTracker tracker = tracker(sandbox, transport)) {
            List<String> texts = texts(new Random(seed));
            List<Receipt> purchases = new ArrayList<>();
            List<Receipt> actions = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                purchases.add(tracker.track(purchase(i + "-" + texts.get(i), texts.get(i))));
                actions.add(tracker.track(action(texts.get(i))));
            }
            assertThat(tracker.flush(LONG).complete()).isTrue();

            Map<Vendor, Map<String, List<String>>> arrived = arrived(sandbox);
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i);
                for (Vendor vendor : Vendor.values()) {
                    Outcome outcome = purchases.get(i).outcomes().get(vendor.id());
                    check(outcome, vendor, i + "-" + text, text, arrived.get(vendor));
                }
                assertThat(actions.get(i).outcomes().get(Vendor.TRACKTOR.id()).kind())
                        .isEqualTo(isFitForActions(text) ? Kind.DELIVERED : Kind.INVALID);
            }
            checkActions(sandbox, texts);
            assertThat(sandbox.events(event -> !event.disposition().isTaken())).isEmpty();
            for (Vendor vendor : Vendor.values()) {
                assertThat(sandbox.counts(vendor).confirmed())
                        .as("requests that %s took, one for each event and no more", vendor)
                        .isEqualTo(tracker.stats().destination(vendor.id()).delivered());
            }
        }
    }

    private static void check(
            Outcome outcome, Vendor vendor, String id, String text, Map<String, List<String>> arrived) {
        String what = vendor + " and " + shown(text);
        if (Tidy.isBlank(text) && Violations.isClean(text)) {
            // A blank text is none: a name that is missing, and an identity that the vendor needs or not.
            boolean isKnown = vendor == Vendor.ALHENA || vendor == Vendor.EBBOT;
            // Of Tracktor's identity a colon is left.
            Kind unknown = vendor == Vendor.TEXT ? Kind.SKIPPED : Kind.INVALID;
            assertThat(outcome.kind()).as(what).isEqualTo(isKnown ? Kind.DELIVERED : unknown);
            assertThat(arrived.containsKey(id)).as(what).isEqualTo(isKnown);
        } else if (!isFit(text)) {
            assertThat(outcome.reason()).as(what).isEqualTo("FIELDS");
            assertThat(arrived).as(what).doesNotContainKey(id);
        } else if (outcome.kind() == Kind.INVALID) {
            // Only a URL has a bound, which a text that is three bytes a character each may pass.
            assertThat(vendor).as(what).isEqualTo(Vendor.TRACKTOR);
            assertThat(outcome.reason()).as(what).isEqualTo("TOO_LARGE");
            assertThat(text.length()).as(what).isGreaterThan(150);
        } else {
            assertThat(outcome).as(what).isEqualTo(new Outcome.Delivered(1));
            assertThat(arrived).as(what).containsKey(id);
            assertThat(Collections.frequency(arrived.get(id), text))
                    .as(what)
                    .isGreaterThanOrEqualTo(FIELDS.get(vendor));
            if (vendor == Vendor.TRACKTOR) {
                assertThat(arrived.get(id)).as(what).contains(text.strip());
            }
        }
    }

    /** By vendor and id, all texts of what it took: those of the payload and the visitor's identity. */
    private static Map<Vendor, Map<String, List<String>>> arrived(VendorSandbox sandbox) {
        Map<Vendor, Map<String, List<String>>> arrived = new LinkedHashMap<>();
        for (Vendor vendor : Vendor.values()) {
            Map<String, List<String>> byId = new LinkedHashMap<>();
            for (Received received : sandbox.events(vendor)) {
                List<String> texts = texts(received.payload().json());
                String id = vendor == Vendor.EBBOT
                        ? received.payload().json().path("event_id").asText()
                        : received.orderId();
                if (id != null) {
                    assertThat(byId.put(id, texts)).as("arrived twice").isNull();
                }
            }
            arrived.put(vendor, byId);
        }
        return arrived;
    }

    private static List<String> texts(JsonNode json) {
        List<String> texts = new ArrayList<>();
        if (json.isTextual()) {
            texts.add(json.textValue());
        }
        json.forEach(child -> texts.addAll(texts(child)));
        json.fieldNames().forEachRemaining(texts::add);
        return texts;
    }

    private static void checkActions(VendorSandbox sandbox, List<String> texts) {
        List<List<String>> arrived = sandbox.events(Vendor.TRACKTOR).stream()
                .filter(received -> received.orderId() == null)
                .map(received -> texts(received.payload().json()))
                .toList();
        List<String> fit =
                texts.stream().filter(HostileInputIT::isFitForActions).toList();
        assertThat(arrived).hasSize(fit.size());
        for (String text : fit) {
            // Identity, action, a value and a name.
            assertThat(arrived).as(shown(text)).anyMatch(found -> Collections.frequency(found, text) >= 4);
        }
    }

    private static boolean isFit(String text) {
        return !Tidy.isBlank(text) && text.length() <= 1_900 && Violations.isClean(text);
    }

    /** Four times in one URL of 8,000 characters. */
    private static boolean isFitForActions(String text) {
        return isFit(text) && text.length() <= 150;
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(100).forEach(c -> shown.append(c > ' ' && c < 0x7F ? "" + (char) c : "<" + c + ">"));
        return shown.toString();
    }

    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>(TEXTS);
        int[] special = String.join("", TEXTS.subList(0, 37)).chars().distinct().toArray();
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            boolean clean = random.nextInt(3) > 0;
            for (int left = 1 + random.nextInt(12); left > 0; ) {
                int character =
                        random.nextBoolean() ? special[random.nextInt(special.length)] : random.nextInt(0x110000);
                String next = Character.toString(character);
                if (!clean || Violations.isClean(next)) {
                    text.append(next);
                    left--;
                }
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static EventBuilder<?> purchase(String id, String text) {
        return Purchase.builder()
                .id(id)
                .visitor(Visitor.builder()
                        .identity(AlhenaIdentity.of(
                                UUID.randomUUID().toString(), UUID.randomUUID().toString()))
                        .identity("text", text)
                        .identity("ebbot", text)
                        .identity("tracktor", ":" + text))
                .orderId(id)
                .orderNumber(text)
                .currency("EUR")
                .total("7.00")
                .discountCode(text)
                .statusPage(text)
                .salesChannel(text, text)
                .item(LineItem.builder()
                        .productId(id)
                        .name(text)
                        .sku(text)
                        .variantId(text)
                        .variantTitle(text)
                        .imageUrl(text)
                        .quantity(2)
                        .unitPrice("3.50"));
    }

    private static EventBuilder<?> action(String text) {
        String fit = text.length() <= 150 ? text : "\0";
        return TracktorTrack.builder()
                .identity(fit.isBlank() || !Violations.isClean(fit) ? null : TracktorIdentity.of(fit))
                .action(fit)
                .data("value", fit)
                .data(fit, 1);
    }

    private static SalesTracker tracker(VendorSandbox sandbox, HttpTransport.Factory transport) {
        return SalesTracker.builder()
                .transport(transport)
                .destination(AlhenaDestination.builder(sandbox.companyKey())
                        .baseUrl(sandbox.alhena())
                        .build())
                .destination(TextDestination.builder(sandbox.storeUuid())
                        .baseUrl(sandbox.text())
                        .build())
                .destination(EbbotDestination.builder(sandbox.ebbot())
                        .eventIdField("event_id")
                        .chatIdField("chat_id")
                        .build())
                .destination(TracktorDestination.builder(sandbox.tracktorToken())
                        .baseUrl(sandbox.tracktor())
                        .signingSecret(sandbox.tracktorSecret())
                        .build())
                .build();
    }

    @Test
    void everyVisitorIsReadBackFromItsText() {
        long seed = 43;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (String text : texts(random)) {
            if (isFit(text)) {
                Visitor visitor = Visitor.of(EbbotIdentity.of(text), TextIdentity.of(text), TracktorIdentity.of(text));
                assertThat(visitor.write()).matches("[!-~]+").doesNotContain("\"", ",", ";");
                assertThat(Visitor.parse(visitor.write())).isEqualTo(visitor);
            }
            for (String written : List.of(text, "ebbot=" + text, "~" + text + "=1", text + "=a&" + text + "=b")) {
                try {
                    Visitor.parse(written);
                } catch (InvalidEventException e) {
                    assertThat(e.getMessage()).hasSizeLessThan(200);
                }
            }
        }
        assertThatThrownBy(() -> Visitor.parse("ebbot=a\r\nb")).isInstanceOf(InvalidEventException.class);
    }
}
