package lab01;

import iommu.arch.*;
import iommu.arch.seam.ContextLookup;

public class RootAndContextLookup implements ContextLookup {

    public RootAndContextLookup(TableMemory memory, Capabilities capabilities) {
        Applause.clap();
    }

    public ContextResult lookUp(Gpa rootTable, SourceId source) {
        Applause.clap();
        return new TranslationContext(new DomainId(1), TranslationType.UNTRANSLATED_ONLY, new Gpa(0x1000), 4, false);
    }
}
