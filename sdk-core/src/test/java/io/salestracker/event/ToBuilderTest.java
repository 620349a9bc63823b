package io.salestracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToBuilderTest {

    /** A sample in which no component is null or empty, so that one which is forgotten shows. */
    private static <T extends Record> T full(T sample) throws ReflectiveOperationException {
        for (RecordComponent component : sample.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(sample);
            assertThat(value).as(component.getName()).isNotNull();
            if (value instanceof Collection<?> values) {
                assertThat(values).as(component.getName()).isNotEmpty();
            }
        }
        return sample;
    }

    @Test
    void copyHasAllThatTheOriginalHas() throws Exception {
        Purchase purchase = full(Samples.purchase());
        CartChange change = full(Samples.change());
        ProductVisit visit = full(Samples.visit());
        LineItem line = full(Samples.line());
        Product product = full(Samples.product());

        assertThat(purchase.toBuilder().build()).isEqualTo(purchase);
        assertThat(change.toBuilder().build()).isEqualTo(change);
        assertThat(visit.toBuilder().build()).isEqualTo(visit);
        assertThat(line.toBuilder().build()).isEqualTo(line);
        assertThat(product.toBuilder().build()).isEqualTo(product);
    }

    @Test
    void copyMayDifferInOneThing() {
        Purchase purchase = Samples.purchase();
        LineItem changed = Samples.line().toBuilder().name("another").build();

        assertThat(purchase.toBuilder().clearItems().item(changed).build().items())
                .isEqualTo(List.of(changed));
        assertThat(changed.quantity()).isEqualTo(Samples.line().quantity());
        assertThat(changed.product().name()).isEqualTo("another");
        assertThat(purchase.toBuilder().statusPage(null).build().statusPage()).isNull();
    }
}
