package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the vendors' documents say of payloads, right and wrong: the files {@code documents/*.txt} beside this class are the
 * specification, and are posted line by line.
 *
 * <p>A section begins with {@code ##} and the document it is from; then comes a request as the document has it. Each line
 * after that is a change to the request, an arrow, and what is expected: disposition, status, the field that is to be named, and
 * how certain the rule is. A change is {@code as it is}; {@code items[0].id = 7} for a field of the body; {@code no} and a
 * field; {@code ?ts = 1} for a parameter of the query; {@code header}, {@code method}, {@code path} or {@code body} and a
 * value; several are joined by {@code &} between blanks. {@code unattributed} and a visitor says that this one never used the
 * assistant, and {@code attributed} takes it back. A line that begins with {@code then} follows upon those before it;
 * any other begins with a sandbox that has received nothing.
 */
class VendorDocumentsIT extends WithSandbox {

    /** One line of a file, with the lines that go before it. */
    record Line(String file, int number, List<String> request, List<String> changes, String expected) {
        @Override
        public String toString() {
            return file + " " + number + ": " + changes.get(changes.size() - 1) + " -> " + expected;
        }
    }

    static Stream<Line> lines() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String vendor : List.of("alhena", "ebbot", "text", "tracktor")) {
            lines.addAll(read("documents/" + vendor + ".txt"));
        }
        return lines.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void getsTheDispositionOfTheDocument(Line line) throws Exception {
        String response = "";
        for (String change : line.changes()) {
            DocumentedRequest request = new DocumentedRequest(line.request());
            for (String part : change.split(" & ", -1)) {
                if (part.startsWith("unattributed ")) {
                    sandbox.unattributedVisitors(Set.of(part.substring("unattributed ".length())));
                } else if (part.equals("attributed")) {
                    sandbox.unattributedVisitors(Set.of());
                } else {
                    request.change(part.strip());
                }
            }
            response = request.send(sandbox.port());
        }
        List<Received> events = sandbox.events();
        Received last = events.get(events.size() - 1);

        assertThat(outcome(last)).as(response).isEqualTo(line.expected());
        assertThat(response)
                .startsWith("HTTP/1.1 " + last.status() + " ")
                .contains("Sandbox-Disposition: " + last.disposition());
        if (last.disposition() == Disposition.REJECTED) {
            assertThat(last.reason()).startsWith(last.field() == null ? "the " : last.field() + " ");
            assertThat(response).contains("\"message\":\"" + last.reason().replace("\"", "\\\""));
            assertThat(last.rule().text()).isNotBlank();
            assertThat(last.rule().source()).isNotBlank();
        }
    }

    private static String outcome(Received event) {
        return event.disposition() + " " + event.status() + (event.field() == null ? "" : " " + event.field())
                + (event.rule() == null ? "" : " " + event.rule().certainty());
    }

    private static List<Line> read(String file) throws IOException {
        List<Line> lines = new ArrayList<>();
        List<String> request = List.of();
        List<String> changes = List.of();
        List<String> text = text(file);
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i);
            if (line.startsWith("## ")) {
                int end = i + 1 + text.subList(i + 1, text.size()).indexOf("");
                request = text.subList(i + 1, end);
                i = end;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                int arrow = line.lastIndexOf("->");
                String change = line.substring(0, arrow).strip();
                List<String> all = new ArrayList<>(change.startsWith("then ") ? changes : List.of());
                all.add(change.startsWith("then ") ? change.substring("then ".length()) : change);
                changes = all;
                lines.add(new Line(
                        file, i + 1, request, changes, line.substring(arrow + 2).strip()));
            }
        }
        return lines;
    }

    private static List<String> text(String file) throws IOException {
        try (InputStream in = VendorDocumentsIT.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
