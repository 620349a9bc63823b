package io.salestracker.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salestracker.Preview;
import io.salestracker.SalesTracker;
import io.salestracker.destination.Destination;
import io.salestracker.destination.HttpDestination;
import io.salestracker.event.Purchase;
import io.salestracker.event.Visitor;
import io.salestracker.event.VisitorIdentity;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every block of Java in README.md and docs compiles against the SDK as it is. */
class DocsCodeTest {

    @Test
    void everyBlockOfJavaCompiles(@TempDir Path classes) throws IOException {
        List<Snippets.Source> sources = new ArrayList<>(Snippets.foreignTypes());
        for (Page page : Page.all()) {
            sources.addAll(Snippets.of(page));
        }
        List<Snippets.Source> possible = sources.stream()
                .filter(source -> source.release <= Runtime.version().feature())
                .toList();

        for (int release :
                new TreeSet<>(possible.stream().map(source -> source.release).toList())) {
            List<Snippets.Source> known = possible.stream()
                    .filter(source -> source.release <= release)
                    .toList();
            assertThat(Snippets.compile(known, release, classes))
                    .as("Java %d", release)
                    .isEmpty();
        }
        assertThat(sources).hasSizeGreaterThan(30);
    }

    @Test
    void aBlockThatDoesNotCompileIsNoticed(@TempDir Path classes) {
        Snippets.Source wrong = new Snippets.Source("Wrong", "class Wrong { NoSuchType field; }", 17);

        assertThat(Snippets.compile(List.of(wrong), 17, classes)).contains("NoSuchType");
    }

    @Test
    void aVendorIsAddedInAHundredAndTwentyLines() throws IOException {
        long lines = Page.read("docs/adding-a-vendor.md").blocks().stream()
                .filter(block -> block.language().equals("java"))
                .filter(block -> !block.text().contains("class AcmeOrderBuilder"))
                .flatMap(block -> block.text().lines())
                .filter(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                .count();

        assertThat(lines).isBetween(50L, 120L);
    }

    @Test
    void theAddedVendorSendsThePayloadOnItsPage(@TempDir Path classes) throws Exception {
        Page page = Page.read("docs/adding-a-vendor.md");
        List<Snippets.Source> sources = new ArrayList<>(Snippets.foreignTypes());
        sources.addAll(Snippets.of(page));
        assertThat(Snippets.compile(sources, 17, classes)).isEmpty();
        String said = page.blocks().stream()
                .filter(block -> block.directive().equals("sent by AcmeDestination"))
                .findFirst()
                .orElseThrow()
                .text();

        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            HttpDestination.Builder<?> builder =
                    (HttpDestination.Builder<?>) loader.loadClass(Snippets.folder(page) + ".AcmeDestination")
                            .getMethod("builder", String.class)
                            .invoke(null, "key");
            Destination acme = builder.build();
            VisitorIdentity identity = (VisitorIdentity) loader.loadClass(Snippets.folder(page) + ".AcmeIdentity")
                    .getConstructor(String.class)
                    .newInstance("chat-7");
            try (SalesTracker tracker = SalesTracker.builder().destination(acme).build()) {
                // Through text, as where it was kept with the order.
                Preview preview = tracker.preview(Purchase.builder()
                                .visitor(Visitor.of(identity).write())
                                .occurredAt(Instant.parse("2026-11-20T09:30:00Z"))
                                .orderId("1042")
                                .currency("EUR")
                                .total("149.90")
                                .build())
                        .get(0);

                assertThat(preview).isInstanceOfSatisfying(Preview.WouldSend.class, send -> {
                    assertThat(send.request().uri()).hasToString("https://api.acme.example/v1/orders");
                    assertThat(send.request().header("X-Api-Key")).isEqualTo("key");
                    assertThat(new String(send.request().body(), UTF_8)).isEqualTo(DocsTest.onOneLine("json", said));
                });
            }
        }
    }
}
