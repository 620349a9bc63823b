package io.salestracker.locks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many monitors and locks of ours one event takes that meets no other. */
class LocksTest {
    private static final int CALLER_ONCE = 2;
    private static final int CALLER_PER_LANE = 2;
    private static final int SENDER = 8;

    @SuppressWarnings("unchecked")
    private static List<List<String>> entered(int destinations) throws ReflectiveOperationException {
        Class<?> type = new LockCountingClassLoader().loadClass(LoneEvent.class.getName());
        IntFunction<List<List<String>>> event =
                (IntFunction<List<List<String>>>) type.getConstructor().newInstance();
        return event.apply(destinations);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void loneEventTakesFewLocks(int destinations) throws Exception {
        List<List<String>> entered = entered(destinations);

        assertThat(entered.get(0)).hasSizeLessThanOrEqualTo(CALLER_ONCE + CALLER_PER_LANE * destinations);
        assertThat(entered.get(1)).hasSizeLessThanOrEqualTo(SENDER);
    }
}
