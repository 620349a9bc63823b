package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nothing of an event's content is in its {@code toString}. */
class RedactionTest {
    private static final List<Record> SAMPLES = List.of(
            Samples.product(),
            Samples.line(),
            new SalesChannel("channel-9", "Web shop"),
            Samples.visit(),
            Samples.change(),
            Samples.purchase());

    @Test
    void noRecordShowsItsContent() throws Exception {
        for (Record sample : SAMPLES) {
            List<String> values = new ArrayList<>();
            collect(sample, values);

            assertThat(values).as(sample.getClass().getSimpleName()).isNotEmpty();
            for (String value : values) {
                assertThat(sample.toString())
                        .as(sample.getClass().getSimpleName())
                        .doesNotContain(value);
            }
        }
    }

    private static void collect(Record from, List<String> values) throws Exception {
        for (RecordComponent component : from.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(from);
            assertThat(value)
                    .as("sample of " + component.getName() + " in "
                            + from.getClass().getSimpleName())
                    .isNotNull();
            for (Object part : value instanceof Collection<?> parts ? parts : List.of(value)) {
                if (part instanceof Record nested) {
                    collect(nested, values);
                } else if (part instanceof Visitor visitor) {
                    values.add(visitor.write());
                } else if (!(part instanceof Integer number) || number > 9) {
                    values.add(part.toString());
                }
            }
        }
    }

    @Test
    void everyPublicRecordOfTheModelIsSampled() {
        Set<String> records = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.salestracker.event")
                        .stream()
                        .filter(type -> type.isRecord() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());

        // A violation is made to be shown, and holds no value; a type of identity holds none either.
        records.removeAll(Set.of("Violation", "IdentityType"));
        assertThat(SAMPLES.stream().map(sample -> sample.getClass().getSimpleName()))
                .containsExactlyInAnyOrderElementsOf(records);
    }

    @Test
    void aVisitorShowsNoIdentity() {
        assertThat(Samples.visitor().toString()).doesNotContain("chat-fingerprint", "customer-7");
        assertThat(Visitor.builder().identity("text", "customer-7").build().toString())
                .doesNotContain("customer-7");
    }
}
