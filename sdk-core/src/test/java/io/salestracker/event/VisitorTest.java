package io.salestracker.event;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.event.Samples.Identity;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitorTest {

    private static String identity(Visitor visitor, String vendor) {
        Identity identity = visitor.identity(type(vendor, text -> new Identity(vendor, text)));
        return identity == null ? null : identity.write();
    }

    private static IdentityType<Identity> type(String vendor, Function<String, Identity> reader) {
        return new IdentityType<>(vendor, Identity.class, reader);
    }

    @Test
    void anIdentityIsFoundByItsVendor() {
        Visitor visitor = Samples.visitor();

        assertThat(identity(visitor, "alhena")).isEqualTo("chat-fingerprint");
        assertThat(identity(visitor, "text")).isEqualTo("customer-7");
        assertThat(identity(visitor, "ebbot")).isNull();
        assertThat(visitor.vendors()).containsExactly("alhena", "text");
    }

    @Test
    void readsAnIdentityGivenAsTextOnDemand() {
        Visitor visitor = Visitor.builder().identity("text", "customer-7").build();

        assertThat(identity(visitor, "text")).isEqualTo("customer-7");
    }

    @Test
    void anUnreadableIdentityConcernsItsVendorOnly() {
        Visitor visitor = Visitor.parse(VisitorTextTest.whole("alhena=broken&text=fine"));

        assertThatThrownBy(() -> visitor.identity(type("alhena", text -> {
                    new Violations().uuid("chat", text).throwIfAny("Identity");
                    return new Identity("alhena", text);
                })))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        thrown -> assertThat(Faults.of(thrown)).containsExactly("visitor.alhena.chat MALFORMED"))
                .hasMessageNotContaining("broken");
        assertThat(identity(visitor, "text")).isEqualTo("fine");
    }

    @Test
    void readsAnIdentityOnceForAllCallers() {
        Visitor visitor = Visitor.parse(VisitorTextTest.whole("alhena=chat&text=customer-7"));
        AtomicInteger read = new AtomicInteger();
        Function<String, Identity> reader = text -> {
            read.incrementAndGet();
            return new Identity("text", text);
        };

        Identity first = visitor.identity(type("text", reader));
        Identity second = visitor.identity(type("text", reader));

        assertThat(first).isEqualTo(new Identity("text", "customer-7")).isSameAs(second);
        assertThat(read).hasValue(1);
        assertThat(visitor.identity(type("ebbot", reader))).isNull();
    }

    @Test
    void readingAnIdentityChangesNothingThatTheVisitorShows() {
        String written = VisitorTextTest.whole("~text=1&alhena=chat&text=Customer");
        Visitor visitor = Visitor.parse(written);

        identity(visitor, "alhena");
        Identity lower = visitor.identity(type("text", text -> new Identity("text", text.toLowerCase(ROOT))));

        assertThat(lower.write()).isEqualTo("customer");
        assertThat(visitor.write()).isEqualTo(written);
        assertThat(visitor).isEqualTo(Visitor.parse(written)).hasSameHashCodeAs(Visitor.parse(written));
        assertThat(identity(visitor, "text")).isEqualTo("Customer");
    }

    @Test
    void twoIdentitiesOfOneVendorContradictEachOther() {
        assertThat(Faults.of(() -> Visitor.of(new Identity("text", "1"), new Identity("text", "2"))))
                .containsExactly("identities[1] CONFLICT");
    }

    @Test
    void identitiesThatAreMissingOrCannotBeWrittenAreNamedAtOnce() {
        Visitor.Builder visitor = Visitor.builder()
                .identity(new Identity("a", null))
                .identity(new Identity("b", " "))
                .identity(new Identity("c", "\uD800"))
                .identity(new Identity("d", "x\r\nSet-Cookie: y"))
                .identity(new Identity("e", "x".repeat(2_001)))
                .identity(new Identity(null, "x"))
                .identity(new Identity("Upper", "x"))
                .identity(new Identity("a&b", "x"))
                .identity(new Identity("~", "x"))
                .identity(new Identity("v".repeat(65), "x"));

        assertThat(Faults.of(visitor::build))
                .containsExactly(
                        "identities[0] REQUIRED",
                        "identities[1] REQUIRED",
                        "identities[2] MALFORMED",
                        "identities[3] MALFORMED",
                        "identities[4] TOO_LARGE",
                        "identities[5].vendor MALFORMED",
                        "identities[6].vendor MALFORMED",
                        "identities[7].vendor MALFORMED",
                        "identities[8].vendor MALFORMED",
                        "identities[9].vendor MALFORMED");
    }

    @Test
    void aMissingIdentityIsNone() {
        Visitor guest = Visitor.builder()
                .identity(null)
                .identity("text", null)
                .identity("ebbot", " \u00a0")
                .identity("tracktor", ":7")
                .build();

        assertThat(guest.vendors()).containsExactly("tracktor");
        assertThat(Visitor.of((VisitorIdentity) null))
                .isEqualTo(Visitor.builder().build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\ud83d", "7\r\nX: 1"})
    void aTextThatCannotBeKeptIsInvalidAtItsVendorOnly(String unclean) {
        for (String text : List.of(unclean, "x".repeat(2_001))) {
            Visitor visitor = Visitor.builder()
                    .identity("text", text)
                    .identity("tracktor", ":7")
                    .build();

            for (Visitor kept : List.of(visitor, Visitor.parse(visitor.write()))) {
                assertThat(kept.vendors()).containsExactly("text", "tracktor");
                assertThatThrownBy(() -> kept.identity(TextIdentity.TYPE))
                        .isInstanceOf(InvalidEventException.class)
                        .hasMessageContaining("visitor.text.customerId");
                assertThat(kept.identity(TracktorIdentity.TYPE)).isEqualTo(TracktorIdentity.of("7"));
            }
        }
    }

    @Test
    void consentIsTakenAsGivenUnlessRefused() {
        Visitor visitor = Samples.visitor();

        assertThat(visitor.consents("alhena")).isTrue();
        assertThat(visitor.consent(false).consents("alhena")).isFalse();
        assertThat(visitor.consent("alhena", false).consents("alhena")).isFalse();
        assertThat(visitor.consent("alhena", false).consents("text")).isTrue();
        assertThat(visitor.consent(false).consent(true).consents("text")).isTrue();
    }

    @Test
    void theConsentForOneVendorOverridesThatForAll() {
        Visitor onlyText = Samples.visitor().consent(false).consent("text", true);
        Visitor allButText = Samples.visitor().consent("text", false).consent(true);

        assertThat(List.of(onlyText.consents("text"), onlyText.consents("alhena")))
                .containsExactly(true, false);
        assertThat(List.of(allButText.consents("text"), allButText.consents("alhena")))
                .containsExactly(false, true);
    }

    @Test
    void aRefusalForAllForgetsEarlierConsentForOneVendor() {
        Visitor allowed = Samples.visitor().consent(true).consent("text", true);
        Visitor withdrawn = Visitor.parse(allowed.consent(false).write());

        assertThat(withdrawn.consents("text", true)).isFalse();
        assertThat(withdrawn.consent("text", true).consents("text", false)).isTrue();
        assertThat(withdrawn.write()).doesNotContain("text=1").contains("&~=0&");
        assertThat(Visitor.builder()
                        .consent("text", true)
                        .consent(false)
                        .build()
                        .consents("text"))
                .isFalse();
    }

    @Test
    void theRefusalOfOneVendorIsLiftedByItsOwnWordOnly() {
        Visitor refused = Samples.visitor().consent("text", false).consent(false);
        Visitor allowed = Visitor.parse(refused.consent(true).write());

        assertThat(allowed.consents("alhena", false)).isTrue();
        assertThat(allowed.consents("text", true)).isFalse();
        assertThat(allowed.consent("text", true).consents("text", false)).isTrue();
    }

    @Test
    void unsaidConsentIsTheAskersDefault() {
        Visitor visitor = Samples.visitor();
        assertThat(visitor.consents("text", true)).isTrue();
        assertThat(visitor.consents("text", false)).isFalse();

        Visitor written = Visitor.parse(visitor.consent("text", true).write());
        assertThat(written.consents("text", false)).isTrue();
        assertThat(written.consents("alhena", false)).isFalse();
        assertThat(Visitor.parse(visitor.consent(true).write()).consents("alhena", false))
                .isTrue();
        assertThat(visitor.consent(true).consent("text", false).consents("text", false))
                .isFalse();
    }

    @Test
    void consentLeavesTheVisitorItIsAskedOfAlone() {
        Visitor visitor = Samples.visitor();

        Visitor refused = visitor.consent(false);

        assertThat(visitor.consents("text")).isTrue();
        assertThat(identity(refused, "text")).isEqualTo("customer-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "~", "Alhena", "a b", "a=b"})
    void consentForAnInvalidVendorIsAFault(String vendor) {
        assertThat(Faults.of(Visitor.builder().consent(false).consent(vendor, true)::build))
                .containsExactly("consent MALFORMED");
        assertThat(Faults.of(() -> Samples.visitor().consent(vendor, true))).containsExactly("consent MALFORMED");
    }

    @Test
    void consentForNoVendorAtAllIsAFault() {
        assertThat(Faults.of(Visitor.builder().consent(null, true)::build)).containsExactly("consent MALFORMED");
    }

    @Test
    void consentTravelsWithTheWrittenVisitor() {
        Visitor read = Visitor.parse(
                Samples.visitor().consent(false).consent("text", true).write());

        assertThat(read.consents("text")).isTrue();
        assertThat(read.consents("alhena")).isFalse();
        assertThat(Visitor.parse(Visitor.of().consent(false).write()).consents("any"))
                .isFalse();
    }

    @Test
    void anyVisitorIsTheSameAfterWritingAndParsing() {
        long seed = 20_260_301L;
        Random random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            List<Identity> identities = new ArrayList<>();
            int count = random.nextInt(5);
            for (int i = 0; i < count; i++) {
                identities.add(new Identity("vendor-" + i, text(random, 1 + random.nextInt(60))));
            }
            Visitor visitor = Visitor.of(identities.toArray(new Identity[0]));
            if (random.nextBoolean()) {
                visitor = visitor.consent(random.nextBoolean());
            }
            if (random.nextBoolean()) {
                visitor = visitor.consent("vendor-0", random.nextBoolean());
            }
            if (random.nextBoolean()) {
                visitor = visitor.consent(random.nextBoolean());
            }

            String written = visitor.write();
            Visitor read = Visitor.parse(written);

            assertThat(written).as("seed %d, run %d", seed, run).matches("[A-Za-z0-9.*_+%=&~-]*");
            assertThat(read).as("seed %d, run %d", seed, run).isEqualTo(visitor).hasSameHashCodeAs(visitor);
            assertThat(read.write()).as("seed %d, run %d", seed, run).isEqualTo(written);
            for (Identity identity : identities) {
                assertThat(identity(read, identity.vendor()))
                        .as("seed %d, run %d", seed, run)
                        .isEqualTo(identity.write());
            }
        }
    }

    /** Any text that an identity may be, from every plane of Unicode. */
    private static String text(Random random, int length) {
        String text = IntStream.range(0, length)
                .map(i -> switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(0x80);
                    case 1 -> random.nextInt(0x800);
                    case 2 -> random.nextInt(0x1_0000);
                    default -> random.nextInt(Character.MAX_CODE_POINT + 1);
                })
                .filter(point -> !Character.isISOControl(point) && (point < 0xD800 || point > 0xDFFF))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        return text.isBlank() ? "x" : text;
    }

    @Test
    void readsBackEveryVisitor() {
        Visitor longest = Visitor.of(
                new Identity("alhena", "€".repeat(2_000)),
                new Identity("ebbot", "€".repeat(2_000)),
                new Identity("text", "€".repeat(2_000)),
                new Identity("tracktor", "€".repeat(2_000)));
        assertThat(Visitor.parse(longest.write())).isEqualTo(longest);

        Visitor.Builder tooLong = Visitor.builder();
        for (int i = 0; i < 10; i++) {
            tooLong.identity("vendor-" + i, "€".repeat(2_000));
        }
        assertThat(Faults.of(tooLong::build)).containsExactly(" TOO_LARGE");
    }

    @Test
    void theOrderOfIdentitiesMakesNoOtherVisitor() {
        Visitor one = Visitor.of(new Identity("a", "1"), new Identity("b", "2"));
        Visitor other = Visitor.of(new Identity("b", "2"), new Identity("a", "1"));

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(one.consent(false)).isNotEqualTo(Visitor.of(new Identity("a", "1")));
    }

    @Test
    void anIdentityIsAddedToAVisitorOrTakesItsPlace() {
        Visitor stored = Visitor.parse(Samples.visitor().consent("text", false).write());

        Visitor known = stored.toBuilder()
                .identity(new Identity("text", "customer-8"))
                .identity("ebbot", "chat-9")
                .build();

        assertThat(known.vendors()).containsExactly("alhena", "ebbot", "text");
        assertThat(identity(known, "alhena")).isEqualTo("chat-fingerprint");
        assertThat(identity(known, "text")).isEqualTo("customer-8");
        assertThat(known.consents("text")).isFalse();
        assertThat(known.heapBytes()).isGreaterThan(stored.heapBytes());
        assertThat(identity(stored, "text")).isEqualTo("customer-7");
        assertThat(stored.toBuilder().build()).isEqualTo(stored);
        assertThat(Faults.of(stored.toBuilder().identity("text", "1").identity("text", "2")::build))
                .containsExactly("identities[1] CONFLICT");
    }

    @Test
    void theVendorsAreShownAndNothingElse() {
        assertThat(Samples.visitor()).hasToString("Visitor[alhena, text]");
        assertThat(Visitor.parse(Samples.visitor().write()).toString()).isEqualTo("Visitor[alhena, text]");
    }

    @Test
    void theListOfVendorsCannotBeChanged() {
        assertThatThrownBy(() -> Samples.visitor().vendors().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
