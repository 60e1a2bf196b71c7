package iommu.grade.driver;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.guest.judge.DriverJudge;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The law of lab 07: by Table 28 nothing is owed that must not be, and devices get to what was asked for. The contract
 * beyond it: no invalidation and no wait without which that would be so too.
 */
public final class DriverLaw {

    private static final Gpa ROOT = new Gpa(0x100_0000);
    private static final long FIRST_PAGE = 0x200_0000;
    private static final long LAST_PAGE = FIRST_PAGE + 1023 * 4096;
    /** The law is asked for each device at each page: so many are enough for any case. */
    private static final int MOST_WATCHED = 8;

    private final Capabilities unit;
    private final boolean fewest;
    private final Function<TablesLaw.Watched, TablesLaw> tables;
    private final List<SourceId> devices;
    private final List<Iova> watched;
    private DriverJudge guidance;
    private TablesLaw law;
    private Optional<String> silence = Optional.empty();

    /**
     * A run of a case.
     *
     * @param plan   all of it: its devices and pages are watched from the beginning
     * @param fewest whether the contract counts, too
     * @param tables says what the tables come to
     */
    public DriverLaw(Plan plan, boolean fewest, Function<TablesLaw.Watched, TablesLaw> tables) {
        unit = plan.capabilities();
        this.fewest = fewest;
        this.tables = tables;
        Set<SourceId> sources = new LinkedHashSet<>();
        Set<Iova> pages = new LinkedHashSet<>();
        plan.steps().forEach(step -> {
            if (step.stimulus() instanceof RoomCall.Drive(Request call)) {
                watch(call, sources, pages);
            }
        });
        devices = List.copyOf(sources);
        watched = pages.stream().limit(MOST_WATCHED).toList();
    }

    private static void watch(Request call, Set<SourceId> sources, Set<Iova> pages) {
        switch (call) {
            case Request.Attach(SourceId source, var domain) -> sources.add(source);
            case Request.Detach(SourceId source) -> sources.add(source);
            case Request.Map(var domain, Mapping page) -> {
                pages.add(page.page());
                pages.add(page.page().plus(page.size() - 4096));
            }
            case Request.Unmap(var domain, Iova start, long size) -> {
                pages.add(start);
                pages.add(start.plus(size - 4096));
            }
            case Request.Sync() -> { }
        }
    }

    private void begin(RoomCall.BeginDriver begin) {
        guidance = new DriverJudge(unit, ROOT, begin.batched(), begin.deviceTlbs());
        law = tables.apply(new TablesLaw.Watched(unit, ROOT, begin.batched(), devices, watched));
    }

    /** Takes one more step, and what the driver did. @return why it must not; empty if it may, or nothing is judged any more */
    public Optional<String> judge(Stimulus step, Answer answer) {
        if (step instanceof RoomCall.BeginDriver begin) {
            begin(begin);
        }
        if (silence.isPresent() || !(step instanceof RoomCall.Drive(Request call))) {
            return Optional.empty();
        }
        if (!(answer instanceof RoomAnswer.Acts(List<Act> acts))) {
            return Optional.of("no acts: " + answer);
        }
        if (guidance == null) {
            begin(new RoomCall.BeginDriver(false, Set.of()));
        }
        return acts.stream().flatMap(act -> misplaced(act).stream()).findFirst().or(() -> judged(call, acts));
    }

    /** Why nothing is judged any more. */
    public Optional<String> silence() {
        return silence;
    }

    private Optional<String> judged(Request call, List<Act> acts) {
        DriverJudge.Verdict verdict = guidance.judge(call, acts);
        List<String> complaints = new ArrayList<>(verdict.complaints());
        complaints.addAll(law.judge(call, acts));
        if (fewest && complaints.isEmpty()) {
            verdict.unneeded().forEach(act -> complaints.add("all would be well without " + act));
        }
        silence = complaints.isEmpty() ? law.silence() : Optional.empty();
        return complaints.stream().findFirst();
    }

    /** Stores go to the root table and to pages that the driver was given, aligned. */
    private static Optional<String> misplaced(Act act) {
        return switch (act) {
            case Act.Store(Gpa at, long value) -> misplaced(at, 8);
            case Act.StoreWhole(Gpa at, var value) -> misplaced(at, 16);
            case Act.Release(Gpa start, long size) -> size > 0 && size % 4096 == 0 && start.offsetIn(4096) == 0 ? Optional.empty()
                    : Optional.of("a release of " + size + " bytes at " + start + ", which are no whole pages");
            case Act.InvalidateDeviceTlb d -> d.addressMask() >= 0 && d.addressMask() <= Act.InvalidateDeviceTlb.EVERYTHING
                    ? Optional.empty() : Optional.of("an address mask of " + d.addressMask() + " (§6.5.2.5)");
            default -> Optional.empty();
        };
    }

    private static Optional<String> misplaced(Gpa at, int size) {
        Gpa page = at.alignedTo(4096);
        if (at.offsetIn(size) != 0) {
            return Optional.of("a store of " + size + " bytes at " + at + ", which is no multiple of " + size);
        }
        return page.equals(ROOT) || page.value() >= FIRST_PAGE && page.value() <= LAST_PAGE ? Optional.empty()
                : Optional.of("a store at " + at + ", neither in the root table nor in a page that was taken for a table");
    }
}
