package io.salestracker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.event.Samples.Identity;
import java.net.URLEncoder;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text that a visitor is written as, and texts that are not it. Cut and changed ones are in {@code DamagedVisitorTest}. */
class VisitorTextTest {

    /** These pairs with version and check, by the definition of the text and not by the code that writes it. */
    static String whole(String pairs) {
        String text = pairs.isEmpty() ? "v1" : "v1&" + pairs;
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(UTF_8));
        return text + "&.%08x".formatted(crc.getValue());
    }

    private static String identity(Visitor visitor, String vendor) {
        return visitor.identity(new IdentityType<>(vendor, Identity.class, text -> new Identity(vendor, text)))
                .write();
    }

    @Test
    void theWrittenFormIsKeptAsItWasOnceDefined() {
        Visitor visitor = Visitor.of(new Identity("alhena", "a b+c/é=&;,\"~*-._"))
                .consent(false)
                .consent("text", true);

        assertThat(visitor.write()).isEqualTo("v1&~=0&~text=1&alhena=a+b%2Bc%2F%C3%A9%3D%26%3B%2C%22%7E*-._&.40f7430a");
    }

    @Test
    void aVisitorWithoutIdentitiesIsWrittenAsVersionAndCheck() {
        assertThat(Visitor.of().write()).isEqualTo(whole(""));
        assertThat(Visitor.parse(whole(""))).isEqualTo(Visitor.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "v1",
                "~=0&~=0",
                ".12345678",
                "a=1&.12345678",
                "=",
                "=1",
                "&",
                "a=1&",
                "&a=1",
                "a=1&&b=2",
                "a=%20",
                "a=+",
                "A=1",
                "a b=1",
                "a=1&a=2",
                "~=1&~=0",
                "~a=1&~a=1",
                "~=",
                "~=2",
                "~=true",
                "~A=1",
                "~~=1",
                "a=%",
                "a=%2",
                "a=%zz",
                "a=%u0041",
                "a=%00",
                "a=%0D%0A",
                "a=%7F",
                "a=%C2%85",
                "a=%-1",
                "a=%C3%28",
                "a=%FF",
                "a=%ED%A0%80",
                "a=%C0%80",
                "a=%E2%82",
                "a=é",
                "a=€",
                "a=\n",
                "{\"a\":1}"
            })
    void refusesAForeignWholeTextWithoutShowingIt(String written) {
        assertThatThrownBy(() -> Visitor.parse(whole(written)))
                .isInstanceOfSatisfying(
                        InvalidEventException.class,
                        thrown -> assertThat(Faults.of(thrown)).containsExactly(" MALFORMED"))
                .hasMessage("Visitor: is not what Visitor.write() wrote; keep that text unchanged")
                .hasNoCause();
    }

    @Test
    @Timeout(10)
    void hugeTextsAreRefusedFast() {
        List<String> hostile = List.of(
                "a".repeat(10_000_000),
                "&".repeat(10_000_000),
                "a=" + "x".repeat(2_001),
                "a=" + "%41".repeat(5_000_000),
                "a=" + "%25".repeat(2_001),
                IntStream.range(0, 20_000).mapToObj(i -> "v" + i + "=1").collect(Collectors.joining("&")));

        for (String written : hostile) {
            assertThat(Faults.of(() -> Visitor.parse(written))).containsExactly(" MALFORMED");
        }
    }

    @Test
    void percentSignsAreDecodedOnce() {
        assertThat(identity(Visitor.parse(whole("a=%2541")), "a")).isEqualTo("%41");
        assertThat(identity(Visitor.parse(whole("a=x%26b%3D2")), "a")).isEqualTo("x&b=2");
        assertThat(identity(Visitor.parse(whole("a=%e2%82%ac%20+")), "a")).isEqualTo("€  ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "=",
                "&",
                ".",
                "&.12345678",
                "~=0",
                "text=customer-7",
                "alhena=chat&text=customer-7&~=0",
                "v=1",
                "v1=1",
                "v1x",
                "v1.12345678",
                "v0&~=0",
                "v01&~=0",
                "vv",
                "v2=1",
                "v2x&a=1",
                "v-2",
                "{\"a\":1}",
                "null"
            })
    void refusesForeignTextAndThatOfVersionZeroOne(String written) {
        assertThatThrownBy(() -> Visitor.parse(written))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("Visitor: is not what Visitor.write() wrote; keep that text unchanged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2&", "v10&~=0&text=customer-7&.12345678", "v999999999999999999999&x", " v2&x\n"})
    void refusesTheTextOfALaterVersion(String written) {
        assertThatThrownBy(() -> Visitor.parse(written))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("Visitor: was written by a later version of the SDK; use that version here too");
    }

    @Test
    void blanksAndLineEndsAroundTheTextAreLeftOut() {
        Visitor visitor = Samples.visitor().consent("text", false);

        assertThat(Visitor.parse(" \t\r\n" + visitor.write() + " ".repeat(400) + "\r\n\0"))
                .isEqualTo(visitor);
    }

    @Test
    void escapesOfACookieOrAPageAreUndone() {
        Visitor visitor = Visitor.of(
                        new Identity("alhena", "a b+c/é=&;,\"~*-._%26"), new Identity("text", "customer-7"))
                .consent("text", false);
        String text = visitor.write();
        String once = URLEncoder.encode(text, UTF_8);

        for (String escaped : List.of(
                once,
                URLEncoder.encode(once, UTF_8),
                text.replace("%", "%25"),
                text.replace("%", "%2525"),
                text.replace("&", "&amp;"),
                '"' + text + '"',
                '"' + once + "\" ")) {
            assertThat(Visitor.parse(escaped)).as(escaped).isEqualTo(visitor);
        }
    }

    @Test
    void anIdentityOfPercentSignsStaysAsItIs() {
        Visitor visitor = Visitor.of(new Identity("text", "50%25%2526&%"), new Identity("alhena", "%"));

        assertThat(Visitor.parse(visitor.write())).isEqualTo(visitor);
        assertThat(Visitor.parse(Visitor.of(new Identity("text", "50%")).write()))
                .isEqualTo(Visitor.of(new Identity("text", "50%")));
    }

    @Test
    void anEscapedTextThatWasCutIsDamaged() {
        String text = Samples.visitor().consent(true).write();
        for (String escaped : List.of(
                URLEncoder.encode(text, UTF_8),
                URLEncoder.encode(URLEncoder.encode(text, UTF_8), UTF_8),
                text.replace("%", "%25"),
                text.replace("&", "&amp;"),
                '"' + text)) {
            for (int length = 1; length < escaped.length(); length++) {
                assertThat(Visitor.parse(escaped.substring(0, length)).isDamaged())
                        .as("cut after %d of %s", length, escaped)
                        .isTrue();
            }
        }
    }

    @Test
    void identitiesMayStandBeforeConsents() {
        assertThat(Visitor.parse(whole("text=customer-7&~text=0&alhena=chat-fingerprint")))
                .isEqualTo(Samples.visitor().consent("text", false));
    }

    @Test
    void garbageIsNeverTakenForAnIdentity() {
        long seed = 20_261_128L;
        Random random = new Random(seed);
        String alphabet = "v1&~=0.%+ azAZ9-_*\u00e9\u20ac\ud83d\n";
        for (int run = 0; run < 20_000; run++) {
            String garbage = random.ints(random.nextInt(40), 0, alphabet.length())
                    .mapToObj(i -> alphabet.substring(i, i + 1))
                    .collect(Collectors.joining("", random.nextBoolean() ? "v1&" : "", ""));
            try {
                assertThat(Visitor.parse(garbage).isDamaged())
                        .as("seed %d, run %d", seed, run)
                        .isTrue();
            } catch (InvalidEventException e) {
                assertThat(e.violations()).as("seed %d, run %d", seed, run).hasSize(1);
            }
        }
    }

    @Test
    @Timeout(10)
    void hugeTextsThatBeginLikeOursAreDamagedFast() {
        for (String written : List.of("v1&" + "a".repeat(10_000_000), whole("a=" + "%41".repeat(5_000_000)))) {
            assertThat(Visitor.parse(written).isDamaged()).isTrue();
        }
    }
}
