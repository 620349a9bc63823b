package io.salestracker.testkit;

import io.salestracker.SalesTracker;
import io.salestracker.delivery.DeliverySettings;
import io.salestracker.destination.Destination;
import io.salestracker.testkit.internal.Settings;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/** What a sandbox is to a test: an extension of JUnit with a tracker, and something to make assertions on. */
abstract class SandboxExtension
        implements BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                AfterAllCallback,
                AssertProvider<SandboxAssert> {
    private static final Namespace NAMESPACE = Namespace.create(SandboxExtension.class);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(250);

    // Short, so that a test with faults on demand is quick; a shop keeps the defaults.
    private static final Duration BACKOFF = Duration.ofMillis(20);
    private static final Duration MAX_BACKOFF = Duration.ofMillis(200);

    private final Object lock = new Object();
    // All below is guarded by the lock.
    private final Set<String> running = new HashSet<>();
    private @Nullable String owner;
    private @Nullable SalesTracker tracker;
    private boolean ended;

    /** What it was built with. */
    abstract Settings settings();

    /** Forgets everything received. */
    abstract void reset();

    /** Stops. */
    abstract void close();

    /**
     * Returns a tracker with all four vendors of this sandbox as {@link #destinations}, made by the first call and the same
     * from then on, until the test ends or the sandbox is closed, which close it. It waits 20 to 200 milliseconds after a
     * failure, so that tests with faults are quick.
     *
     * @throws IllegalStateException if the sandbox is closed
     */
    public SalesTracker tracker() {
        synchronized (lock) {
            if (ended) {
                throw new IllegalStateException("the sandbox is closed");
            }
            if (tracker == null) {
                tracker = trackerBuilder().build();
            }
            return tracker;
        }
    }

    /**
     * Returns a builder with what {@link #tracker()} has, for a tracker with a listener, a clock or other settings. Whoever
     * builds it closes it, and flushes it before an assertion that something did not arrive.
     */
    public SalesTracker.Builder trackerBuilder() {
        SalesTracker.Builder builder = SalesTracker.builder();
        for (Destination destination : destinations()) {
            DeliverySettings quick = destination.settings().toBuilder()
                    .backoff(BACKOFF, MAX_BACKOFF)
                    .probeInterval(MAX_BACKOFF)
                    .build();
            builder.destination(destination, route -> route.settings(quick));
        }
        return builder;
    }

    /**
     * Returns the four vendors of this sandbox as destinations that fit what it was built with: its keys, its first account
     * at each. They have their vendors' names: {@code alhena}, {@code ebbot}, {@code text} and {@code tracktor}.
     */
    public List<Destination> destinations() {
        return SandboxDestinations.of((VendorSandbox) this, settings());
    }

    /** Returns assertions on what the vendors received. AssertJ's own {@code assertThat(sandbox)} calls it. */
    @Override
    public SandboxAssert assertThat() {
        return new SandboxAssert((VendorSandbox) this);
    }

    /** Returns the tracker if one was asked for. */
    @Nullable
    SalesTracker trackerInUse() {
        synchronized (lock) {
            return tracker;
        }
    }

    /** Called by JUnit: ties the sandbox to the class, or to the run if other classes inherit the field. */
    @Override
    public void beforeAll(ExtensionContext context) {
        synchronized (lock) {
            checkOpen();
            if (owner == null && isInherited(context.getRequiredTestClass())) {
                ownedBy(context.getRoot());
            } else if (owner == null) {
                owner = context.getUniqueId();
            }
        }
    }

    /** Called by JUnit: forgets what was received, unless another test is using the sandbox. */
    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        synchronized (lock) {
            checkOpen();
            if (running.isEmpty()) {
                if (tracker != null) {
                    // Of the test's constructor or @BeforeAll: what that tracked is to be gone before the test begins.
                    tracker.flush(CLOSE_LIMIT);
                }
                reset();
            }
            running.add(context.getUniqueId());
        }
    }

    /** Called by JUnit: closes the tracker, and the sandbox too if it is this test's own. */
    @Override
    public void afterEach(ExtensionContext context) {
        boolean own;
        SalesTracker last = null;
        synchronized (lock) {
            running.remove(context.getUniqueId());
            own = owner == null;
            if (running.isEmpty()) {
                last = tracker;
                tracker = null;
            }
        }
        if (last != null) {
            last.close(CLOSE_LIMIT);
        }
        if (own) {
            close();
        }
    }

    /** Called by JUnit: closes the sandbox if it belongs to this class. */
    @Override
    public void afterAll(ExtensionContext context) {
        boolean own;
        synchronized (lock) {
            own = owner == null || owner.equals(context.getUniqueId());
        }
        if (own) {
            close();
        }
    }

    /** Closes the tracker for good. */
    final void end() {
        SalesTracker last;
        synchronized (lock) {
            ended = true;
            last = tracker;
            tracker = null;
        }
        if (last != null) {
            last.close(CLOSE_LIMIT);
        }
    }

    /** Has JUnit close the sandbox when what this context stands for is over. */
    final void ownedBy(ExtensionContext context) {
        synchronized (lock) {
            owner = context.getUniqueId();
        }
        context.getStore(NAMESPACE).put(this, new Closing(this));
    }

    /** What JUnit closes: before 5.13 the one interface, from then on the other. */
    @SuppressWarnings("deprecation")
    private record Closing(SandboxExtension sandbox) implements Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            sandbox.close();
        }
    }

    private void checkOpen() {
        if (ended) {
            throw new IllegalStateException(
                    "the sandbox is closed, by an earlier test or after an earlier class: let each"
                            + " test have its own in an instance field, or each class in a static one; a static field of a base"
                            + " class is shared by all that extend it");
        }
    }

    /** Whether a static field that holds this is not the test class's own. */
    private boolean isInherited(Class<?> testClass) {
        List<Class<?>> ancestors = new ArrayList<>(List.of(testClass.getInterfaces()));
        for (Class<?> above = testClass.getSuperclass(); above != null; above = above.getSuperclass()) {
            ancestors.add(above);
            ancestors.addAll(List.of(above.getInterfaces()));
        }
        return ancestors.stream()
                .flatMap(type -> List.of(type.getDeclaredFields()).stream())
                .anyMatch(this::isIn);
    }

    private boolean isIn(Field field) {
        if (!Modifier.isStatic(field.getModifiers()) || !field.getType().isInstance(this)) {
            return false;
        }
        try {
            field.setAccessible(true);
            return equals(field.get(null));
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return false;
        }
    }
}
