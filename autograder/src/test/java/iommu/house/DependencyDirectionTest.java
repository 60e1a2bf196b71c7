package iommu.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The plan of the house, read off the bytecode: dependencies run one way, and rooms do not know each other. */
class DependencyDirectionTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("iommu");

    private static final Set<String> ROOMS = Set.of("firstdma", "context", "secondstage", "fault", "cache", "register", "invalidation",
            "interrupt", "pagerequest", "notifier", "safety", "shadow", "adversary", "fast", "legacy");

    /** IM and IP of §7.3: the events of faults, invalidations and page requests work alike. Not a room. */
    private static final String EVENT_LINE = "iommu.emulator.event";

    /** What one listener has been told: the rooms that tell, notifier and shadow, follow tables alike. Not a room. */
    private static final String TOLD = "iommu.emulator.told";

    /** Rooms that are held to speed may use what plain ones may not; only the fast machine knows them. */
    private static final String FAST = "iommu.emulator.fast..";

    private static final Set<String> FIRST_FLOOR = Set.of("emulator", "belief", "oracle", "guest", "view", "scenario", "probe");

    /** The law of beliefs asks the oracle through an interface of its own, so that it can be handed out without it. */
    private static final Map<String, String> MAY_ALSO = Map.of("oracle", "iommu.belief..");

    @Test
    void theVocabularyDependsOnTheJdkAlone() {
        classes().that().resideInAPackage("iommu.arch..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "iommu.arch..").check(HOUSE);
    }

    @TestFactory
    Stream<DynamicTest> everyModuleOfTheFirstFloorDependsOnTheVocabularyAlone() {
        return FIRST_FLOOR.stream().sorted().map(module -> DynamicTest.dynamicTest(module,
                () -> classes().that().resideInAPackage("iommu." + module + "..").should().onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "javax.tools..", "iommu.arch..", "iommu." + module + "..", MAY_ALSO.getOrDefault(module, "iommu.arch.."))
                        .check(HOUSE)));
    }

    @Test
    void theBoardIsBuiltOfVocabularyAndEmulatorAlone() {
        classes().that().resideInAPackage("iommu.board..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "iommu.arch..", "iommu.emulator..", "iommu.board..").check(HOUSE);
    }

    @Test
    void onlyTheUnitOfTheBoardKnowsWhatAUnitIsMadeOf() {
        noClasses().that().resideInAPackage("iommu.board..").and().doNotHaveFullyQualifiedName("iommu.board.Unit").should()
                .dependOnClassesThat().resideInAPackage("iommu.emulator..").check(HOUSE);
    }

    @Test
    void peersStandOnTheFirstFloorAndNobodyOfItLeansOnThem() {
        classes().that().resideInAPackage("iommu.peers..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "iommu.arch..", "iommu.emulator..", "iommu.oracle..", "iommu.scenario..",
                        "iommu.guest..", "iommu.view..", "iommu.peers..").check(HOUSE);
    }

    @Test
    void nothingThatRunsInABrowserNeedsMoreThanPlainCoreClasses() {
        noClasses().that().resideInAnyPackage("iommu.arch..", "iommu.emulator..", "iommu.belief..", "iommu.oracle..", "iommu.guest..",
                "iommu.view..", "iommu.scenario..").and().resideOutsideOfPackage(FAST).should().dependOnClassesThat()
                .resideInAnyPackage("java.lang.reflect..", "java.lang.invoke..", "java.nio.file..", "java.net..",
                        "java.util.concurrent..").orShould().dependOnClassesThat().haveFullyQualifiedName("java.util.HexFormat")
                .because("arch, rooms, oracle, view and scenarios are to run inside a page")
                .check(HOUSE.that(com.tngtech.archunit.base.DescribedPredicate.describe("named classes",
                        c -> !c.isAnonymousClass())));
    }

    @TestFactory
    Stream<DynamicTest> roomsMeetOnlyInTheMachine() {
        return ROOMS.stream().sorted().map(room -> DynamicTest.dynamicTest(room,
                () -> classes().that().resideInAPackage("iommu.emulator." + room + "..").should()
                        .onlyDependOnClassesThat().resideInAnyPackage("java..", "iommu.arch..",
                                "iommu.emulator." + room + "..", EVENT_LINE, TOLD).check(HOUSE)));
    }

    @Test
    void whatIsHeldToSpeedIsKnownToTheFastMachineAlone() {
        noClasses().that().resideOutsideOfPackage(FAST).and()
                .doNotHaveFullyQualifiedName("iommu.emulator.machine.FastMachine").and().resideOutsideOfPackage("iommu.bench..")
                .should().dependOnClassesThat().resideInAPackage(FAST).check(HOUSE);
    }

    @Test
    void theEventLineThatRoomsAreBuiltOfKnowsNoRoom() {
        classes().that().resideInAPackage(EVENT_LINE).should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "iommu.arch..", EVENT_LINE).check(HOUSE);
    }

    @Test
    void whatAListenerHasBeenToldKnowsNoRoom() {
        classes().that().resideInAPackage(TOLD).should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "iommu.arch..", TOLD).check(HOUSE);
    }

    @Test
    void whatListensToAUnitKnowsNothingOfWhatAUnitIsMadeOf() {
        classes().that().resideInAPackage("iommu.emulator.external").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "iommu.arch..", "iommu.emulator.external").check(HOUSE);
    }

    @Test
    void packagesOfTheReferenceHaveNoCycles() {
        slices().matching("iommu.(arch|emulator|oracle|guest|view|scenario|probe|peers).(**)").should().beFreeOfCycles()
                .check(HOUSE);
    }

    @Test
    void theJudgeNeverLoadsAClassByName() {
        noClasses().that().resideInAPackage("iommu.grade..").should().callMethod(Class.class, "forName", String.class)
                .orShould().dependOnClassesThat().areAssignableTo(ClassLoader.class)
                .because("learner classes have no place in the JVM that decides").check(HOUSE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses().should().haveSimpleNameEndingWith("Util").orShould().haveSimpleNameEndingWith("Utils")
                .orShould().haveSimpleNameEndingWith("Manager").orShould().haveSimpleNameEndingWith("Helper")
                .orShould().haveSimpleNameEndingWith("Impl").check(HOUSE);
    }
}
