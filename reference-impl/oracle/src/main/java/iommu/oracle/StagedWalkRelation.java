package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.StagedMapping;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The law of room 12b and c (§3.6-§3.8, §9.7, §9.8): what a walk may find, and which accessed and dirty bits it sets.
 * {@link StagedPath} is one way through the tables: there are several where a walk does not snoop.
 *
 * <p>Normalisation fault-reason: of a fault only the reason is compared. Normalisation page-size: a mapping may be reported
 * for a smaller page, and without its steps, unless the whole mapping is asked for.
 */
public final class StagedWalkRelation implements RunRelation {

    private final TableWords memory;
    private final StagedTables tables;
    private final boolean whole;

    /** Whole mappings, with their steps. @param separateRights RTADDR.SSIRWE */
    public StagedWalkRelation(Capabilities capabilities, boolean separateRights) {
        this(capabilities, separateRights, true);
    }

    /** What the architecture asks of a room; rights are in R and W. */
    public static StagedWalkRelation law(Capabilities capabilities) {
        return new StagedWalkRelation(capabilities, false, false);
    }

    private StagedWalkRelation(Capabilities capabilities, boolean separateRights, boolean whole) {
        this.whole = whole;
        memory = new TableWords(capabilities.hostAddressWidth(), true);
        tables = new StagedTables(capabilities, separateRights, memory);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        if (step instanceof Stimulus.Readable(Gpa page, Stimulus.Reads reads)) {
            tables.readable(page, reads);
        }
        if (memory.take(step) || !(step instanceof RoomCall.WalkStages walk)) {
            return Optional.empty();
        }
        if (!(answer instanceof RoomAnswer.Staged staged)) {
            return Optional.of("no result: " + answer);
        }
        List<StagedPath> paths = StagedPath.all(tables, walk);
        if (!paths.isEmpty() && paths.stream().noneMatch(p -> allows(p, walk, staged))) {
            return Optional.of(objection(paths, walk, staged));
        }
        staged.changed().forEach((at, value) -> memory.take(new Stimulus.Store64(at, value)));
        return Optional.empty();
    }

    /**
     * One way in which a walk may go.
     *
     * @param faults   one of them is the result; if there are none, one of {@code mappings} is
     * @param due      by a word's address, the bits that are set then if there is no fault
     * @param optional the bits that may be set in any case
     */
    public record Way(Set<FaultReason> faults, Set<StagedMapping> mappings, Map<Gpa, Long> due, Map<Gpa, Long> optional) {
    }

    /** Every way in which a walk may go now; none if there are more than can be told apart. */
    public List<Way> ways(RoomCall.WalkStages walk) {
        return StagedPath.all(tables, walk).stream().map(p -> new Way(p.faults(), p.mappings(), p.due(), p.speculative())).toList();
    }

    /** What a word of memory holds now. */
    public long stored(Gpa at) {
        return memory.stored(at);
    }

    private String objection(List<StagedPath> paths, RoomCall.WalkStages walk, RoomAnswer.Staged staged) {
        if (paths.stream().anyMatch(p -> leadsTo(p, walk, staged))) {
            return "the result can be, but not with these words in memory";
        }
        String faults = paths.stream().flatMap(p -> p.faults().stream()).distinct().map(Enum::name).sorted().collect(Collectors.joining(", "));
        return faults.isEmpty() ? "the entries lead to a page, but not with this address, size, rights or flags"
                : "the entries are good for " + faults;
    }

    private boolean leadsTo(StagedPath path, RoomCall.WalkStages walk, RoomAnswer.Staged staged) {
        return switch (staged.result()) {
            case Fault fault -> path.faults().contains(fault.reason());
            case StagedMapping mapping -> path.faults().isEmpty() && path.mappings().stream().anyMatch(m -> alike(m, walk.address(), mapping));
        };
    }

    /** The part of the page around the address lies as far in the frame as in the page. */
    private boolean alike(StagedMapping canonical, Iova asked, StagedMapping said) {
        return whole ? canonical.equals(said) : said.size() <= canonical.size() && said.page().equals(asked.alignedTo(said.size()))
                && said.frame().equals(canonical.translate(said.page())) && said.user() == canonical.user()
                && said.supervisor() == canonical.supervisor() && said.snoop() == canonical.snoop() && said.writable() == canonical.writable();
    }

    private boolean allows(StagedPath path, RoomCall.WalkStages walk, RoomAnswer.Staged staged) {
        return leadsTo(path, walk, staged) && switch (staged.result()) {
            case Fault fault -> changes(staged.changed(), Map.of(), path.speculative());
            case StagedMapping mapping -> changes(staged.changed(), path.due(), path.speculative());
        };
    }

    /** Whether all that must be set is set, and nothing else but what may be. */
    private boolean changes(Map<Gpa, Long> changed, Map<Gpa, Long> due, Map<Gpa, Long> optional) {
        for (var word : changed.entrySet()) {
            long before = memory.stored(word.getKey());
            long may = due.getOrDefault(word.getKey(), 0L) | optional.getOrDefault(word.getKey(), 0L);
            if ((before & ~word.getValue()) != 0 || (word.getValue() & ~before & ~may) != 0) {
                return false;
            }
        }
        return due.entrySet().stream().allMatch(bits -> (changed.getOrDefault(bits.getKey(), memory.stored(bits.getKey()))
                & bits.getValue()) == bits.getValue());
    }
}
