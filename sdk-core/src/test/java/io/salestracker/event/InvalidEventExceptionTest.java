package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.event.Violation.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InvalidEventExceptionTest {

    private static Violation fault(int number) {
        return new Violation("items[" + number + "].quantity", Code.OUT_OF_RANGE, "must be at least 1");
    }

    @Test
    void theMessageNamesTypePathAndRule() {
        assertThat(new InvalidEventException("Purchase", List.of(fault(2), new Violation("", Code.CONFLICT, "is odd"))))
                .hasMessage("Purchase: items[2].quantity must be at least 1; is odd")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMessageShowsTwentyFaultsAndSaysHowManyMoreThereAre() {
        InvalidEventException thrown = new InvalidEventException(
                "Purchase",
                IntStream.range(0, 1_000)
                        .mapToObj(InvalidEventExceptionTest::fault)
                        .toList());

        assertThat(thrown.violations()).hasSize(1_000);
        assertThat(thrown.getMessage())
                .contains("items[19].quantity")
                .doesNotContain("items[20].quantity")
                .endsWith("; and 980 more");
    }

    @Test
    void theFaultsCannotBeChanged() {
        List<Violation> faults = new ArrayList<>(List.of(fault(0)));
        InvalidEventException thrown = new InvalidEventException("Purchase", faults);
        faults.clear();

        assertThat(thrown.violations()).containsExactly(fault(0));
        assertThatThrownBy(() -> thrown.violations().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void itSurvivesSerializationWithItsMessage() throws Exception {
        InvalidEventException thrown = new InvalidEventException("Purchase", List.of(fault(0)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(thrown);
        }

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            InvalidEventException read = (InvalidEventException) in.readObject();
            assertThat(read).hasMessage(thrown.getMessage());
            assertThat(read.violations()).isEmpty();
        }
    }
}
