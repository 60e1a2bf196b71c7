package iommu.emulator.register;

import iommu.arch.register.Field;
import iommu.arch.register.Register;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** One stored word for each register, and what accesses of four bytes see and change of it (§11.2, §11.3). */
final class RegisterWords {

    private static final long HALF = 0xFFFF_FFFFL;
    private static final int PLAIN_END = 0x100;

    private final Layout layout;
    private final Map<Register, Long> identity;
    private final Map<Register, Long> words = new EnumMap<>(Register.class);
    private final Register[] places = new Register[PLAIN_END / 4];

    /** @param identity what VER, CAP and ECAP say */
    RegisterWords(Layout layout, Map<Register, Long> identity) {
        this.layout = layout;
        this.identity = identity;
        for (Register register : Register.values()) {
            words.put(register, 0L);
            for (int into = 0; into < register.width() / 8 && register != Register.FRCD; into += 4) {
                places[(register.offset() + into) / 4] = register;
            }
        }
        reset();
    }

    /** Every field but the sticky ones takes its default value (§11.3). */
    final void reset() {
        words.replaceAll((register, old) -> {
            long sticky = layout.of(register).sticky();
            return old & sticky | identity.getOrDefault(register, register.reset()) & ~sticky & layout.of(register).present();
        });
    }

    /** The register that has this aligned dword; none where the map is empty, or has other than plain words. */
    Optional<Register> at(int offset) {
        return offset < PLAIN_END ? Optional.ofNullable(places[offset / 4]) : Optional.empty();
    }

    boolean has(Register register) {
        return layout.of(register).present() != 0;
    }

    long get(Register register) {
        return words.get(register);
    }

    long get(Field field) {
        return field.get(words.get(field.register()));
    }

    boolean isSet(Field field) {
        return field.isSet(words.get(field.register()));
    }

    /** The unit itself changes a register; what lies in no field stays 0. */
    void set(Register register, long value) {
        words.put(register, value & layout.of(register).present());
    }

    /** The unit itself changes a field, if the register has it. */
    void set(Field field, long value) {
        set(field.register(), words.get(field.register()) & ~field.mask() | field.of(value));
    }

    /** The half, 32 bits wide, that begins at this bit of the register. */
    long readHalf(Register register, int shift) {
        return (words.get(register) & ~layout.of(register).unread()) >>> shift & HALF; // §11.3
    }

    /** Those bits that software wrote 1 and that clear thereby, where they were 1: in registers of 32 bits only. */
    long cleared(Register register, long value) {
        return words.get(register) & layout.of(register).clearable() & value; // §11.3
    }

    /** Software writes a half: reserved and read-only bits stay. @return whether the half has a bit that could change */
    boolean writeHalf(Register register, int shift, long value) {
        long changed = HALF << shift & layout.of(register).writable();
        words.merge(register, value << shift & changed, (old, bits) -> old & ~changed | bits); // §11.3
        return changed != 0;
    }
}
