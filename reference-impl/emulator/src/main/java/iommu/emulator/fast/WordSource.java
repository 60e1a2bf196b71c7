package iommu.emulator.fast;

import iommu.arch.Gpa;
import iommu.arch.TableMemory;

/** Table memory without a wrapper around each word. */
interface WordSource {

    /** What {@link #word} gives for an entry that can't be read. A readable entry may look like it: ask {@link #fails}. */
    long UNREADABLE = 0x5EA1_ED0F_F0FF_1CE0L;

    /** The entry at a multiple of 8. */
    long word(long at);

    boolean fails(long at);

    static WordSource of(TableMemory memory) {
        return memory instanceof WordSource words ? words : new WordSource() {
            @Override
            public long word(long at) {
                return memory.read64(new Gpa(at)).orElse(UNREADABLE);
            }

            @Override
            public boolean fails(long at) {
                return memory.read64(new Gpa(at)).isEmpty();
            }
        };
    }
}
