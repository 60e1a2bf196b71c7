package iommu.peers.recording;

import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** How reports say values. */
final class Words {

    private Words() {
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    static String of(FaultReason reason) {
        return "fault " + reason + " (" + reason.condition() + ", " + code(reason.code()) + ")";
    }

    static String code(int reason) {
        return String.format(Locale.ROOT, "%02Xh", reason);
    }

    static String of(DmaOutcome outcome, OptionalLong size) {
        return switch (outcome) {
            case DmaOutcome.Translated t -> t.address() + (size.isPresent() ? ", page of " + hex(size.getAsLong()) : "");
            case DmaOutcome.Blocked b -> of(b.reason()) + (b.silent() ? ", silent" : "");
            case DmaOutcome.Granted g -> g.address() + " granted";
            case DmaOutcome.Refused r -> of(r.reason()) + ", refused";
        };
    }

    /** The register that this offset falls into, and the fields of it in which two values differ. */
    static List<String> differences(int offset, long one, long other) {
        List<String> differences = new ArrayList<>();
        for (Register register : Register.values()) {
            int past = offset - register.offset();
            if (past >= 0 && past < register.width() / 8) {
                differences.add("register " + register + (past == 0 ? "" : " + " + past) + fields(register, past, one, other));
            }
        }
        return differences;
    }

    private static String fields(Register register, int past, long one, long other) {
        StringBuilder fields = new StringBuilder();
        for (Field field : Field.values()) {
            int below = register.name().length();
            boolean ofRegister = field.name().startsWith(register.name() + "_") && past < 8;
            if (ofRegister && field.get(one << 8 * past) != field.get(other << 8 * past)) {
                fields.append(fields.isEmpty() ? ": " : ", ").append(field.name().substring(below + 1)).append(' ')
                        .append(hex(field.get(one << 8 * past))).append(" against ").append(hex(field.get(other << 8 * past)));
            }
        }
        return fields.toString();
    }
}
