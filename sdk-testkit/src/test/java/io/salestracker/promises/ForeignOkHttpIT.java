package io.salestracker.promises;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another OkHttp, or a library of its, stands before ours on the class path, as it does in many a shop. */
@Timeout(60)
class ForeignOkHttpIT {
    private static final Path FOREIGN = Path.of("target", "foreign-libraries");
    private static final String TOO_OLD = "okhttp-3.11.0.jar okio-1.17.2.jar";
    private static final String OLD_OKIO = "okio-1.17.2.jar";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "okhttp-3.14.9.jar okio-1.17.2.jar",
                "okhttp-4.12.0.jar okio-jvm-3.6.0.jar kotlin-stdlib-1.8.21.jar",
                "kotlin-stdlib-1.8.21.jar"
            })
    void thoseThatFitDeliver(String foreign) throws Exception {
        assertThat(shop(foreign, "okHttp"))
                .contains("visit: DELIVERED DELIVERED", "purchase: DELIVERED DELIVERED")
                .noneMatch(line -> line.startsWith("log:"));
    }

    @Test
    void oneThatCannotBeOpenedFailsTheBuildAndNamesTheVersionsAndTheWayOut() throws Exception {
        assertThat(shop(TOO_OLD, "okHttp"))
                .singleElement()
                .asString()
                .startsWith("not built: ")
                .contains("NoSuchMethodError", "okhttp-3.11.0.jar", "okio-1.17.2.jar", "HttpTransports.jdk()")
                .doesNotContain(File.separator + "foreign-libraries");
    }

    @Test
    void oneThatFailsAtTheFirstCallCostsNoEventItsCertainty() throws Exception {
        List<String> said = shop(OLD_OKIO, "okHttp");

        // Nothing was ever sent, so nothing is in doubt: what may wait waits, and what may not any more has expired.
        assertThat(said)
                .contains("visit: EXPIRED NOT_SENT", "pending: 1", "purchase: DROPPED CLOSED")
                .filteredOn(line -> line.contains("does not fit"))
                .singleElement()
                .asString()
                .contains("okhttp-jvm-", "okio-1.17.2.jar", "HttpTransports.jdk()");
    }

    @ParameterizedTest
    @ValueSource(strings = {TOO_OLD, OLD_OKIO})
    void theJdksTransportNeedsNoOkHttp(String foreign) throws Exception {
        assertThat(shop(foreign, "jdk")).contains("visit: DELIVERED DELIVERED", "purchase: DELIVERED DELIVERED");
    }

    /** Has a shop with these libraries before ours track, and returns what it has to say. */
    private static List<String> shop(String foreign, String transport) throws Exception {
        List<URL> path = new ArrayList<>();
        for (String jar : foreign.split(" ", -1)) {
            Path file = FOREIGN.resolve(jar);
            assertThat(Files.exists(file))
                    .as("%s, which the build copies there; run the tests with Maven", file)
                    .isTrue();
            path.add(file.toUri().toURL());
        }
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            path.add(Path.of(entry).toUri().toURL());
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (CountingVendor vendor = CountingVendor.start();
                URLClassLoader loader =
                        new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            Object shop = loader.loadClass(ForeignShop.class.getName())
                    .getConstructor()
                    .newInstance();
            @SuppressWarnings("unchecked")
            List<String> said = ((BiFunction<String, String, List<String>>) shop)
                    .apply(vendor.uri().toString(), transport);
            assertThat(vendor.times().values()).allMatch(times -> times == 1);
            return said;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
