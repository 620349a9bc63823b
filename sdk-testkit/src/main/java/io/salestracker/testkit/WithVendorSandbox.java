package io.salestracker.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a {@link VendorSandbox} with all defaults, and tests their parameters {@code VendorSandbox} and {@code
 * SalesTracker}, the latter being {@link VendorSandbox#tracker() its tracker}.
 *
 * <pre>{@code
 * @WithVendorSandbox
 * class CheckoutTest {
 *
 *     @Test
 *     void anOrderIsReported(VendorSandbox sandbox, SalesTracker tracker) {
 *         new Checkout(tracker).place("1042");
 *
 *         assertThat(sandbox).text().receivedOrder("1042");
 *     }
 * }
 * }</pre>
 *
 * <p>The sandbox starts before the first test of the class, serves nested classes too, is reset before each test and closed
 * after the last: as one in a static field of the class. A class that inherits the annotation has a sandbox of its own.
 *
 * <p>Test methods, {@code @BeforeEach} and {@code @AfterEach} methods and constructors can have both parameters. Where no
 * test is running yet or any more, in {@code @BeforeAll}, {@code @AfterAll} and the constructor of a class whose tests share
 * an instance, there is the sandbox only: a tracker lives for one test.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(SandboxParameters.class)
public @interface WithVendorSandbox {}
