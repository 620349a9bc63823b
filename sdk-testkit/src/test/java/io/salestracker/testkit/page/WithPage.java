package io.salestracker.testkit.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.testkit.VendorSandbox;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Gives a class of tests a browser and a sandbox, as freshly started before each of them. After each, nothing may have gone
 * wrong in the page and nobody else may have been asked for anything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class WithPage {
    Chromium browser;
    VendorSandbox sandbox;
    Shop shop;
    SandboxPage page;

    @BeforeAll
    void start() {
        browser = new Chromium();
        sandbox = VendorSandbox.start();
        shop = new Shop(sandbox);
        page = new SandboxPage(browser);
    }

    @AfterAll
    void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void openAfresh() {
        sandbox.reset();
        browser.size(1440, 900);
        browser.dark(false);
        page.open(sandbox.root());
        page.awaitRows(0);
    }

    @AfterEach
    void nothingWentWrong() throws IOException {
        assertThat(browser.complaints()).as("the browser's complaints").isEmpty();
        assertThat(browser.hosts()).as("the hosts asked").containsOnly("127.0.0.1");
    }
}
