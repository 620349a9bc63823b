package io.salestracker.benchmarks;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineTest {
    @Test
    void eachVisitorHasTwoEventsWithOthersBetween() {
        assertThat(IntStream.range(0, 640)
                        .boxed()
                        .collect(groupingBy(Line::visitor, counting()))
                        .values())
                .hasSize(320)
                .containsOnly(2L);
        assertThat(Line.visitor(70)).isEqualTo(Line.visitor(70 + 32)).isNotEqualTo(Line.visitor(71));
    }
}
