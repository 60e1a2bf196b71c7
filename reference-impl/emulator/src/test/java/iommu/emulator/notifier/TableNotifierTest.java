package iommu.emulator.notifier;

import static iommu.emulator.notifier.NotifierRig.FIVE;
import static iommu.emulator.notifier.NotifierRig.K4;
import static iommu.emulator.notifier.NotifierRig.SEVEN;
import static iommu.emulator.notifier.NotifierRig.mapper;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TableNotifierTest {

    @TestFactory
    Stream<DynamicTest> theReferenceDoesWhatEveryNotifierDoes() {
        return Sentences.all().entrySet().stream()
                .map(sentence -> DynamicTest.dynamicTest(sentence.getKey(), () -> sentence.getValue().accept(TableNotifier::new)));
    }

    @Test
    void aScanReadsAboutOneEntryForEachPage() {
        NotifierRig rig = new NotifierRig(TableNotifier::new).on();
        for (long page = 0; page < 4 * 512; page++) {
            rig.map(page * K4, page * K4);
        }
        rig.join(mapper(1));
        rig.reads = 0;
        rig.domain(FIVE);
        assertThat(rig.reads).isBetween(4 * 512, 4 * 512 + 3 * 2 * 512);
    }

    @Test
    void aPageCommandReadsNothingButItsPages() {
        NotifierRig rig = new NotifierRig(TableNotifier::new).on().map(0x1000, 0x9000).map(0x2000, 0x9000);
        rig.join(mapper(1));
        rig.walks = 0;
        rig.lookups = 0;
        rig.page(FIVE, 0x1000, 0);
        assertThat(rig.walks).isEqualTo(1);
        assertThat(rig.lookups).isZero();
    }

    @Test
    void listenersOfOtherDomainsCostNothing() {
        NotifierRig rig = new NotifierRig(TableNotifier::new).on();
        for (int function = 0; function < 8; function++) {
            SourceId source = SourceId.of(0, 4, function);
            rig.context(source, NotifierRig.TOP | 1, 0x501).join(new Listener(function, source, NotifierRig.BOTH));
        }
        int before = rig.walks + rig.lookups;
        assertThat(rig.page(SEVEN, 0x1000, 0)).isEmpty();
        assertThat(rig.walks + rig.lookups).isEqualTo(before);
    }

    @Test
    void aListenerIsThereOnceAndIsReplayedWhenThere() {
        NotifierRig rig = new NotifierRig(TableNotifier::new).on();
        rig.notifier.add(mapper(1));
        assertThatThrownBy(() -> rig.notifier.add(new Listener(1, SourceId.parse("00:04.0"), Set.of())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("listener 1");
        assertThatThrownBy(() -> rig.notifier.replay(mapper(2))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void beforeItsReplayAListenerIsToldNothing() {
        NotifierRig rig = new NotifierRig(TableNotifier::new).on().map(0x1000, 0x9000);
        rig.notifier.add(mapper(1));
        assertThat(rig.global()).isEmpty();
        assertThat(rig.contextOf(NotifierRig.DEVICE, 0)).isEmpty();
    }
}
