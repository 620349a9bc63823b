package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salestracker.SalesTracker;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test classes as users write them. {@link SandboxOnJUnitIT} runs them on versions of JUnit; Maven does not. */
final class JUnitSamples {

    private JUnitSamples() {}

    static Purchase.Builder order(String id) {
        return Orders.of(id, "149.90").visitor(Visitor.of(TextIdentity.of("b7eff798-f8df-4364-8059-649c35c9ed0c")));
    }

    private static boolean answers(int port) {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** One for the class, in nested classes too. */
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class StaticField {
        @RegisterExtension
        static final VendorSandbox sandbox =
                VendorSandbox.builder().ebbotApiKey("key").start();

        private static final Set<SalesTracker> TRACKERS = new HashSet<>();
        private static final Set<Integer> PORTS = new HashSet<>();

        @BeforeAll
        static void runsAlready() {
            assertThat(answers(sandbox.port())).isTrue();
        }

        @Test
        @Order(1)
        void one() throws InterruptedException {
            buy();
        }

        private void buy() throws InterruptedException {
            startsAnew();
            sandbox.faults(Vendor.ALHENA).always(Fault.status(503));
            sandbox.tracker().track(order("1042"));
            assertThat(sandbox).text().receivedOrder("1042").once();
            assertThat(sandbox).ebbot().received("ecom-purchase");
            assertThat(sandbox).rejectedNothing();
        }

        @Test
        @Order(2)
        void two() throws InterruptedException {
            buy();
        }

        @Test
        @Order(3)
        void undeliveredEventsEndWithTheTest() {
            startsAnew();
            sandbox.faults(Vendor.TEXT).always(Fault.status(503));
            sandbox.tracker().track(order("1042"));
        }

        private static void startsAnew() {
            assertThat(sandbox).receivedNothing();
            assertThat(sandbox.faults(Vendor.ALHENA).applied()).isZero();
            assertThat(TRACKERS.add(sandbox.tracker())).isTrue();
            assertThat(sandbox.tracker()).isSameAs(sandbox.tracker());
            PORTS.add(sandbox.port());
            assertThat(PORTS).hasSize(1);
        }

        @Nested
        class Inside {
            @Test
            void three() {
                startsAnew();
                sandbox.tracker().track(order("1042"));
                assertThat(sandbox).text().receivedOrder("1042").receivedNothingElse();
            }
        }

        @Nested
        class InsideToo {
            @Test
            void four() {
                startsAnew();
            }
        }
    }

    /** One for each test, also in nested classes and when tests run at the same time. */
    @Execution(ExecutionMode.CONCURRENT)
    static class InstanceField {
        private static final CountDownLatch BOTH = new CountDownLatch(2);
        private static int portBefore;

        @RegisterExtension
        final VendorSandbox sandbox = VendorSandbox.start();

        @Test
        void one() throws InterruptedException {
            buy();
        }

        private void buy() throws InterruptedException {
            BOTH.countDown();
            assertThat(BOTH.await(20, TimeUnit.SECONDS)).isTrue();
            sandbox.tracker().track(order("1042"));
            assertThat(sandbox).text().receivedOrder("1042").receivedNothingElse();
        }

        @Test
        void two() throws InterruptedException {
            buy();
        }

        @Nested
        @Execution(ExecutionMode.SAME_THREAD)
        class Inside {
            @Test
            void three() {
                onlyOneIsLeft();
            }

            @Test
            void four() {
                onlyOneIsLeft();
            }

            private void onlyOneIsLeft() {
                assertThat(portBefore != 0 && answers(portBefore)).isFalse();
                assertThat(answers(sandbox.port())).isTrue();
                portBefore = sandbox.port();
            }
        }
    }

    /** Tests that share an instance share its sandbox. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class SharedInstance {
        @RegisterExtension
        final VendorSandbox sandbox = VendorSandbox.start();

        private SalesTracker tracker;

        @Test
        void one() {
            buy();
        }

        private void buy() {
            assertThat(answers(sandbox.port())).isTrue();
            assertThat(sandbox).receivedNothing();
            assertThat(sandbox.tracker()).isNotSameAs(tracker);
            tracker = sandbox.tracker();
            tracker.track(order("1042"));
            assertThat(sandbox).text().receivedOrder("1042");
        }

        @Test
        void two() {
            buy();
        }
    }

    /** A static field that several classes inherit. */
    abstract static class Base {
        @RegisterExtension
        static final VendorSandbox sandbox = VendorSandbox.start();

        @Test
        void isThere() {
            assertThat(sandbox).receivedNothing();
            sandbox.tracker().track(order("1042"));
            assertThat(sandbox).text().receivedOrder("1042");
        }
    }

    static class OneOfTheBase extends Base {}

    static class TwoOfTheBase extends Base {}

    /** Tests at the same time with one sandbox: they see each other's events, and none is taken from them. */
    @Execution(ExecutionMode.CONCURRENT)
    static class SharedInParallel {
        private static final CountDownLatch BOTH = new CountDownLatch(2);

        @RegisterExtension
        static final VendorSandbox sandbox = VendorSandbox.start();

        @Test
        void one() throws InterruptedException {
            sandbox.tracker().track(order("1042"));
            assertThat(sandbox).text().receivedOrder("1042");
            meet();
        }

        @Test
        void two() throws InterruptedException {
            sandbox.tracker().track(order("1043"));
            assertThat(sandbox).text().receivedOrder("1043");
            meet();
        }

        private static void meet() throws InterruptedException {
            BOTH.countDown();
            assertThat(BOTH.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(sandbox)
                    .text()
                    .receivedOrder("1042")
                    .receivedOrder("1043")
                    .receivedNothingElse();
        }
    }

    /** The form without a field. */
    @WithVendorSandbox
    static class Annotated {
        private static VendorSandbox first;

        private final VendorSandbox ofTheConstructor;
        private final SalesTracker trackerOfTheConstructor;

        Annotated(VendorSandbox sandbox, SalesTracker tracker) {
            ofTheConstructor = sandbox;
            trackerOfTheConstructor = tracker;
        }

        @BeforeAll
        static void isTheSame(VendorSandbox sandbox) {
            first = sandbox;
        }

        @BeforeEach
        void startsAnew(VendorSandbox sandbox, SalesTracker tracker) {
            assertThat(sandbox).isSameAs(first).isSameAs(ofTheConstructor);
            assertThat(tracker).isSameAs(trackerOfTheConstructor);
            assertThat(sandbox).receivedNothing();
            assertThat(tracker.stats().destination("text").tracked()).isZero();
        }

        @AfterEach
        void canStillLook(VendorSandbox sandbox) {
            assertThat(sandbox).text().receivedEvents(1);
        }

        @Test
        void one(SalesTracker tracker, VendorSandbox sandbox) {
            buy(tracker, sandbox);
        }

        private void buy(SalesTracker tracker, VendorSandbox sandbox) {
            tracker.track(order("1042"));
            assertThat(sandbox).text().receivedOrder("1042");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1042", "1043"})
        void several(String id, SalesTracker tracker, VendorSandbox sandbox) {
            tracker.track(order(id));
            assertThat(sandbox).text().receivedOrder(id);
        }

        @Nested
        @TestInstance(TestInstance.Lifecycle.PER_CLASS)
        class Inside {
            private final VendorSandbox ours;

            Inside(VendorSandbox sandbox) {
                ours = sandbox;
            }

            @Test
            void three(SalesTracker tracker, VendorSandbox sandbox) {
                assertThat(sandbox).isSameAs(ours);
                buy(tracker, sandbox);
            }
        }
    }

    /** Meant to fail: its message is looked at. */
    static class Failing {
        @RegisterExtension
        static final VendorSandbox sandbox = VendorSandbox.start();

        @Test
        void anotherTotal() {
            sandbox.tracker().track(order("1042"));
            assertThat(sandbox).text().rejectedNothing();
            assertThat(sandbox).text().receivedOrder("1042").withTotal("149.99");
        }
    }

    /** Meant to fail, but for the first: a test closes what the next one needs. */
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Closing {
        @RegisterExtension
        static final VendorSandbox sandbox = VendorSandbox.start();

        @Test
        @Order(1)
        void closes() {
            sandbox.tracker().track(order("1042"));
            assertThat(sandbox).text().receivedOrder("1042");
            int port = sandbox.port();
            sandbox.close();
            assertThat(answers(port)).isFalse();
            assertThat(sandbox).text().receivedOrder("1042").receivedNothingElse();
            assertThatThrownBy(sandbox::tracker).hasMessage("the sandbox is closed");
        }

        @Test
        @Order(2)
        void comesTooLate() {}
    }

    /** Meant to fail: there is no test yet whose tracker it could be. */
    @WithVendorSandbox
    static class TooEarly {
        @BeforeAll
        static void asks(SalesTracker tracker) {}

        @Test
        void neverRuns() {}
    }
}
