package io.salestracker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows between the rooms of the house, and what no class of it may do. */
class ArchitectureTest {
    private static final String ROOT = "io.salestracker";
    private static final String EVENT = ROOT + ".event..";
    private static final String DESTINATION = ROOT + ".destination..";
    private static final String DELIVERY = ROOT + ".delivery..";
    private static final String HTTP = ROOT + ".http..";
    private static final String SUPPORT = ROOT + ".internal.support..";
    private static final String LINKAGE = ROOT + ".internal.linkage";
    private static final String TRANSPORT = ROOT + ".internal.transport..";
    private static final String[] VENDORS = Stream.of("alhena", "ebbot", "text", "tracktor")
            .map(vendor -> ROOT + "." + vendor + "..")
            .toArray(String[]::new);
    private static final String INTERNAL = ROOT + ".internal..";
    private static final String[] JDK = {"java..", "javax..", "org.jspecify.."};

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("test-support"))
            .importPackages(ROOT);

    private static void check(ArchRule rule) {
        rule.check(MAIN);
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe(
                "named " + String.join(" or ", names),
                type -> List.of(names).contains(outermost(type).getSimpleName()));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    // ---- arrows

    @Test
    void theModelDependsOnNothingButTheJdk() {
        check(classes()
                .that()
                .resideInAPackage(EVENT)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAPackage(EVENT))));
    }

    @Test
    void settingsDependOnTheModelOnly() {
        check(classes()
                .that()
                .resideInAPackage(DELIVERY)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(EVENT, DELIVERY))));
    }

    @Test
    void httpDependsOnItsTransportsOnly() {
        check(classes()
                .that()
                .resideInAPackage(HTTP)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(HTTP, TRANSPORT))));
    }

    @Test
    void destinationsDependOnModelSettingsAndHttp() {
        check(classes()
                .that()
                .resideInAPackage(DESTINATION)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                        .or(resideInAnyPackage(EVENT, DELIVERY, HTTP, DESTINATION, SUPPORT))
                        .or(resideInAPackage("com.fasterxml.jackson.."))));
    }

    @Test
    void aVendorUsesNothingThatAnOutsiderCannot() {
        for (String vendor : VENDORS) {
            check(classes()
                    .that()
                    .resideInAPackage(vendor)
                    .should()
                    .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                            .or(resideInAnyPackage(EVENT, DELIVERY, HTTP, DESTINATION, vendor))));
        }
    }

    @Test
    void nothingButAVendorsOwnPackageKnowsIt() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(VENDORS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(VENDORS));
    }

    @Test
    void theFrontDoorHasOneWayIn() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat(resideInAPackage(INTERNAL).and(not(named("Engine", "TrackerSetup")))));
    }

    @Test
    void theTransportsDoNotKnowTheEngine() {
        check(classes()
                .that()
                .resideInAPackage(ROOT + ".internal.transport")
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("io.salestracker..")).or(resideInAnyPackage(TRANSPORT, HTTP, LINKAGE))));
    }

    // ---- rings

    // A package here is an API and the two packages are its front and its inside.
    private static final Set<Set<String>> PAIRS = Set.of(
            Set.of(ROOT, ROOT + ".internal"),
            Set.of(ROOT, ROOT + ".store"),
            Set.of(ROOT + ".http", ROOT + ".internal.transport"));

    @Test
    void noPackagesFormARing() {
        assertThat(ring(MAIN.stream(), JavaClass::getPackageName, PAIRS)).isEmpty();
    }

    @Test
    void noClassesOfTheEngineOrTheStoreFormARing() {
        assertThat(ring(
                        MAIN.stream().filter(type -> isWithin(type, "internal") || isWithin(type, "store")),
                        type -> outermost(type).getName(),
                        Set.of()))
                .isEmpty();
    }

    private static boolean isWithin(JavaClass type, String room) {
        return (type.getPackageName() + ".").startsWith(ROOT + "." + room + ".");
    }

    /** The nodes that remain when those without a way out are taken away again and again: rings, and ways to these. */
    private static Set<String> ring(
            Stream<JavaClass> types, Function<JavaClass, String> node, Set<Set<String>> allowed) {
        Map<String, Set<String>> arrows = new TreeMap<>();
        types.forEach(type -> arrows.computeIfAbsent(node.apply(type), from -> new TreeSet<>())
                .addAll(type.getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                        .map(node)
                        .collect(Collectors.toSet())));
        arrows.forEach((from, to) -> to.removeIf(
                one -> one.equals(from) || !arrows.containsKey(one) || allowed.contains(Set.of(from, one))));
        while (arrows.values().removeIf(to -> to.isEmpty())) {
            arrows.values().forEach(to -> to.retainAll(arrows.keySet()));
        }
        return arrows.keySet();
    }

    // ---- libraries

    @Test
    void clientAndRetryLibraryAreNamedInsideOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("okhttp3..", "okio..", "kotlin..", "io.github.resilience4j.."));
    }

    @Test
    void noTypeOfALibraryIsInAPublicSignature() {
        check(classes()
                .that(resideInAPackage("io.salestracker..").and(not(resideInAPackage(INTERNAL))))
                .should(new ArchCondition<>("have nothing but JDK types and our own in public signatures") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!isPublic(type)) {
                            return;
                        }
                        Stream.concat(Stream.of(type.getRawSuperclass().orElse(type)), type.getRawInterfaces().stream())
                                .filter(ArchitectureTest::isForeign)
                                .forEach(foreign -> report(type, foreign, events));
                        for (JavaMember member : type.getMembers()) {
                            if (isVisible(member)) {
                                typesOf(member).stream()
                                        .flatMap(used -> used.getAllInvolvedRawTypes().stream())
                                        .filter(ArchitectureTest::isForeign)
                                        .forEach(foreign -> report(member, foreign, events));
                            }
                        }
                    }
                }));
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static List<JavaType> typesOf(JavaMember member) {
        if (member instanceof JavaField field) {
            return List.of(field.getType());
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        List<JavaType> types = new ArrayList<>(code.getParameterTypes());
        types.add(code.getReturnType());
        types.addAll(code.getExceptionTypes());
        return types;
    }

    private static boolean isForeign(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        boolean ours = name.startsWith(ROOT) && !name.startsWith(ROOT + ".internal");
        return !(type.getBaseComponentType().isPrimitive()
                || name.startsWith("java.")
                || name.startsWith("javax.net.ssl")
                || ours);
    }

    private static void report(Object where, JavaClass foreign, ConditionEvents events) {
        events.add(SimpleConditionEvent.violated(where, where + " shows " + foreign.getName()));
    }

    // ---- the guards

    // Each is the one way to what it is named for. At build() failing is right: what is opened there may throw.
    private static final Set<String> GUARDS = Set.of(
            "Log",
            "ThrottledLogger",
            "Callbacks",
            "GuardedDestination",
            "GuardedStore",
            "GuardedTransport",
            "TrackerThreads",
            "TaskThread",
            "ShutdownHook",
            "Closing",
            "RetryPolicy",
            "Unbuilt");
    private static final Set<String> OPENED_AT_BUILD = Set.of(
            "LaneFactory.open", "LaneFactory.openTransport", "GuardedDestination.<init>", "RetryPolicy.checkLibrary");

    // A test's clock and random source need no guard: their faults end where every fault of track or a sender does.
    private static final Set<String> BEHIND_A_GUARD = Set.of(
            "Clocks.<init>",
            "Clocks.now",
            "Clocks.wall",
            "Clocks.wallAt",
            "RetryPolicy.makeConfig",
            "RetryPolicy.isRetriedByTheLibrary");

    private static final Set<String> OUTSIDE = Set.of(
            "io.salestracker.DeliveryListener",
            "io.salestracker.store.EventStore",
            "io.salestracker.http.HttpTransport",
            "io.salestracker.destination.Destination",
            "java.time.InstantSource",
            "java.util.function.Consumer",
            "java.util.function.Predicate",
            "java.util.function.Supplier",
            "java.util.function.DoubleSupplier",
            "org.slf4j.Logger",
            "org.slf4j.LoggerFactory");

    private static boolean leavesOurCode(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String method = access.getTarget().getName();
        boolean startsThread = access.getTargetOwner().isAssignableTo(Thread.class)
                && (method.equals("start") || method.equals("<init>"));
        // The rest of an entry is data.
        boolean isEntrys =
                owner.equals("io.salestracker.store.Entry") && (method.equals("bytes") || method.equals("complete"));
        return startsThread || isEntrys || OUTSIDE.contains(owner);
    }

    private static String at(JavaAccess<?> access) {
        return outermost(access.getOriginOwner()).getSimpleName() + "."
                + access.getOrigin().getName();
    }

    @Test
    void everyCallOutOfTheEngineIsGuarded() {
        List<String> around = new ArrayList<>();
        List<String> unguarded = new ArrayList<>();
        MAIN.stream()
                .filter(type -> type.getPackageName().startsWith(ROOT + ".internal"))
                .filter(type -> !type.isAssignableTo("io.salestracker.store.Entry"))
                .flatMap(type -> type.getCodeUnits().stream())
                .forEach(code -> {
                    Set<JavaAccess<?>> guarded = code.getTryCatchBlocks().stream()
                            .filter(block -> block.getCaughtThrowables().stream()
                                    .anyMatch(caught -> caught.isEquivalentTo(Throwable.class)))
                            .flatMap(block -> block.getAccessesContainedInTryBlock().stream())
                            .collect(Collectors.toSet());
                    code.getMethodCallsFromSelf().stream()
                            .filter(ArchitectureTest::leavesOurCode)
                            .filter(call -> !OPENED_AT_BUILD.contains(at(call)) && !BEHIND_A_GUARD.contains(at(call)))
                            .forEach(call -> {
                                if (!GUARDS.contains(
                                        outermost(call.getOriginOwner()).getSimpleName())) {
                                    around.add(call.getDescription());
                                } else if (!guarded.contains(call)) {
                                    unguarded.add(call.getDescription());
                                }
                            });
                });
        assertThat(around).isEmpty();
        assertThat(unguarded).isEmpty();
    }

    // ---- what no class may do

    @Test
    void nothingWritesToTheConsoleOrAnotherLog() {
        check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
        check(noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err"));
        check(noClasses().should().callMethod(Throwable.class, "printStackTrace"));
    }

    @Test
    void nothingSleepsOrPinsAClassLoader() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
        check(noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class));
        check(noClasses()
                .that(are(not(named("ShutdownHook"))))
                .should()
                .callMethod(Runtime.class, "addShutdownHook", Thread.class));
    }

    @Test
    void noStateIsStatic() {
        check(fields().that()
                .areStatic()
                .and(are(DescribedPredicate.describe(
                        "written by us", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))))
                .should()
                .beFinal());
        check(noClasses()
                .should(
                        new ArchCondition<>(
                                "hold a collection that can be changed, or an array that others see, in a static field") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                for (Field field : type.reflect().getDeclaredFields()) {
                                    if (Modifier.isStatic(field.getModifiers())
                                            && !field.isSynthetic()
                                            && isChangeable(field)) {
                                        events.add(SimpleConditionEvent.satisfied(field, field + " can be changed"));
                                    }
                                }
                            }
                        }));
    }

    private static boolean isChangeable(Field field) {
        if (field.getType().isArray()) {
            return !Modifier.isPrivate(field.getModifiers());
        }
        if (!Collection.class.isAssignableFrom(field.getType()) && !Map.class.isAssignableFrom(field.getType())) {
            return field.getType().getName().startsWith("java.util.concurrent.");
        }
        try {
            field.setAccessible(true);
            String kind = field.get(null).getClass().getName();
            return kind.startsWith("java.util.") && !kind.contains("Immutable") && !kind.contains("Unmodifiable");
        } catch (IllegalAccessException e) {
            throw new AssertionError(field + " cannot be read", e);
        }
    }

    // ---- packages

    @Test
    void everyPackageIsPublicByTheModuleOrInside() {
        ModuleDescriptor module = SalesTracker.class.getModule().getDescriptor();
        assertThat(module).as("tests run with the module").isNotNull();
        Set<String> exported =
                module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet());

        Set<String> outside = MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT) && !name.startsWith(ROOT + ".internal"))
                .collect(Collectors.toSet());

        assertThat(exported).isEqualTo(outside);
        assertThat(module.exports().stream()
                        .filter(ModuleDescriptor.Exports::isQualified)
                        .map(ModuleDescriptor.Exports::source))
                .containsExactly(ROOT + ".store");
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(MAIN.stream()
                        .map(type -> type.reflect().getPackage())
                        .distinct()
                        .filter(one -> !one.isAnnotationPresent(NullMarked.class))
                        .map(Package::getName))
                .isEmpty();
    }
}
