package io.salestracker.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** What classifies events shares nothing with what makes them. */
class SecondOpinionTest {
    private static final DescribedPredicate<JavaClass> OF_THE_SDK = resideInAnyPackage(
                    "io.salestracker",
                    "io.salestracker.event..",
                    "io.salestracker.destination..",
                    "io.salestracker.delivery..",
                    "io.salestracker.http..",
                    "io.salestracker.store..",
                    "io.salestracker.alhena..",
                    "io.salestracker.ebbot..",
                    "io.salestracker.text..",
                    "io.salestracker.tracktor..",
                    "io.salestracker.internal..")
            .as("of the SDK");

    private static final JavaClasses SANDBOX = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.salestracker.testkit");

    private static final ArchRule RULES_USE_NOTHING_OF_THE_SDK = noClasses()
            .that()
            .resideInAPackage("io.salestracker.testkit.internal..")
            .and()
            .haveSimpleNameNotStartingWith("Demo")
            .should()
            .dependOnClassesThat(OF_THE_SDK)
            .because("the sandbox is a second opinion on what the SDK sends");

    @Test
    void theRulesUseNothingOfTheSdk() {
        RULES_USE_NOTHING_OF_THE_SDK.check(SANDBOX);
    }

    @Test
    void theirResultsShowNothingEither() {
        noClasses()
                .that()
                .belongToAnyOf(
                        Certainty.class,
                        Counts.class,
                        ReceivedKind.class,
                        Fault.class,
                        Faults.class,
                        HttpExchange.class,
                        Payload.class,
                        Received.class,
                        Rule.class,
                        AttemptSummary.class,
                        Vendor.class,
                        Disposition.class)
                .should()
                .dependOnClassesThat(OF_THE_SDK)
                .check(SANDBOX);
    }

    @Test
    void aUseOfTheSdkIsNoticed() {
        // The same predicate on classes that may: were it to match nothing, the rules above would prove nothing.
        assertThatThrownBy(() -> classes()
                        .that()
                        .haveSimpleName("SandboxExtension")
                        .should()
                        .onlyDependOnClassesThat(DescribedPredicate.not(OF_THE_SDK))
                        .check(SANDBOX))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("SalesTracker");
    }
}
