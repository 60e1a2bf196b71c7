package iommu.peers.recording;

import iommu.arch.Gpa;
import iommu.arch.register.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the guest puts its descriptors (§6.5.2). A recording shows them only behind the tail that submits them, so they
 * are stored before the tail is moved.
 *
 * @param base  IQA.BASE
 * @param bytes the ring's size
 * @param wide  IQA.DW: descriptors of 32 bytes, not 16
 * @param tail  the old tail, in bytes
 */
record Ring(Gpa base, int bytes, boolean wide, int tail) {

    /** 8 bytes of a descriptor. */
    record Word(Gpa at, long value) {
    }

    static Ring of(long iqa, long iqt) {
        return new Ring(new Gpa(Field.IQA_BASE.get(iqa) << Field.IQA_BASE.low()), 4096 << Field.IQA_QS.get(iqa),
                Field.IQA_DW.isSet(iqa), (int) (Field.IQT_QT.mask() & iqt));
    }

    int descriptorBytes() {
        return wide ? 32 : 16;
    }

    /** How many descriptors a tail moved to {@code newTail} submits; negative if it names none. */
    int submits(long newTail) {
        if (newTail < 0 || newTail >= bytes || newTail % descriptorBytes() != 0 || tail >= bytes) {
            return -1;
        }
        return Math.floorMod((int) newTail - tail, bytes) / descriptorBytes();
    }

    /** Whether the head stands at one of so many descriptors from the old tail on. @param head in bytes */
    boolean holds(int descriptors, long head) {
        return Math.floorMod((int) head - tail, bytes) < descriptors * descriptorBytes();
    }

    /** What has to be stored for these descriptors to lie from the old tail on. */
    List<Word> words(List<RecordedEvent.Submitted> descriptors) {
        List<Word> words = new ArrayList<>();
        int at = tail;
        for (RecordedEvent.Submitted descriptor : descriptors) {
            for (int i = 0; i < descriptor.words().size(); i++) {
                words.add(new Word(base.plus(Math.floorMod(at + 8 * i, bytes)), descriptor.words().get(i)));
            }
            at += descriptorBytes();
        }
        return words;
    }
}
