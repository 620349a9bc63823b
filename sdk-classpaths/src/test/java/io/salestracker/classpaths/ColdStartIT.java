package io.salestracker.classpaths;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loading that {@code build()} leaves for the first event. */
@Timeout(60)
class ColdStartIT {
    // Beginnings of the names of classes that take long to load, or open a socket, a thread, TLS or a log.
    private static final List<String> LATER = List.of(
            "okhttp3.",
            "okio.",
            "kotlin.",
            "com.fasterxml.jackson.databind.",
            "com.fasterxml.jackson.annotation.",
            "io.github.resilience4j.",
            "org.slf4j.",
            "sun.security.ssl.",
            "sun.nio.ch.SocketChannelImpl",
            "jdk.internal.net.http.");

    @ParameterizedTest
    @ValueSource(strings = {"okhttp", "jdk"})
    void buildLoadsNoLibraryAndStartsNoThread(String transport) throws Exception {
        String said = ClassPathsIT.launch(
                "-Xlog:class+load:stdout:none",
                "-cp",
                ClassPathsIT.joined(ClassPathsIT.ours()),
                ColdStart.class.getName(),
                transport);
        int built = said.indexOf(ColdStart.BUILT);

        assertThat(built).as(said).isPositive();
        List<String> loaded = said.substring(0, built).lines().toList();
        assertThat(loaded).anyMatch(line -> line.startsWith("io.salestracker.internal.Engine "));
        assertThat(loaded).noneMatch(line -> LATER.stream().anyMatch(line::startsWith));
        assertThat(said).doesNotContain("thread: ");
    }
}
