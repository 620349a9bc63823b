package io.salestracker.internal.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {

    @Test
    void ourOwnLibrariesFit() {
        assertThatCode(Versions::check).doesNotThrowAnyException();
    }

    @Test
    void namesEveryLibraryByItsJarWithoutItsPath() {
        assertThat(Versions.describe(new NoSuchMethodError("okio.Okio.socket()")))
                .contains("NoSuchMethodError okio.Okio.socket()")
                .containsPattern("Jackson core in jackson-core-2[.0-9]+jar; Jackson databind in jackson-databind-2")
                .containsPattern("resilience4j retry in resilience4j-retry-2[.0-9]+jar; SLF4J in slf4j-api-2")
                .containsPattern(
                        "OkHttp in okhttp-jvm-5[.0-9]+jar; Okio in okio-jvm-3[.0-9]+jar; Kotlin in kotlin-stdlib-2")
                .contains("Needed: Jackson 2.12")
                .contains("HttpTransport.jdk()")
                .doesNotContain("/");
    }

    @ParameterizedTest
    @CsvSource({
        "jar:file:/opt/shop%20a/lib/okio-jvm-3.6.0.jar!/okio/Okio.class, okio-jvm-3.6.0.jar",
        "jar:nested:/opt/shop.jar/!BOOT-INF/lib/okio-jvm-3.6.0.jar!/okio/Okio.class, okio-jvm-3.6.0.jar",
        "jar:file:/opt/shop.jar!/BOOT-INF/lib/okio-jvm-3.6.0.jar!/okio/Okio.class, okio-jvm-3.6.0.jar",
        "jar:file:/opt/okio.jar!/META-INF/versions/9/okio/Okio.class, okio.jar",
        "zip:/opt/domains/shop.jar!/okio/Okio.class, shop.jar",
        "vfs:/opt/deployments/shop.war/WEB-INF/lib/okio-1.17.6.jar/okio/Okio.class, okio-1.17.6.jar",
        "file:/opt/shop/target/classes/okio/Okio.class, classes",
        "jrt:/okio/okio/Okio.class, okio",
        "bundleresource://25.fwk123/okio/Okio.class, 25.fwk123"
    })
    void readsTheNameOfAJarFromTheAddressOfAClass(String address, String name) {
        assertThat(Versions.jar(address, "okio/Okio.class")).isEqualTo(name);
    }
}
