package iommu.oracle;

import static iommu.oracle.Bench.did;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.oracle.OpenInvalidations.Open;
import iommu.oracle.OpenInvalidations.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** MAY, and the invalidations under way that divide it (§6.5.2.12). */
class MayTest {

    private static final SourceId A = SourceId.of(0, 3, 0);
    private static final Tag TAG = Tag.plain(did(1));
    private static final Block LARGE = Block.of(new Iova(0), 21);

    private final OpenInvalidations open = new OpenInvalidations();
    private final May may = new May(open);

    private static May.ContextEntry context() {
        return new May.ContextEntry(A, new ContextReading.Rejected(Fault.of(FaultReason.CONTEXT_NOT_PRESENT), 64));
    }

    private static May.Translation translation(Block block) {
        return new May.Translation(A, Pasid.NONE, TAG, block, Content.identity(block, Content.Guard.LEGACY, false), false);
    }

    private static May.Prefix prefix() {
        return new May.Pointer(TAG, LARGE, 1, new Gpa(0x5000), Rights.RW);
    }

    private void open(Removal removal, Port port) {
        open.add(new Open(removal, port));
        may.opened(removal);
    }

    private static Removal iotlb(IotlbInvalidation command) {
        return new Removal(command, Capabilities.DEFAULT);
    }

    private List<Block> found(long iova) {
        List<Block> blocks = new ArrayList<>();
        may.translations(A, new Iova(iova), (entry, when) -> blocks.add(entry.block()));
        return blocks;
    }

    @Test
    void mayIsEqualToAnotherThatHoldsTheSameAndToNoOther() {
        List<Consumer<May>> fills = List.of(m -> m.add(context(), Timelines.ONLY),
                m -> m.add(new May.PasidEntry(A, 5, new PasidReading.Unserved(Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT),
                        Optional.empty())), Timelines.ONLY),
                m -> m.add(translation(LARGE), Timelines.ONLY), m -> m.add(prefix(), Timelines.ONLY));
        for (Consumer<May> fill : fills) {
            May one = new May(new OpenInvalidations());
            May other = new May(new OpenInvalidations());
            fill.accept(one);
            assertThat(one).isNotEqualTo(other).isNotEqualTo("MAY");
            fill.accept(other);
            assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        }
    }

    @Test
    void entryThatIsKnownIsNoNews() {
        assertThat(may.add(prefix(), Timelines.ONLY)).isTrue();
        assertThat(may.add(prefix(), Timelines.ONLY)).isFalse();
        assertThat(may.add(context(), Timelines.NONE)).as("in no timeline").isFalse();
        assertThat(may.contexts(A)).isEmpty();
    }

    @Test
    void openInvalidationsCutWhatTheyCoverInPart() {
        open(iotlb(IotlbInvalidation.page(did(1), new Iova(0x1000), 0, true)), Port.QUEUE);
        open(iotlb(IotlbInvalidation.page(did(1), new Iova(0x8000), 0, true)), Port.QUEUE);
        open(iotlb(IotlbInvalidation.page(did(2), new Iova(0x4000), 0, true)), Port.QUEUE);
        may.add(translation(LARGE), open.live());
        assertThat(found(0x1000)).containsExactly(Block.of(new Iova(0x1000), 12));
        assertThat(found(0x8000)).containsExactly(Block.of(new Iova(0x8000), 12));
        assertThat(found(0x4000)).as("another domain").containsExactly(Block.of(new Iova(0x4000), 14));
        assertThat(found(0x10_0000)).containsExactly(Block.of(new Iova(0x10_0000), 20));
    }

    @Test
    void latestInvalidationCutsOnlyWhatItReaches() {
        may.add(translation(LARGE), Timelines.ONLY);
        may.add(translation(Block.of(new Iova(0x20_0000), 21)), Timelines.ONLY);
        open(iotlb(IotlbInvalidation.page(did(1), new Iova(0x1000), 0, true)), Port.QUEUE);
        assertThat(found(0x0)).containsExactly(Block.of(new Iova(0), 12));
        assertThat(found(0x20_0000)).containsExactly(Block.of(new Iova(0x20_0000), 21));
    }

    @Test
    void abandonedInvalidationMayHaveBeenExecutedOrNot() {
        may.add(translation(LARGE), Timelines.ONLY);
        open(iotlb(IotlbInvalidation.global()), Port.IOTLB_REGISTER);
        open(new Removal(ContextInvalidation.global(), Capabilities.DEFAULT), Port.QUEUE);
        int members = open.membersFrom(1);
        assertThat(members).isEqualTo(0b10);
        may.abandoning(members);
        open.complete(members);
        assertThat(found(0)).as("the other is still open").hasSize(1);
        members = open.members(Port.IOTLB_REGISTER, 2);
        may.completing(members);
        open.complete(members);
        assertThat(found(0)).as("and was executed in every timeline that is left").isEmpty();
    }

    @Test
    void abandonedInvalidationsMayHaveBeenExecutedInPart() {
        open(iotlb(IotlbInvalidation.domain(did(1))), Port.QUEUE);
        open(iotlb(IotlbInvalidation.domain(did(2))), Port.QUEUE);
        Timelines firstAlone = Timelines.of(t -> t == 0b01, 4);
        assertThat(open.without(0b11, firstAlone)).isEqualTo(Timelines.ONLY);
        assertThat(open.without(0b10, firstAlone)).as("the first, which stays, was executed")
                .isEqualTo(Timelines.of(t -> t == 1, 2));
        assertThat(open.without(0b01, firstAlone)).as("the second was not").isEqualTo(Timelines.of(t -> t == 0, 2));
    }

    @Test
    void completionCountsByPortAndNumber() {
        open(iotlb(IotlbInvalidation.domain(did(1))), Port.QUEUE);
        open(iotlb(IotlbInvalidation.domain(did(2))), Port.IOTLB_REGISTER);
        open(iotlb(IotlbInvalidation.domain(did(3))), Port.QUEUE);
        assertThat(open.members(Port.QUEUE, 1)).isEqualTo(0b001);
        assertThat(open.members(Port.QUEUE, 3)).isEqualTo(0b101);
        assertThat(open.members(Port.IOTLB_REGISTER, 3)).isEqualTo(0b010);
        assertThat(open.members(Port.CONTEXT_REGISTER, 3)).isZero();
        open.complete(0b001);
        assertThat(open.count()).as("numbers are never used again").isEqualTo(3);
        assertThat(open.membersFrom(2)).isEqualTo(0b10);
    }

    @Test
    void orderBindsTheQueueButNoRegisterCommand() {
        Removal contexts = new Removal(ContextInvalidation.global(), Capabilities.DEFAULT);
        open(contexts, Port.QUEUE);
        open(iotlb(IotlbInvalidation.global()), Port.QUEUE);
        assertThat(open.live().has(0b10)).as("IOTLB before an earlier context cache (§6.5.2.12)").isFalse();
        assertThat(open.live().has(0b01)).isTrue();
        OpenInvalidations others = new OpenInvalidations();
        others.add(new Open(contexts, Port.CONTEXT_REGISTER));
        others.add(new Open(iotlb(IotlbInvalidation.global()), Port.QUEUE));
        assertThat(others.live().has(0b10)).isTrue();
    }
}
