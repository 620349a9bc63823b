package io.salestracker.testkit;

import io.salestracker.SalesTracker;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link WithVendorSandbox} adds to a class: its sandbox is kept where nested classes and tests find it. */
final class SandboxParameters implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SandboxParameters.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        sandbox(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws InterruptedException {
        sandbox(context).beforeEach(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        sandbox(context).afterEach(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == VendorSandbox.class || type == SalesTracker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        VendorSandbox sandbox = sandbox(context);
        if (parameter.getParameter().getType() == VendorSandbox.class) {
            return sandbox;
        }
        if (isOutsideOfATest(parameter.getDeclaringExecutable(), context)) {
            throw new ParameterResolutionException("a tracker lives for one test: take the VendorSandbox here, and ask"
                    + " for its tracker() in the test");
        }
        return sandbox.tracker();
    }

    private static boolean isOutsideOfATest(Executable asker, ExtensionContext context) {
        return asker.isAnnotationPresent(BeforeAll.class)
                || asker.isAnnotationPresent(AfterAll.class)
                || (asker instanceof Constructor
                        && context.getTestInstanceLifecycle()
                                .filter(Lifecycle.PER_CLASS::equals)
                                .isPresent());
    }

    /** Returns the sandbox of the outermost class that has the annotation; the first call, for that class, starts it. */
    private static VendorSandbox sandbox(ExtensionContext context) {
        Store store = context.getStore(NAMESPACE);
        VendorSandbox sandbox = store.get(VendorSandbox.class, VendorSandbox.class);
        if (sandbox == null) {
            sandbox = VendorSandbox.start();
            sandbox.ownedBy(context);
            store.put(VendorSandbox.class, sandbox);
        }
        return sandbox;
    }
}
