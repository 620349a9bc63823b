package io.salestracker.testkit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Gives a class of tests a running sandbox, as freshly started before each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithSandbox {
    VendorSandbox sandbox;
    Caller caller;

    @BeforeAll
    void start() {
        sandbox = VendorSandbox.start();
        caller = new Caller(sandbox);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @BeforeEach
    void reset() {
        sandbox.reset();
    }
}
