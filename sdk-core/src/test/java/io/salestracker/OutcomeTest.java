package io.salestracker;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Outcome.Kind;
import io.salestracker.destination.SkipReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Map<Kind, Outcome> OUTCOMES = Stream.of(
                    new Outcome.Delivered(1),
                    new Outcome.Rejected(422, "code", "message"),
                    new Outcome.Invalid(Outcome.InvalidReason.FIELDS, List.of()),
                    new Outcome.Skipped(SkipReason.NO_CONSENT),
                    new Outcome.Expired("503"),
                    new Outcome.Dropped(Outcome.DropReason.FULL),
                    new Outcome.Unconfirmed(Outcome.UnconfirmedReason.CLOSED),
                    new Outcome.Stored())
            .collect(Collectors.toMap(Outcome::kind, outcome -> outcome));

    private static List<Kind> kinds(Predicate<Outcome> group) {
        return Arrays.stream(Kind.values())
                .filter(kind -> group.test(OUTCOMES.get(kind)))
                .toList();
    }

    @Test
    void everyKindIsSuccessFailureOrNeither() {
        assertThat(OUTCOMES).containsOnlyKeys(Kind.values());
        assertThat(Outcome.class.getPermittedSubclasses()).hasSize(Kind.values().length);
        assertThat(kinds(Outcome::isSuccess)).containsExactly(Kind.DELIVERED, Kind.STORED);
        assertThat(kinds(Outcome::isFailure))
                .containsExactly(Kind.REJECTED, Kind.INVALID, Kind.EXPIRED, Kind.DROPPED, Kind.UNCONFIRMED);
    }

    @Test
    void rejectedShowsItsStatusAndCodeOnly() {
        assertThat(new Outcome.Rejected(422, "invalid_total-1.2", "order 1042 of Jane"))
                .hasToString("Rejected[status=422, code=invalid_total-1.2]");
    }

    @Test
    void rejectedLeavesOutACodeThatIsNone() {
        for (String code : new String[] {"order 1042", "{\"a\":1}", "a\n", "", "x".repeat(65)}) {
            assertThat(new Outcome.Rejected(422, code, "")).hasToString("Rejected[status=422]");
        }
    }
}
