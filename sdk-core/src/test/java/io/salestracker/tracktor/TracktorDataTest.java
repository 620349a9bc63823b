package io.salestracker.tracktor;

import static io.salestracker.tracktor.TracktorSamples.rated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.salestracker.event.EventKind;
import io.salestracker.event.InvalidEventException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracktorDataTest {

    @Test
    void laterChangesByTheCallerHaveNoEffect() {
        List<Object> list = new ArrayList<>(List.of("a"));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("list", list);
        map.put("gone", null);
        TracktorTrack track = rated().data("map", map).build();
        list.add("b");
        map.clear();
        Map<String, Object> kept = new LinkedHashMap<>();
        kept.put("list", List.of("a"));
        kept.put("gone", null);
        assertThat(track.data()).isEqualTo(Map.of("map", kept));
    }

    @Test
    void orderAndNullsAreKept() {
        Map<String, Object> data = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m", "b")) {
            data.put(name, null);
        }
        Map<String, Object> kept = rated().data(data).build().data();
        assertThat(kept.keySet()).containsExactly("z", "a", "m", "b");
        assertThat(kept).containsEntry("m", null).hasSize(4);
        assertThat(kept.containsKey("nope")).isFalse();
    }

    @Test
    void theCopyCannotBeChanged() {
        Map<String, Object> data =
                rated().data("list", Arrays.asList(1, null)).build().data();
        assertThatThrownBy(() -> data.put("a", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(data::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> data.remove("list")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> data.entrySet().iterator().next().setValue(1))
                .isInstanceOf(UnsupportedOperationException.class);
        List<?> list = (List<?>) data.get("list");
        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void theDataOfAnotherEventIsTakenAsItIs() {
        Map<String, Object> data = rated().data("a", 1).build().data();
        TracktorTrack other =
                new TracktorTrack(null, null, null, TracktorIdentity.of("u"), "again", data, EventKind.OTHER, null);
        assertThat(other.data()).isSameAs(data);
    }

    @Test
    void numbersOfEveryKindAreTaken() {
        Map<String, Object> data = rated().data("byte", (byte) 1)
                .data("short", (short) 2)
                .data("int", 3)
                .data("long", 4L)
                .data("big", BigInteger.TEN.pow(39))
                .data("double", 149.9d)
                .data("float", 0.1f)
                .data("decimal", new BigDecimal("1.50"))
                .build()
                .data();
        assertThat(data.get("double")).isEqualTo(new BigDecimal("149.9"));
        assertThat(data.get("float")).isEqualTo(new BigDecimal("0.1"));
        assertThat(data.get("big")).isEqualTo(new BigDecimal(BigInteger.TEN.pow(39)));
        assertThat(data.get("decimal")).isEqualTo(new BigDecimal("1.50"));
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of(Double.NaN, "OUT_OF_RANGE"),
                Arguments.of(Double.NEGATIVE_INFINITY, "OUT_OF_RANGE"),
                Arguments.of(Float.NaN, "OUT_OF_RANGE"),
                Arguments.of(Double.MAX_VALUE, "OUT_OF_RANGE"),
                Arguments.of(new BigDecimal("1E+1000000"), "OUT_OF_RANGE"),
                Arguments.of(new BigDecimal("1E-1000000"), "OUT_OF_RANGE"),
                Arguments.of(new BigDecimal("0E+1000000"), "OUT_OF_RANGE"),
                Arguments.of(BigInteger.TEN.pow(40), "OUT_OF_RANGE"),
                Arguments.of(BigInteger.ONE.shiftLeft(1_000_000), "OUT_OF_RANGE"),
                // The name is given, since JUnit would write out the digits.
                Arguments.of(
                        Named.of(
                                "sixty million digits",
                                new BigDecimal(BigInteger.ONE.shiftLeft(200_000_000), 60_000_000)),
                        "OUT_OF_RANGE"),
                Arguments.of(new AtomicInteger(1), "MALFORMED"),
                Arguments.of("x".repeat(2_001), "TOO_LARGE"),
                Arguments.of('c', "MALFORMED"),
                Arguments.of(Optional.of("x"), "MALFORMED"),
                Arguments.of(Locale.ROOT, "MALFORMED"),
                Arguments.of(new int[] {1}, "MALFORMED"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    @Timeout(10)
    void namesAValueThatIsNoJsonByItsPath(Object value, String code) {
        assertThat(faults(Map.of("outer", List.of(1, Map.of("inner", value)))))
                .containsExactly("data.outer[1].inner " + code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two\nlines\r\n", "tab\t", "emoji \ud83d\ude00", "\u2028"})
    void ordinaryTextsAreTakenAlsoEmptyAndWithLineBreaks(String text) {
        assertThat(rated().data("text", text).build().data()).containsEntry("text", text);
    }

    @Test
    void anUncleanTextIsMadeFit() {
        assertThat(rated().data("text", "bell \u0007\n lone \ud83d").build().data())
                .containsEntry("text", "bell  \n lone \ufffd");
    }

    @Test
    void aNameThatIsNoPlainWordIsNamedByItsPlace() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("fine name", Double.NaN);
        data.put("bad\nname", 1);
        data.put(" ", 1);
        data.put(null, 1);
        assertThat(faults(data))
                .containsExactly("data{0} OUT_OF_RANGE", "data{1} MALFORMED", "data{2} REQUIRED", "data{3} MALFORMED");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // As a caller without generics does.
    void aNameThatIsNoTextIsRefused() {
        Map raw = new LinkedHashMap();
        raw.put(42, "x");
        assertThat(faults(Map.of("a", raw))).containsExactly("data.a{0} MALFORMED");
    }

    @Test
    void depthIsBoundedAlsoOfAMapThatHoldsItself() {
        Object fits = 1;
        for (int i = 1; i < 16; i++) {
            fits = Map.of("a", fits);
        }
        assertThat(rated().data("a", fits).build().data()).hasSize(1);
        assertThat(faults(Map.of("a", Map.of("a", fits))))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("TOO_LARGE");
        Map<String, Object> itself = new LinkedHashMap<>();
        itself.put("a", itself);
        itself.put("b", List.of(itself, itself));
        assertThat(faults(itself)).isNotEmpty();
    }

    @Test
    void theNumberOfValuesIsBounded() {
        assertThat(rated().data("list", Collections.nCopies(9_999, 1)).build()).isNotNull();
        assertThat(faults(Map.of("list", Collections.nCopies(10_000, 1)))).containsExactly("data TOO_LARGE");
        assertThat(faults(Map.of("lists", Collections.nCopies(200, Collections.nCopies(200, 1)))))
                .containsExactly("data TOO_LARGE");
    }

    private static List<String> faults(Map<String, Object> data) {
        InvalidEventException e = catchThrowableOfType(
                InvalidEventException.class, () -> rated().data(data).build());
        assertThat(e).isNotNull();
        return e.violations().stream()
                .map(violation -> violation.path() + " " + violation.code())
                .toList();
    }
}
