package io.salestracker.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.salestracker.Outcome;
import io.salestracker.Preview.WouldNot;
import io.salestracker.Preview.WouldSend;
import io.salestracker.event.EventBuilder;
import io.salestracker.event.InvalidEventException;
import io.salestracker.event.SalesEvent;
import io.salestracker.event.Violation;
import io.salestracker.fields.FieldTable.Row;
import io.salestracker.fields.FieldTable.Section;
import io.salestracker.fields.TwoJudges.Result;
import io.salestracker.http.Request;
import io.salestracker.testkit.Vendor;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** One row, tried once; each of its cells is then held against what happened. */
final class Trial {
    private final TwoJudges judges;
    private final Section section;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private SalesEvent event;
    private Map<Vendor, Result> results;

    Trial(TwoJudges judges, Section section) {
        this.judges = judges;
        this.section = section;
        section.fields.forEach((path, value) -> fields.put(path, Values.read(value)));
    }

    Trial(TwoJudges judges, Row row) {
        this(judges, row.section());
        List<String> changes = Values.parts(row.given());
        if (changes.size() == 1 && !isChange(changes.get(0))) {
            fields.put(row.field(), Values.read(row.given()));
            return;
        }
        for (String change : changes) {
            if (change.startsWith("- ")) {
                String gone = change.substring(2);
                fields.keySet()
                        .removeIf(path ->
                                path.equals(gone) || path.startsWith(gone + ".") || path.startsWith(gone + "["));
            } else {
                String[] parts = change.split(" = ", 2);
                fields.put(parts[0].strip(), Values.read(parts[1].strip()));
            }
        }
    }

    private static boolean isChange(String given) {
        return given.startsWith("- ") || given.matches("[A-Za-z][A-Za-z0-9_.\\[\\]]* = .*");
    }

    private EventBuilder<?> builder() {
        return EventMaker.builder(section.event, fields);
    }

    private SalesEvent event() {
        if (event == null) {
            event = builder().build();
        }
        return event;
    }

    private Result result(Vendor vendor) throws InterruptedException {
        if (results == null) {
            results = judges.send(event());
        }
        assertThat(results).as("destinations that the event is meant for").containsKey(vendor);
        return results.get(vendor);
    }

    /** Holds the event, or the exception, against the column of the model. */
    void checkModel(Row row) throws InterruptedException {
        if (row.isRefused()) {
            InvalidEventException refusal = catchThrowableOfType(
                    InvalidEventException.class, () -> builder().build());
            assertThat(refusal).as("refused").isNotNull();
            List<String> expected = Values.parts(row.model().substring("refused ".length())).stream()
                    .map(violation -> violation.contains(" ") ? violation : row.field() + " " + violation)
                    .toList();
            assertThat(refusal.violations().stream().map(Trial::shown)).containsExactlyInAnyOrderElementsOf(expected);
            judges.checkInvalid(this::builder, refusal.violations());
            return;
        }
        Object shown = row.model().equals("-") ? null : EventMaker.read(event(), row.field());
        switch (row.model()) {
            case "-" -> event();
            case "absent" -> assertThat(shown).isNull();
            case "as given" -> {
                Object given = fields.get(row.field());
                assertThat(shown).isEqualTo(shown instanceof Instant ? Instant.parse((String) given) : given);
            }
            default ->
                assertThat(Values.difference(Values.written(shown), Values.json(row.model())))
                        .isEmpty();
        }
    }

    private static String shown(Violation violation) {
        return violation.path() + " " + violation.code();
    }

    /** Holds one vendor's part of the trial against its cell. */
    void checkCell(Row row, Vendor vendor) throws InterruptedException {
        String cell = row.cells().get(vendor);
        Result result = result(vendor);
        String[] words = cell.split(" ", 2);
        switch (words[0]) {
            case "invalid" ->
                checkNotSent(
                        result,
                        words[1].equals("TOO_LARGE")
                                ? "INVALID TOO_LARGE"
                                : "INVALID FIELDS " + words[1].replace(";", ""));
            case "skipped" -> checkNotSent(result, "SKIPPED " + words[1]);
            case "expired" -> checkNotSent(result, "EXPIRED " + words[1]);
            default -> checkSent(row, vendor, cell, result);
        }
    }

    private static void checkNotSent(Result result, String expected) {
        assertThat(result.preview()).isInstanceOf(WouldNot.class);
        assertThat(shown(result.outcome())).isEqualTo(expected);
        assertThat(shown(((WouldNot) result.preview()).outcome())).isEqualTo(expected);
        assertThat(result.requests()).isEmpty();
        assertThat(result.received()).isEmpty();
        assertThat(result.madeFit()).isEmpty();
    }

    private static String shown(Outcome outcome) {
        StringBuilder shown = new StringBuilder(outcome.kind() + " " + outcome.reason());
        if (outcome instanceof Outcome.Invalid invalid) {
            invalid.violations().forEach(violation -> shown.append(' ').append(shown(violation)));
        }
        return shown.toString();
    }

    private void checkSent(Row row, Vendor vendor, String cell, Result result) {
        JsonNode expected = section.sent.get(vendor).deepCopy();
        TreeSet<String> fit = new TreeSet<>();
        String place = section.places.getOrDefault(row.field(), Map.of()).getOrDefault(vendor, "");
        for (String change : Values.parts(cell)) {
            if (change.startsWith("fit: ")) {
                fit.addAll(Arrays.asList(change.substring(5).split(", ", -1)));
            } else if (change.startsWith("- ")) {
                Payloads.remove(expected, change.substring(2));
            } else if (change.equals("=") && !place.isEmpty()) {
                Object shown = EventMaker.read(event(), row.field());
                if (shown == null) {
                    Payloads.remove(expected, place);
                } else {
                    Payloads.set(expected, place, Values.written(shown));
                }
            } else if (isChange(change)) {
                String[] parts = change.split(" = ", 2);
                Payloads.set(expected, parts[0], Values.json(parts[1]));
            } else if (!change.equals("=") && !change.equals("same")) {
                assertThat(place).as("place of the field").isNotEmpty();
                Payloads.set(expected, place, Values.json(change));
            }
        }
        checkSent(expected, result);
        assertThat(new TreeSet<>(result.madeFit())).as("made fit").isEqualTo(fit);
        assertThat(new TreeSet<>(((WouldSend) result.preview()).madeFit()))
                .as("made fit in preview")
                .isEqualTo(fit);
    }

    /** Checks that one request went out, as preview said, as expected, and as both judges take it. */
    void checkSent(JsonNode expected, Result result) {
        assertThat(result.outcome()).as(String.valueOf(result.received())).isEqualTo(new Outcome.Delivered(1));
        assertThat(result.received()).singleElement().satisfies(received -> {
            assertThat(received.disposition().isTaken()).as(received.reason()).isTrue();
            assertThat(Values.difference(received.payload().json(), expected)).isEmpty();
        });
        assertThat(result.requests()).hasSize(1);
        Request sent = result.requests().get(0);
        assertThat(judges.complaints(sent)).isEmpty();
        assertThat(result.preview()).isInstanceOf(WouldSend.class);
        Request previewed = ((WouldSend) result.preview()).request();
        assertThat(previewed.method()).isEqualTo(sent.method());
        assertThat(previewed.uri()).isEqualTo(sent.uri());
        assertThat(headers(previewed)).isEqualTo(headers(sent));
        assertThat(previewed.body()).isEqualTo(sent.body());
    }

    /** All but the key that is the event's id: an event without one gets another id each time. */
    private static Map<String, String> headers(Request request) {
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.remove("Idempotency-Key");
        return headers;
    }

    /** Holds a section's event without mess against what its section says is sent. */
    void checkUnmessed(Vendor vendor) throws InterruptedException {
        checkSent(section.sent.get(vendor), result(vendor));
        assertThat(result(vendor).madeFit()).isEmpty();
    }
}
