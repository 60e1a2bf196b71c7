package iommu.emulator.register;

import iommu.arch.Gpa;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.Field;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.ProtectedMemory;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.Register;
import iommu.arch.register.TableMode;

/** What software has programmed, as the values that the other rooms take. */
record Programmed(RegisterWords words) {

    private static final Gpa HIGHEST = new Gpa(-1);
    private static final Gpa LOWEST = new Gpa(0);

    EventRegisters faultEvent() {
        return event(Field.FECTL_IM, Register.FEDATA, Register.FEADDR, Register.FEUADDR);
    }

    EventRegisters invalidationEvent() {
        return event(Field.IECTL_IM, Register.IEDATA, Register.IEADDR, Register.IEUADDR);
    }

    EventRegisters pageRequestEvent() {
        return event(Field.PECTL_IM, Register.PEDATA, Register.PEADDR, Register.PEUADDR);
    }

    private EventRegisters event(Field mask, Register data, Register address, Register upper) {
        return new EventRegisters(words.isSet(mask), new Gpa(words.get(upper) << 32 | words.get(address)),
                (int) words.get(data));
    }

    /** @param mode RTADDR.TTM at the last SRTP */
    QueueRegisters queue(TableMode mode) {
        return new QueueRegisters(words.isSet(Field.GSTS_QIES), address(Field.IQA_BASE), (int) words.get(Field.IQA_QS),
                words.isSet(Field.IQA_DW), (int) words.get(Field.IQT_QT), mode);
    }

    /** @param pointer IRTA at the last SIRTP (§6.7) */
    InterruptRegisters interrupts(long pointer) {
        return new InterruptRegisters(words.isSet(Field.GSTS_IRES), new Gpa(pointer & Field.IRTA_IRTA.mask()),
                2 << (int) Field.IRTA_S.get(pointer), Field.IRTA_EIME.isSet(pointer), words.isSet(Field.GSTS_CFIS));
    }

    /** A region that the unit does not have is empty: its limit lies below its base (§11.4.8.3). */
    ProtectedMemory protectedMemory() {
        boolean low = words.has(Register.PLMBASE);
        boolean high = words.has(Register.PHMBASE);
        return new ProtectedMemory(words.isSet(Field.PMEN_EPM),
                low ? address(Field.PLMBASE_PLMB) : HIGHEST, low ? limit(Field.PLMLIMIT_PLML) : LOWEST,
                high ? address(Field.PHMBASE_PHMB) : HIGHEST, high ? limit(Field.PHMLIMIT_PHML) : LOWEST);
    }

    PageRequestRegisters pageRequests() {
        return new PageRequestRegisters(address(Field.PQA_PQA), (int) words.get(Field.PQA_PQS),
                (int) words.get(Field.PQH_PQH), (int) words.get(Field.PQT_PQT));
    }

    private Gpa address(Field field) {
        return new Gpa(words.get(field.register()) & field.mask());
    }

    /** The unit decodes 2 MiB (freedom {@code protected-granularity}); the bits below that are 1 (§11.4.8.3). */
    private Gpa limit(Field field) {
        return new Gpa(address(field).value() | (1L << field.low()) - 1);
    }
}
