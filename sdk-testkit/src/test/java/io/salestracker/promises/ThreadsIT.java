package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salestracker.Receipt;
import io.salestracker.SalesTracker;
import io.salestracker.ebbot.EbbotDestination;
import io.salestracker.event.EventKind;
import io.salestracker.testsupport.Campaigns;
import io.salestracker.testsupport.LoopbackServer;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Our threads are few, named and daemon, and gone when {@code close} returns; then nothing holds our class loader. The
 * loaders are left behind before the other tests, and waited for after them, since OkHttp's threads idle for a minute.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreadsIT {
    private static final int LOADERS = Campaigns.times(6);
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Map<String, WeakReference<ClassLoader>> LEFT = new LinkedHashMap<>();

    @BeforeAll
    static void leaveTheLoadersOfClosedTrackers() throws Exception {
        try (CountingVendor vendor = CountingVendor.start();
                LoopbackServer silent = LoopbackServer.silent()) {
            for (int i = 0; i < LOADERS; i++) {
                String client = i % 2 == 0 ? "okhttp" : "jdk";
                assertThat(guest(client + " " + vendor.uri() + " " + silent.uri("/events")))
                        .as(client)
                        .isEqualTo("20 delivered, 0 pending");
            }
        }
    }

    /** All on this thread, which lives on: what were left in its thread locals would hold the loader. */
    private static String guest(String task) throws ReflectiveOperationException, IOException {
        try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            LEFT.put(LEFT.size() + " " + task, new WeakReference<>(loader));
            @SuppressWarnings("unchecked")
            Function<String, String> guest = (Function<String, String>) loader.loadClass(LoaderGuest.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();
            return guest.apply(task);
        }
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return urls.toArray(new URL[0]);
    }

    @Test
    void runsFewNamedDaemonThreadsAndNoneWhenCloseReturns() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (CountingVendor vendor = CountingVendor.start()) {
            vendor.behave(delivery -> {
                awaitOpen(gate);
                return delivery.take();
            });
            EbbotDestination one = vendor.destination().name("one").build();
            EbbotDestination two = vendor.destination().name("two").build();
            SalesTracker tracker = SalesTracker.builder()
                    .destination(one, route -> route.settings(s -> s.maxInFlight(3)))
                    .destination(two, route -> route.settings(s -> s.maxInFlight(2)))
                    .listener(delivery -> {})
                    .build();
            assertThat(OurThreads.alive()).as("before there is anything to do").isEmpty();
            for (int i = 0; i < 50; i++) {
                tracker.track(CountingVendor.event(EventKind.VISIT, "visitor" + i, i));
            }
            await().atMost(LONG).until(() -> vendor.requests() == 5);
            assertThat(OurThreads.names())
                    .containsExactly(
                            "salestracker-keeper",
                            "salestracker-one-1",
                            "salestracker-one-2",
                            "salestracker-one-3",
                            "salestracker-two-1",
                            "salestracker-two-2");
            gate.countDown();
            assertThat(tracker.flush(LONG).complete()).isTrue();
            assertThat(OurThreads.names()).contains("salestracker-callbacks").hasSizeLessThanOrEqualTo(7);
            assertThat(OurThreads.alive()).allMatch(Thread::isDaemon);
            tracker.close(LONG);
            assertThat(OurThreads.alive()).isEmpty();
        }
    }

    @Test
    void leavesNoThreadWhenCloseCancelsRequests() {
        try (LoopbackServer silent = LoopbackServer.silent()) {
            SalesTracker tracker = SalesTracker.builder()
                    .destination(
                            CountingVendor.destinationAt(silent.uri("/events")).build())
                    .listener(delivery -> {})
                    .build();
            for (int i = 0; i < 50; i++) {
                tracker.track(CountingVendor.event(EventKind.VISIT, "visitor" + i, i));
            }
            await().atMost(LONG).until(() -> silent.connections() == 8);
            assertThat(tracker.close(Duration.ofSeconds(1)).complete()).isTrue();
            assertThat(OurThreads.alive()).isEmpty();
        }
    }

    /** The clock is the test's, so that half a minute takes no time. */
    @Test
    void endsTheThreadsThatNothingIsToDoForAndStartsThemAgain() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-04T05:06:07Z"));
        try (CountingVendor vendor = CountingVendor.start();
                SalesTracker tracker = SalesTracker.builder()
                        .clock(now::get)
                        .destination(vendor.destination().name("one").build())
                        .build()) {
            for (int i = 0; i < 50; i++) {
                tracker.track(CountingVendor.event(EventKind.VISIT, "visitor" + i, i));
            }
            assertThat(tracker.flush(LONG).complete()).isTrue();
            assertThat(senders()).isNotEmpty();

            await().atMost(LONG).until(() -> {
                now.updateAndGet(before -> before.plusSeconds(1));
                return senders().isEmpty();
            });

            Receipt receipt = tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", 50));
            assertThat(receipt.await(LONG)).isTrue();
            assertThat(senders()).isNotEmpty();
        }
    }

    @Test
    void keepsAfterABurstOnlyTheThreadsThatAreStillNeeded() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-04T05:06:07Z"));
        CountDownLatch gate = new CountDownLatch(1);
        try (CountingVendor vendor = CountingVendor.start();
                SalesTracker tracker = SalesTracker.builder()
                        .clock(now::get)
                        .destination(vendor.destination().name("one").build())
                        .build()) {
            vendor.behave(delivery -> {
                awaitOpen(gate);
                return delivery.take();
            });
            for (int i = 0; i < 50; i++) {
                tracker.track(CountingVendor.event(EventKind.VISIT, "visitor" + i, i));
            }
            await().atMost(LONG).until(() -> vendor.requests() == 8);
            gate.countDown();
            assertThat(tracker.flush(LONG).complete()).isTrue();

            AtomicInteger tracked = new AtomicInteger(50);
            await().atMost(LONG).until(() -> {
                now.updateAndGet(before -> before.plusSeconds(1));
                int number = tracked.getAndIncrement();
                tracker.track(CountingVendor.event(EventKind.VISIT, "visitor" + number, number));
                return tracker.flush(LONG).complete() && senders().size() <= 2;
            });
        }
    }

    private static List<String> senders() {
        return OurThreads.names().stream()
                .filter(name -> name.startsWith("salestracker-one-"))
                .toList();
    }

    @Test
    void inheritsNothingFromTheThreadThatTracks() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("the caller's");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (CountingVendor vendor = CountingVendor.start();
                URLClassLoader callers = new URLClassLoader(new URL[0]);
                SalesTracker tracker = SalesTracker.builder()
                        .destination(vendor.destination().build())
                        .build()) {
            Thread.currentThread().setContextClassLoader(callers);
            CompletableFuture<String> seen = new CompletableFuture<>();
            Receipt receipt = tracker.track(CountingVendor.event(EventKind.PURCHASE, "anna", 0));
            receipt.onComplete(done -> seen.complete(inherited.get() + ""));
            assertThat(seen.get(60, TimeUnit.SECONDS)).isEqualTo("null");
            assertThat(OurThreads.alive())
                    .isNotEmpty()
                    .allMatch(thread -> SalesTracker.class.getClassLoader().equals(thread.getContextClassLoader()));
        } finally {
            inherited.remove();
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void keepsNoJvmAliveThatForgetsToClose() throws Exception {
        try (LoopbackServer silent = LoopbackServer.silent()) {
            Process shop =
                    ShopWithLittleHeap.start(silent.uri("/events"), 100, 10, 1, ShopWithLittleHeap.Listener.NONE);
            try {
                shop.getOutputStream().close();
                assertThat(shop.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(shop.exitValue()).isZero();
            } finally {
                shop.destroyForcibly();
            }
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void letsGoOfItsClassLoader() {
        // No shutdown hook either: one of ours would hold the loader, and so would a thread or a thread local.
        await().atMost(Duration.ofSeconds(150))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    System.gc();
                    LEFT.values().removeIf(loader -> loader.get() == null);
                    // Compiled code may hold the last one: a heap dump shows no way to it, and with -Xint it goes. The
                    // build
                    // runs this class so; only where somebody runs it alone it is left out.
                    if (!System.getProperty("java.vm.info").contains("interpreted mode")) {
                        LEFT.keySet().removeIf(name -> name.startsWith(LOADERS - 1 + " jdk"));
                    }
                    assertThat(LEFT.keySet())
                            .as(
                                    "with these threads: %s",
                                    Thread.getAllStackTraces().keySet())
                            .isEmpty();
                });
    }

    private static void awaitOpen(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
