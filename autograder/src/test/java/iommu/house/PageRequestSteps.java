package iommu.house;

import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Page requests into a ring that is nearly full, and software that takes them out. */
final class PageRequestSteps implements RoomSteps {

    private final Random random;
    private PageRequestRegisters registers = PageRequestRegisters.RESET;
    private PageRequestStatus status = PageRequestStatus.RESET;
    private boolean asked;

    PageRequestSteps(Random random) {
        this.random = random;
    }

    @Override
    public Stimulus next() {
        asked = !asked;
        if (!asked) {
            return new RoomCall.PageRequestStatusOf();
        }
        return switch (random.nextInt(10)) {
            case 0 -> {
                int size = random.nextInt(2);
                int tail = random.nextInt(128 << size);
                yield update(new PageRequestRegisters(new Gpa(0x10_0000L + 4096L * random.nextInt(4)), size,
                        (tail + 1 + random.nextInt(4)) % (128 << size), tail));
            }
            case 1 -> update(new PageRequestRegisters(registers.base(), registers.size(),
                    (registers.head() + random.nextInt(3)) % (128 << registers.size()), status.tail()));
            case 2 -> new RoomCall.ClearPageRequests(random.nextBoolean(), random.nextBoolean());
            case 3 -> new RoomCall.ProgramPageRequestEvent(FaultSteps.event(random));
            default -> new RoomCall.TakePageRequest(request());
        };
    }

    private Stimulus update(PageRequestRegisters now) {
        registers = now;
        return new RoomCall.UpdatePageRequests(now);
    }

    private PageRequest request() {
        boolean pasid = random.nextBoolean();
        return new PageRequest(new SourceId(random.nextInt(1 << 16)), pasid ? new Pasid(random.nextInt(1 << 20)) : Pasid.NONE,
                new Iova(random.nextLong() & -4096L), random.nextBoolean(), random.nextBoolean(), random.nextBoolean(),
                random.nextBoolean(), random.nextBoolean(), random.nextInt(512));
    }

    @Override
    public Set<String> answered(Stimulus step, Answer answer) {
        Set<String> buckets = new TreeSet<>();
        if (answer instanceof RoomAnswer.PageRequests(PageRequestStatus now)) {
            if (now.overflow() && !status.overflow()) {
                buckets.add("full");
            }
            if (now.eventPending()) {
                buckets.add("held back");
            }
            status = now;
        }
        if (answer instanceof RoomAnswer.Effects(var effects)) {
            if (step instanceof RoomCall.TakePageRequest && effects.isEmpty()) {
                buckets.add("dropped");
            }
            effects.forEach(e -> buckets.add(e.getClass().getSimpleName()
                    + (e instanceof Effect.SendMessage && step instanceof RoomCall.ProgramPageRequestEvent ? " of an unmasking" : "")));
        }
        return buckets;
    }
}
