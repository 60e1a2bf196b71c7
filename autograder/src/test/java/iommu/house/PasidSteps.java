package iommu.house;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Root, context, directory and PASID entries, most of them in order, and lookups through them. */
final class PasidSteps implements RoomSteps {

    private static final long ROOT = 0x10_0000L;
    private static final long CONTEXTS = 0x11_0000L;
    private static final long DIRECTORY = 0x12_0000L;
    private static final long TABLE = 0x13_0000L;

    private final Random random;
    private final Capabilities unit;
    private Optional<ScalableContext> found = Optional.empty();

    PasidSteps(Random random, Capabilities unit) {
        this.random = random;
        this.unit = unit;
    }

    static Capabilities unit(Random random) {
        boolean devices = random.nextInt(3) > 0;
        return Capabilities.DEFAULT.with(c -> {
            c.scalableMode = true;
            c.coherent = true;
            c.hostAddressWidth = random.nextBoolean() ? 39 : 46;
            c.domainIdBits = random.nextBoolean() ? 16 : 8;
            c.snoopControl = random.nextBoolean();
            c.passThrough = random.nextInt(4) > 0;
            c.deviceTlb = devices;
            c.secondStage = random.nextInt(6) > 0;
            c.firstStage = random.nextInt(6) > 0;
            c.nested = c.firstStage && c.secondStage && random.nextInt(6) > 0;
            c.fiveLevelFirstStage = c.firstStage && random.nextBoolean();
            c.pasidBits = random.nextInt(4) == 0 ? 0 : random.nextBoolean() ? 20 : 10;
            c.snoopedWalks = random.nextBoolean();
            c.secondStageDirty = c.secondStage && c.snoopedWalks && random.nextBoolean();
            c.ridPasid = random.nextBoolean();
            c.supervisorRequests = random.nextBoolean();
            c.ridPrivilege = c.supervisorRequests && random.nextBoolean();
            c.extendedAccessed = c.firstStage && c.snoopedWalks && random.nextBoolean();
            c.memoryTypes = random.nextBoolean();
            c.pageRequests = devices && random.nextBoolean();
            c.translatedWithPasid = devices && c.pasidBits > 0 && random.nextBoolean();
        });
    }

    @Override
    public Stimulus next() {
        return switch (random.nextInt(16)) {
            case 0 -> new Stimulus.Store128(new Gpa(ROOT), new Entry128(damaged(CONTEXTS | present()), damaged(CONTEXTS | present())));
            case 1, 2, 3 -> context();
            case 4 -> new Stimulus.Store64(new Gpa(DIRECTORY + 8L * random.nextInt(2)), damaged(TABLE | present() | silent()));
            case 5, 6, 7 -> pasid();
            case 8 -> random.nextInt(3) == 0 ? new Stimulus.Readable(new Gpa(page()), random.nextInt(4) > 0 ? Reads.ALL : Reads.NONE) : context();
            case 9, 10, 11 -> new RoomCall.LookUpScalableContext(new Gpa(ROOT), new SourceId(random.nextInt(2) << 7 | random.nextInt(4)));
            case 12 -> found.<Stimulus>map(c -> new RoomCall.AskRefusal(c, random.nextBoolean() ? Pasid.NONE : new Pasid(number()),
                    kind())).orElseGet(this::context);
            default -> found.<Stimulus>map(c -> new RoomCall.LookUpPasid(c, random.nextInt(random.nextInt(4) == 0 ? 128 : 2)))
                    .orElseGet(this::context);
        };
    }

    private Optional<RequestKind> kind() {
        int kind = random.nextInt(4);
        return kind == 3 ? Optional.empty() : Optional.of(RequestKind.values()[kind]);
    }

    private int number() {
        return switch (random.nextInt(4)) {
            case 0 -> found.orElseThrow().ridPasid();
            case 1 -> random.nextInt(1 << 20);
            default -> random.nextInt(1 << 12);
        };
    }

    private long page() {
        long[] pages = {ROOT, CONTEXTS, DIRECTORY, TABLE};
        return pages[random.nextInt(4)];
    }

    private int present() {
        return random.nextInt(10) > 0 ? 1 : 0;
    }

    private int silent() {
        return random.nextInt(6) == 0 ? 2 : 0;
    }

    private long damaged(long word) {
        return random.nextInt(12) == 0 ? word ^ 1L << random.nextInt(64) : word;
    }

    private Stimulus context() {
        long at = CONTEXTS + 32L * random.nextInt(4);
        if (random.nextInt(24) == 0) {
            return new Stimulus.Store64(new Gpa(at + 16), random.nextInt(2));
        }
        boolean devices = unit.deviceTlb() && random.nextInt(4) > 0;
        boolean pasids = unit.scalable().pasidBits() > 0 && random.nextInt(3) > 0;
        long low = DIRECTORY | present() | silent() | (devices ? 4 : 0) | (pasids ? 8 : 0) | (long) random.nextInt(8) << 9
                | (unit.scalable().pageRequests() && random.nextBoolean() && (devices || random.nextInt(4) == 0) ? 1 << 4 : 0)
                | (unit.scalable().translatedWithPasid() && random.nextBoolean() && (pasids || random.nextInt(4) == 0) ? 1 << 6 : 0);
        long high = unit.scalable().ridPasid() ? random.nextInt(random.nextInt(6) == 0 ? 1 << 20 : 64) : 0;
        high |= unit.scalable().ridPrivilege() ? (long) random.nextInt(2) << 20 : 0;
        return new Stimulus.Store128(new Gpa(at), new Entry128(damaged(low), damaged(high)));
    }

    private Stimulus pasid() {
        long at = TABLE + 64L * random.nextInt(2);
        int piece = random.nextInt(random.nextInt(8) == 0 ? 4 : 2);
        if (piece == 0) {
            long low = present() | silent() | (unit.scalable().secondStage() ? 0x20_0000L | (long) random.nextInt(random.nextInt(4) == 0 ? 8 : 3) << 2 : 0)
                    | (long) (random.nextInt(8) == 0 ? random.nextInt(8) : 1 + random.nextInt(4)) << 6
                    | (unit.scalable().secondStageDirty() ? (long) random.nextInt(2) << 9 : 0);
            long high = random.nextInt(256) | (unit.scalable().snoopedWalks() ? (long) random.nextInt(2) << 23 : 0)
                    | (unit.snoopControl() ? (long) random.nextInt(2) << 24 : 0)
                    | (unit.scalable().memoryTypes() ? random.nextLong() & (-1L << 32 | 3L << 25) : 0);
            return new Stimulus.Store128(new Gpa(at), new Entry128(damaged(low), damaged(high)));
        }
        if (piece > 1) {
            return new Stimulus.Store128(new Gpa(at + 16L * piece), new Entry128(random.nextInt(2), 0));
        }
        long low = (unit.scalable().supervisorRequests() ? random.nextInt(2) : 0)
                | (unit.scalable().firstStage() ? 0x30_0000L | (long) random.nextInt(random.nextInt(6) == 0 ? 4 : 2) << 2
                | (long) random.nextInt(2) << 4 : 0) | (unit.scalable().extendedAccessed() ? (long) random.nextInt(2) << 7 : 0)
                | (random.nextInt(12) == 0 && unit.scalable().firstStage() ? 1L << 38 : 0);
        return new Stimulus.Store128(new Gpa(at + 16), new Entry128(damaged(low), random.nextInt(12) == 0 ? 1 : 0));
    }

    @Override
    public Set<String> answered(Stimulus step, Answer answer) {
        Set<String> buckets = new TreeSet<>();
        switch (answer) {
            case RoomAnswer.Context(ScalableContext context) -> {
                found = Optional.of(context);
                buckets.add("context");
            }
            case RoomAnswer.Context(Fault fault) -> buckets.add(name(fault));
            case RoomAnswer.Refusal(Optional<Fault> fault) -> buckets.add(fault.map(PasidSteps::name).orElse("served"));
            case RoomAnswer.Entry(Fault fault) -> buckets.add(name(fault));
            case RoomAnswer.Entry(PasidContext entry) -> buckets.add(entry.type().name());
            default -> { }
        }
        return buckets;
    }

    private static String name(Fault fault) {
        return fault.reason().name();
    }
}
