/**
 * Recordings of real guests driving a unit, replayed on the reference: what the guest stored, wrote and submitted goes
 * in, and what the recorded unit answered is held against what the reference answers.
 *
 * <p>{@link iommu.peers.recording.RecordingReader} streams a file of {@linkplain iommu.peers.recording.RecordedEvent
 * events}, {@link iommu.peers.recording.Replayer} plays them, {@link iommu.peers.recording.ReplayReport} says what came
 * of it. {@link iommu.peers.recording.ReplayedUnit} is the only class that knows how the reference's machine is put
 * together; {@code QemuProfile} the only one that knows how the recorded unit departs from the architecture. Read
 * {@code Replayer} first.
 */
package iommu.peers.recording;
