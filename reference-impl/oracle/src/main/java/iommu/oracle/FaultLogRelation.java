package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;

/**
 * The law of room 03 (§7.2.1, §7.3, §11.4.7). Freedom fault-compression: a unit may collapse the faults of a requester
 * that has a pending record, or not; {@link FaultLogReading} is one of the two.
 */
public final class FaultLogRelation implements RunRelation {

    private final RunRelation either;

    public FaultLogRelation(Capabilities capabilities) {
        this(capabilities, true);
    }

    private FaultLogRelation(Capabilities capabilities, boolean withEvent) {
        either = new AnyReading(new FaultLogReading(capabilities, false, withEvent), new FaultLogReading(capabilities, true, withEvent));
    }

    /** The law of records and conditions alone: what the event does, and IP, is free. */
    public static FaultLogRelation ofRecords(Capabilities capabilities) {
        return new FaultLogRelation(capabilities, false);
    }

    /** One of the two readings. @param withEvent else what the event does, and IP, is free */
    public static RunRelation ofReading(Capabilities capabilities, boolean compresses, boolean withEvent) {
        return new FaultLogReading(capabilities, compresses, withEvent);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        return either.judge(step, answer);
    }
}
