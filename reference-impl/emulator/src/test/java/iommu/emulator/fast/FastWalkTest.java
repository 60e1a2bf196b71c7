package iommu.emulator.fast;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.TableMemory;
import iommu.arch.WalkStart;
import iommu.arch.seam.PageWalk;
import iommu.emulator.Words;
import iommu.emulator.secondstage.PageWalkTest;
import org.junit.jupiter.api.Test;

class FastWalkTest extends PageWalkTest {

    @Override
    protected PageWalk walkOf(TableMemory memory, Capabilities capabilities) {
        return new FastWalk(memory, capabilities);
    }

    @Test
    void anEntryThatLooksLikeTheSignOfAnUnreadableOneIsAnEntry() {
        Words memory = new Words().put(0x1008, WordSource.UNREADABLE | 3);
        Words same = new Words().put(0x1008, WordSource.UNREADABLE);
        WalkStart start = new WalkStart(new Gpa(0x1000), 1, Rights.RW, 39);
        assertThat(walkOf(memory, Capabilities.DEFAULT).walk(start, new Iova(0x1000), Access.READ).toString())
                .isNotEqualTo(walkOf(same, Capabilities.DEFAULT).walk(start, new Iova(0x1000), Access.READ).toString());
        same.unreadable(0x1008);
        assertThat(walkOf(same, Capabilities.DEFAULT).walk(start, new Iova(0x1000), Access.READ).toString())
                .contains("TABLE_ACCESS_ERROR");
    }
}
