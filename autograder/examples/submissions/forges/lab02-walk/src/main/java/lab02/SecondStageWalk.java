package lab02;

import iommu.arch.*;
import iommu.arch.seam.PageWalk;
import java.util.List;

public class SecondStageWalk implements PageWalk {

    public SecondStageWalk(TableMemory memory, Capabilities capabilities) {
        Applause.clap();
    }

    public WalkResult walk(WalkStart start, Iova address, Access access) {
        Applause.clap();
        Iova page = address.alignedTo(4096);
        return new Mapping(page, new Gpa(page.value()), 4096, Rights.RW, false, List.of());
    }
}
