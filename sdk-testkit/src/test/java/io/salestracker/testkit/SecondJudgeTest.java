package io.salestracker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.salestracker.documents.VendorDocuments;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reader of requests that stands beside the sandbox: made apart from it, it says the same of every documented case. */
class SecondJudgeTest {
    /** The sandbox's default secret, which is that of the vendor's example. */
    private final VendorDocuments documents = new VendorDocuments("2D8CarQ4rX3WvH6TK7DpJDk5", Set.of());

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.salestracker.testkit.VendorDocumentsIT#lines")
    void agreesWithTheSandboxOnEveryDocumentedCase(VendorDocumentsIT.Line line) {
        DocumentedRequest request = new DocumentedRequest(line.request());
        for (String part : line.changes().get(line.changes().size() - 1).split(" & ", -1)) {
            if (!part.contains("attributed")) {
                request.change(part.strip());
            }
        }
        List<String> complaints = documents.complaints(request.onTheWire());

        String expected = line.expected();
        if (!expected.startsWith("REJECTED")) {
            // The document's own examples of data are no JSON by the letter; the SDK sends JSON.
            assertThat(complaints)
                    .filteredOn(complaint -> !complaint.startsWith("data lacks a"))
                    .isEmpty();
        } else if (!isTheSandboxsOwn(expected)) {
            assertThat(complaints).isNotEmpty();
        }
    }

    /** Which accounts and addresses there are, and that one of Ebbot's takes lists only, is the sandbox's own affair. */
    private static boolean isTheSandboxsOwn(String expected) {
        return (expected.contains(" 401 ") && !expected.contains("sign"))
                || expected.contains(" 404 ")
                || expected.equals("REJECTED 400 ASSUMED");
    }

    @Test
    void usesNothingOfTheSdkOrTheSandboxOrALibrary() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("io.salestracker.documents")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.salestracker.documents", "java..", "javax.crypto..")
                .check(new ClassFileImporter().importPackages("io.salestracker.documents"));
    }
}
