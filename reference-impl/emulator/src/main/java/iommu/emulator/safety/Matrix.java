package iommu.emulator.safety;

import static iommu.arch.seam.MappingNotifier.Wish.DEVICE_TLB;
import static iommu.arch.seam.MappingNotifier.Wish.MAP;
import static iommu.arch.seam.MappingNotifier.Wish.UNMAP;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The safety matrix: {@link #judge} says of every configuration and every listener whether they go together, and asks
 * nothing else.
 *
 * <pre>
 *   the listener wants      it is safe if
 *   nothing, or UNMAP       always: invalidations are owed for what was present, whatever CAP.CM says
 *   MAP                     every new mapping is announced, or seen in a trapped store;
 *                           it can be taken back; the host can make the device snoop where the guest asks for it
 *   DEVICE_TLB              the unit takes device-TLB invalidations
 * </pre>
 *
 * <p>Judged is what the guest <em>may</em> do, not what it does: a guest that later selects a first-stage or nested
 * type surprises nobody. ECAP.C and ECAP.PT change no verdict. How a walk snoops decides which value of a table it
 * reads, and neither announces a store; a pass-through source has no mappings to miss, and MODE is told to everyone.
 */
final class Matrix {

    private Matrix() {
    }

    /** The matrix. Where several things stand against it, the witness is the first in the order of {@link Witness}. */
    static Verdict judge(Configuration configuration, Listener listener) {
        Optional<String> contradiction = contradiction(configuration);
        if (contradiction.isPresent()) {
            return new Verdict.NoConfiguration(contradiction.get());
        }
        List<Objection> objections = objections(configuration, listener);
        if (objections.isEmpty()) {
            return new Verdict.Allowed();
        }
        String device = listener.source().toString();
        String text = objections.stream().map(o -> device + " wants " + o.text()).collect(Collectors.joining(" "));
        return new Verdict.Refused(objections.getFirst().witness(), device, text);
    }

    /** What no unit can be, whoever listens. */
    static Optional<String> contradiction(Configuration c) {
        boolean first = c.stages().contains(Stages.FIRST);
        boolean second = c.stages().contains(Stages.SECOND);
        if (c.stages().isEmpty()) {
            return Optional.of("stages=none offers the guest nothing to translate with: offer second, first or both.");
        }
        if (c.stages().contains(Stages.NESTED) && !(first && second)) { // §11.4.3: NEST
            return Optional.of("stages=nested needs stages=second and stages=first beside it (§11.4.3).");
        }
        if (c.shadowing() == Shadowing.SECOND_STAGE && !second) {
            return Optional.of("shadowing=second-stage needs stages=second: there are no such tables to follow.");
        }
        return Optional.empty();
    }

    /** One reason for a refusal. @param text follows "DEVICE wants" */
    private record Objection(Witness witness, String text) {
    }

    private static List<Objection> objections(Configuration c, Listener listener) {
        List<Objection> found = new ArrayList<>();
        if (listener.wants(MAP)) {
            if (!announced(c) && !followed(c)) {
                found.add(new Objection(Witness.MISSED_MAP, unannounced(c)));
            }
            if (c.snoop() == Snoop.NOT_ENFORCEABLE) { // §3.10: SNP, PGSNP
                found.add(new Objection(Witness.STALE_UNDER_NO_SNOOP, "MAP, but with snoop-control=on the guest may rely"
                        + " on SNP, and this host can't make the device's own accesses snoop: set snoop-control=off, or"
                        + " use a host that can."));
            }
            if (!listener.wants(UNMAP)) {
                found.add(new Objection(Witness.NEVER_SERVED, "MAP without UNMAP, so nothing can ever take a mapping back"
                        + " from it: let it want UNMAP too."));
            }
        }
        if (listener.wants(DEVICE_TLB) && !c.deviceTlb()) { // §11.4.3: DT
            found.add(new Objection(Witness.NEVER_SERVED, "DEVICE_TLB, but with device-tlb=off the guest never sends a"
                    + " device-TLB invalidation: set device-tlb=on, or let it not want DEVICE_TLB."));
        }
        return found;
    }

    /** The guest invalidates after every change, also of what was not present. */
    private static boolean announced(Configuration c) {
        return c.cachingMode() && c.stages().equals(Set.of(Stages.SECOND)); // §6.1: all but first-stage tables
    }

    /** The guest's stores to every table that it may use are trapped. */
    private static boolean followed(Configuration c) {
        return switch (c.shadowing()) {
            case OFF -> false;
            case SECOND_STAGE -> c.stages().equals(Set.of(Stages.SECOND));
            case BOTH_STAGES -> true;
        };
    }

    private static String unannounced(Configuration c) {
        if (c.stages().contains(Stages.FIRST)) {
            return "MAP, but with stages=first the guest never announces a new first-stage mapping, whatever caching-mode"
                    + " says (§6.1): set stages=second alone with caching-mode=on, or shadowing=both-stages.";
        }
        return "MAP, but with caching-mode=off the guest need not announce a new mapping (§6.1): set caching-mode=on, or"
                + " shadowing=second-stage.";
    }
}
