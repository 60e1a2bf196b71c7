/**
 * The probe: the only code of the kit that ever runs beside a learner's.
 *
 * <p>A judge starts {@link iommu.probe.ProbeMain} in a sandbox and sends it {@linkplain iommu.arch.stimulus.Stimulus
 * stimuli} over a socket; a {@link iommu.probe.RoomDriver} applies them to one room and gives the answers that go
 * back. No case names, no expectations and no scenario text ever come here. {@link iommu.probe.CompileMain} is the
 * compiler that runs in the same sandbox.
 *
 * <p>Whatever a room does, its driver turns into an {@link iommu.arch.stimulus.Answer}; whatever bytes arrive, the
 * codecs turn into values of the vocabulary or into a {@link iommu.probe.ProtocolException}. Read
 * {@link iommu.probe.RoomDriver} first, then {@link iommu.probe.StimulusCodec}.
 *
 * <p>A process of this kind seldom lives for a second, and a class of learners takes thousands of them. So what each of them
 * goes through has no switch over types, joins no texts by invokedynamic, and calls no lambda in a loop: to link one of these
 * takes a virtual machine about a millisecond.
 */
package iommu.probe;
