package iommu.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("§11.4.2, §11.4.3: capabilities that need others")
class CapabilityRulesTest {

    /** A unit with everything but what rules something else out: RWBF. */
    private static final Capabilities FULL = Capabilities.DEFAULT.with(c -> {
        c.deviceTlb = c.protectedLow = c.protectedHigh = c.abortMode = c.rootPointerInvalidates = true;
        c.separateRights = c.deviceTlbThrottling = true;
        c.scalableMode = c.firstStage = c.secondStage = c.nested = c.fiveLevelFirstStage = c.gigabyteFirstStage = true;
        c.snoopedWalks = c.secondStageDirty = c.ridPasid = c.supervisorRequests = c.ridPrivilege = true;
        c.extendedAccessed = c.noWriteFlag = c.memoryTypes = c.pageRequests = c.pageRequestDrain = true;
        c.translatedWithPasid = true;
        c.pasidBits = 20;
        c.interruptRemapping = c.extendedInterruptMode = c.postedInterrupts = c.interruptPointerInvalidates = true;
        c.extendedInterruptModeRequired = c.interruptRemappingRequired = true;
        c.maxHandleMask = 15;
    });

    private static Arguments without(String name, Consumer<CapabilityDraft> change, String... dependents) {
        return Arguments.of(name, change, List.of(dependents));
    }

    /** Taking this away, the capabilities that can't stay. */
    private static Stream<Arguments> needs() {
        return Stream.of(
                without("ECAP.QI", c -> c.queuedInvalidation = false, "ECAP.DT", "ECAP.IR", "ECAP.SMTS"),
                without("ECAP.IR", c -> c.interruptRemapping = false, "ECAP.EIM", "CAP.PI", "ECAP.MHMV", "ECAP.IRREQ"),
                without("ECAP.EIM", c -> c.extendedInterruptMode = false, "ECAP.EIMER"),
                without("ECAP.SMTS", c -> c.scalableMode = false, "ECAP.FSTS", "ECAP.NEST", "ECAP.PASID", "ECAP.SMPWCS",
                        "ECAP.RPS", "ECAP.SRS", "ECAP.MTS", "ECAP.PRS"),
                without("ECAP.FSTS", c -> c.firstStage = false, "ECAP.NEST", "CAP.FS5LP", "CAP.FS1GP", "ECAP.EAFS"),
                without("ECAP.SSTS", c -> c.secondStage = false, "ECAP.NEST", "ECAP.SSIRWS"),
                without("ECAP.SMPWCS", c -> c.snoopedWalks = false, "ECAP.SSADS", "ECAP.EAFS"),
                without("ECAP.SRS", c -> c.supervisorRequests = false, "ECAP.RPRIVS"),
                without("ECAP.DT", c -> c.deviceTlb = false, "ECAP.PRS", "ECAP.PDS", "ECAP.NWFS", "ECAP.PTRS", "ECAP.DIT"),
                without("ECAP.PASID", c -> c.pasidBits = 0, "ECAP.PTRS"));
    }

    private static final List<Dependent> DEPENDENTS = List.of(
            new Dependent("ECAP.DT", c -> c.deviceTlb = false),
            new Dependent("ECAP.IR", c -> c.interruptRemapping = false),
            new Dependent("ECAP.SMTS", c -> c.scalableMode = false),
            new Dependent("ECAP.EIM", c -> c.extendedInterruptMode = false),
            new Dependent("CAP.PI", c -> c.postedInterrupts = false),
            new Dependent("ECAP.MHMV", c -> c.maxHandleMask = 0),
            new Dependent("ECAP.IRREQ", c -> c.interruptRemappingRequired = false),
            new Dependent("ECAP.EIMER", c -> c.extendedInterruptModeRequired = false),
            new Dependent("ECAP.FSTS", c -> c.firstStage = false),
            new Dependent("ECAP.NEST", c -> c.nested = false),
            new Dependent("ECAP.PASID", c -> c.pasidBits = 0),
            new Dependent("ECAP.SMPWCS", c -> c.snoopedWalks = false),
            new Dependent("ECAP.RPS", c -> c.ridPasid = false),
            new Dependent("ECAP.SRS", c -> c.supervisorRequests = false),
            new Dependent("ECAP.RPRIVS", c -> c.ridPrivilege = false),
            new Dependent("ECAP.MTS", c -> c.memoryTypes = false),
            new Dependent("ECAP.PRS", c -> c.pageRequests = false),
            new Dependent("CAP.FS5LP", c -> c.fiveLevelFirstStage = false),
            new Dependent("CAP.FS1GP", c -> c.gigabyteFirstStage = false),
            new Dependent("ECAP.EAFS", c -> c.extendedAccessed = false),
            new Dependent("ECAP.SSADS", c -> c.secondStageDirty = false),
            new Dependent("ECAP.SSIRWS", c -> c.separateRights = false),
            new Dependent("ECAP.PDS", c -> c.pageRequestDrain = false),
            new Dependent("ECAP.NWFS", c -> c.noWriteFlag = false),
            new Dependent("ECAP.PTRS", c -> c.translatedWithPasid = false),
            new Dependent("ECAP.DIT", c -> c.deviceTlbThrottling = false));

    private record Dependent(String name, Consumer<CapabilityDraft> away) {
    }

    @Test
    void everythingTogetherIsAUnit() {
        assertThat(FULL.scalable().nested()).isTrue();
    }

    /** Everything that depends on it is taken away too, and then one of those is left: that one is refused. */
    @ParameterizedTest(name = "without {0}")
    @MethodSource("needs")
    void whatNeedsItCannotStayAlone(String name, Consumer<CapabilityDraft> change, List<String> dependents) {
        for (String left : dependents) {
            assertThatThrownBy(() -> FULL.with(draft -> {
                change.accept(draft);
                DEPENDENTS.stream().filter(d -> !d.name().equals(left) && goesToo(d.name(), dependents))
                        .forEach(d -> d.away().accept(draft));
            })).as(left).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(left)
                    .hasMessageContaining(" needs ").hasMessageContaining(name).hasMessageContaining("§11.4.");
        }
        assertThatCode(() -> FULL.with(draft -> {
            change.accept(draft);
            DEPENDENTS.stream().filter(d -> goesToo(d.name(), dependents)).forEach(d -> d.away().accept(draft));
        })).as("without any of them").doesNotThrowAnyException();
    }

    /** A dependent, or a dependent of one of them. */
    private static boolean goesToo(String name, List<String> dependents) {
        List<String> all = new ArrayList<>(dependents);
        for (int i = 0; i < all.size(); i++) {
            String one = all.get(i);
            needs().map(Arguments::get).filter(row -> row[0].equals(one)).map(row -> (List<?>) row[2])
                    .forEach(more -> more.forEach(each -> {
                        if (!all.contains(each)) {
                            all.add((String) each);
                        }
                    }));
        }
        return all.contains(name);
    }

    @Test
    void scalableModeKnowsNoWriteBuffers() {
        assertThatThrownBy(() -> FULL.with(c -> c.writeBufferFlush = true)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("writeBufferFlush (CAP.RWBF) needs a unit without scalableMode (ECAP.SMTS) (§11.4.2)");
        assertThat(Capabilities.DEFAULT.with(c -> c.writeBufferFlush = true).platform().writeBufferFlush()).isTrue();
    }

    @Test
    void onlyAUnitWithoutSecondStageHasNoLevels() {
        Capabilities firstStage = Capabilities.DEFAULT.with(c -> {
            c.scalableMode = c.firstStage = true;
            c.levels = Set.of();
        });
        assertThat(firstStage.levels()).isEmpty();
        for (Capabilities unit : List.of(Capabilities.DEFAULT, FULL)) {
            assertThatThrownBy(() -> unit.with(c -> c.levels = Set.of())).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("levels (CAP.SAGAW) may be empty only");
        }
    }

    @Test
    void smallGuestAddressesAreAllowedForSmallExamples() {
        assertThat(Capabilities.DEFAULT.with(c -> c.guestAddressWidth = 39).guestAddressWidth()).isEqualTo(39);
    }
}
