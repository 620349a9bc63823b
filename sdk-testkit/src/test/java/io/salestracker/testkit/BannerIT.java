package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.SalesTracker;
import io.salestracker.alhena.AlhenaIdentity;
import io.salestracker.ebbot.EbbotIdentity;
import io.salestracker.event.LineItem;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.text.TextIdentity;
import io.salestracker.tracktor.TracktorIdentity;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the banner offers to paste works as it stands. */
class BannerIT extends WithSandbox {

    @Test
    void theJavaToPasteCompilesAndReachesAllFourVendors(@TempDir Path folder) throws Exception {
        Visitor visitor = Visitor.of(
                EbbotIdentity.of("chat-1"),
                AlhenaIdentity.of("5b0f2a6e-9c1d-4c53-8f0a-7d0c5b1f2e11", "0d9b4c77-2f1e-4a38-b6a5-91c3e8d7f602"),
                TextIdentity.of("c2f9a1d4-6b3e-4f7a-8d21-0e5b9c7a4d13"),
                TracktorIdentity.of("customer-77"));
        compile(folder, new Banner(sandbox).java());

        try (URLClassLoader loader = new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
                SalesTracker tracker = (SalesTracker)
                        loader.loadClass("Pasted").getMethod("tracker").invoke(null)) {
            tracker.track(Purchase.builder()
                    .visitor(visitor)
                    .orderId("1042")
                    .currency("USD")
                    .total("149.99")
                    .item(LineItem.builder()
                            .productId("1")
                            .name("Socks")
                            .quantity(1)
                            .unitPrice("149.99")));
            assertThat(tracker.flush(Duration.ofSeconds(30)).complete()).isTrue();
        }

        for (Vendor vendor : Vendor.values()) {
            assertThat(sandbox.counts(vendor).accepted()).as(vendor.id()).isEqualTo(1);
        }
    }

    @Test
    void everyAddressOfTheSandboxsOwnIsThere() throws Exception {
        List<String> addresses = Pattern.compile("http://[^\\s')]+/sandbox/[^\\s')]*")
                .matcher(new Banner(sandbox).text())
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(addresses).hasSizeGreaterThan(5);
        for (String address : addresses) {
            String call = address.substring(sandbox.root().toString().length()).replace("30s", "1ms");
            assertThat(caller.get(call).statusCode()).as(call).isNotEqualTo(404);
        }
    }

    @Test
    void thePageComesFirstAndNoLineIsTooLongToRead() {
        List<String> lines = new Banner(sandbox).text().lines().toList();

        assertThat(lines.get(0)).startsWith("Open " + sandbox.root() + "/ ");
        assertThat(lines).allMatch(line -> line.length() <= 120);
    }

    private static void compile(Path folder, String statement) throws IOException {
        Path source = folder.resolve("Pasted.java");
        Files.writeString(source, """
                import io.salestracker.SalesTracker;
                import io.salestracker.alhena.AlhenaDestination;
                import io.salestracker.ebbot.EbbotDestination;
                import io.salestracker.text.TextDestination;
                import io.salestracker.tracktor.TracktorDestination;
                import java.net.URI;

                public class Pasted {
                    public static SalesTracker tracker() {
                        %s
                        return tracker;
                    }
                }
                """.formatted(statement));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            complaints,
                            files,
                            null,
                            List.of("-classpath", System.getProperty("java.class.path"), "-proc:none"),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
    }
}
