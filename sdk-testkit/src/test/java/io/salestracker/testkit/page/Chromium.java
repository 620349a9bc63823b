package io.salestracker.testkit.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Debian's Chromium without a window, with a profile of its own. Where it or its driver is not installed the test is
 * skipped, unless the environment says that it must run. Not thread-safe.
 */
final class Chromium implements AutoCloseable {
    /** Set by CI, which installs both: a test that finds none then fails instead of being skipped. */
    private static final String REQUIRED = "SALESTRACKER_CHROMIUM_REQUIRED";

    /** Warns of each version of Chromium that is newer than Selenium, though nothing here depends on it. Held, to stay set. */
    private static final Logger VERSIONS = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ChromeDriver driver;
    // For when the tests are stopped on the way.
    private final Thread atExit = new Thread(Chromium::killDescendants, "chromium-at-exit");

    Chromium() {
        VERSIONS.setLevel(Level.SEVERE);
        String browser = installed("chromium");
        // Both are named, so that Selenium has nothing to look for on the network.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(installed("chromedriver")))
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser);
        options.setCapability("goog:loggingPrefs", logs);
        // As root, as in a container, Chromium has no sandbox of its own; it sees nothing here but our page.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--lang=en",
                "--force-color-profile=srgb",
                "--hide-scrollbars");
        Runtime.getRuntime().addShutdownHook(atExit);
        driver = new ChromeDriver(service, options);
        size(1440, 900);
        dark(false);
    }

    private static String installed(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/bin";
        Optional<String> found = Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        if (System.getenv(REQUIRED) != null) {
            assertThat(found).as("%s, which %s says is here", program, REQUIRED).isPresent();
        }
        return found.orElseGet(
                () -> Assumptions.abort(program + " is not installed: the sandbox's page is not tested in a browser"));
    }

    private static void killDescendants() {
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("chrom"))
                .forEach(ProcessHandle::destroyForcibly);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Sets the size of the page's window, in CSS pixels. */
    void size(int width, int height) {
        Map<String, Object> metrics = Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false);
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", metrics);
    }

    /** Sets which colours the user prefers. */
    void dark(boolean dark) {
        Map<String, String> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    /** Has a script run in each page before its own. */
    void beforeEachPage(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** Saves downloads to a folder. */
    void downloadTo(Path folder) {
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
    }

    /** Returns what is in the window, as a PNG. */
    byte[] picture() {
        Object data = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"))
                .get("data");
        return Base64.getDecoder().decode(String.valueOf(data));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Returns what the browser complained of since this was asked last: errors, and violations of the page's policy. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                complaints.add(entry.getMessage());
            }
        }
        return complaints;
    }

    /** Returns the hosts that were asked for anything since this was asked last. */
    Set<String> hosts() throws JsonProcessingException {
        Set<String> hosts = new LinkedHashSet<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            JsonNode message = MAPPER.readTree(entry.getMessage()).path("message");
            if (message.path("method").asText().equals("Network.requestWillBeSent")) {
                URI address = URI.create(message.at("/params/request/url").asText());
                if (!"data".equals(address.getScheme())) {
                    hosts.add(String.valueOf(address.getHost()));
                }
            }
        }
        return hosts;
    }

    @Override
    public void close() {
        driver.quit();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
