package iommu.grade.explain;

import iommu.grade.verdict.Behaviour;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.Divergence;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run shows is named by its last step; {@code ./iommu confidence} holds the names against all seeded bugs. */
class BehavioursTest {

    private static Behaviour of(String group, String lines, String step, String answered, String allowed) {
        List<String> before = List.of(lines.split(" / "));
        String text = String.join("\n", before) + "\n" + step + "\n";
        return Behaviours.of(group, new Counterexample("c.vtd", text, new Divergence(before.size() + 1, step, answered,
                allowed.isEmpty() ? List.of() : List.of(allowed.split(", ")))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "12.context | sm-lookup 00:03.0 | directory=0x1000 entries=8 rid-pasid=0 | fault SCALABLE_ROOT_RESERVED | bad-accepted",
        "12.pasid | pasid-lookup 5 directory=0x1000 | fault PASID_ENTRY_RESERVED | type=first did=1 | good-refused",
        "12.refusals | refuse untranslated | fault PASID_DISABLED | fault PASID_DISABLED silent | wrong-silence",
        "12.first-stage | stages first write 0x1000 | to=0x2000 size=4K | fault SCALABLE_WRITE_DENIED | wrong-rights",
        "12.nested | stages nested read 0x1000 | to=0x2000 size=4K stores=- | to=0x3000 size=4K stores=- | wrong-address",
        "12.accessed-dirty | stages first write 0x1000 | to=0x2000 size=4K stores=- | to=0x2000 size=4K stores=0x10:0x60 | leaves-out",
        "12.accessed-dirty | stages first read 0x1000 | to=0x2000 size=4K stores=0x10:0x60 | to=0x2000 size=4K stores=- | adds",
        "11.requests | dma 00:03.0 read 0x1000 | 0x2000 | fault PASID_REQUEST_IN_LEGACY_MODE | bad-accepted",
        "11.requests | dma 00:03.0 read 0x1000 | fault READ_DENIED | fault PASID_REQUEST_IN_LEGACY_MODE | bad-accepted",
        "11.requests | dma 00:03.0 read 0x1000 | fault ROOT_NOT_PRESENT | 0x2000 | wrong-entry",
        "11.requests | dma 00:03.0 read 0x1000 | fault ROOT_NOT_PRESENT | fault CONTEXT_NOT_PRESENT | wrong-entry",
        "11.requests | dma 00:03.0 read 0x1000 | fault ROOT_NOT_PRESENT | 0x1000 | good-refused",
        "11.requests | dma 00:03.0 read 0x1000 | 0x2000 | 0x3000 | wrong-address",
        "11.hits | dma 00:03.0 write 0x1000 | 0x2000 | fault WRITE_DENIED | bad-accepted",
        "11.hits | dma 00:03.0 read 0x1000 | fault WRITE_DENIED | 0x2000 | good-refused",
        "11.hits | dma 00:03.0 write 0x1000 | fault WRITE_DENIED recorded | fault WRITE_DENIED silent | wrong-silence",
        "11.late-fills | dma 00:03.0 read 0x1000 | 0x2000 | '' | stale",
        "11.requests | mmio read32 0x34 | 0x0 | 0x2 | wrong-value",
        "11.quiet | mmio read32 0x34 | 0x0 | 0x0 | adds",
        "11.reuse | dma 00:03.0 read 0x1000 | 0x2000 | 0x2000 | forgets"})
    void anOutcomeTellsTheKindOfMistake(String group, String step, String answered, String allowed, String named) {
        assertThat(of(group, "vtd 1", step, answered, allowed).word()).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "12.context | sm-root 0x1000a90 contexts=0x5000 | sm-lookup a9:18.2 | fault SCALABLE_CONTEXT_NOT_PRESENT | fault SCALABLE_ROOT_NOT_PRESENT | wrong-entry",
        "12.context | vtd 1 | sm-lookup a9:18.2 | fault SCALABLE_CONTEXT_NOT_PRESENT | fault SCALABLE_ROOT_NOT_PRESENT | bad-accepted",
        "12.context | sm-context 0x5840 directory=0x6000 | sm-lookup a9:18.2 | directory=0x6000 entries=128 | fault SCALABLE_CONTEXT_NOT_PRESENT | bad-accepted",
        "12.context | sm-context 0x5860 directory=0x6000 | sm-lookup a9:08.2 | directory=0x6000 entries=128 | fault SCALABLE_CONTEXT_NOT_PRESENT | wrong-entry",
        "12.context | vtd 1 | sm-lookup a9:18.2 | fault SCALABLE_CONTEXT_NOT_PRESENT | fault SCALABLE_CONTEXT_RESERVED | wrong-entry",
        "12.context | vtd 1 | sm-lookup a9:18.2 | fault SCALABLE_CONTEXT_RESERVED | fault SCALABLE_CONTEXT_NOT_PRESENT | wrong-reason",
        "12.pasid | vtd 1 | pasid-lookup 0x74e22 directory=0x1000 | fault PASID_DIRECTORY_NOT_PRESENT | fault PASID_ENTRY_NOT_PRESENT | wrong-entry",
        "12.pasid | vtd 1 | pasid-lookup 0x74e22 directory=0x1000 | fault PASID_ENTRY_NOT_PRESENT | fault PASID_DIRECTORY_NOT_PRESENT | bad-accepted",
        "12.pasid | pasid-entry 0x7000 type=1 | pasid-lookup 0x1 directory=0x1000 | type=first | fault PASID_ENTRY_NOT_PRESENT | wrong-entry",
        "12.first-stage | vtd 1 | stages first read 0x1000 | fault ADDRESS_NOT_CANONICAL stores=- | fault FIRST_STAGE_NOT_PRESENT stores=- | good-refused",
        "12.first-stage | vtd 1 | stages first read 0x1000 supervisor | fault FIRST_STAGE_NOT_PRESENT | fault SUPERVISOR_REQUEST_DISABLED | wrong-rights",
        "12.first-stage | vtd 1 | stages first write 0x1000 | fault SCALABLE_WRITE_DENIED | fault FIRST_STAGE_NOT_PRESENT | wrong-rights",
        "12.first-stage | vtd 1 | stages first write 0x1000 | fault FIRST_STAGE_NOT_PRESENT | fault SCALABLE_WRITE_DENIED | wrong-entry",
        "12.nested | vtd 1 | stages nested read 0x1000 | fault SECOND_STAGE_NOT_PRESENT | to=0x2000 size=4K stores=- | wrong-entry",
        "12.first-stage | vtd 1 | stages first read 0x1000 | fault FIRST_STAGE_ACCESS_ERROR | fault FIRST_STAGE_POINTER_ACCESS_ERROR | wrong-reason",
        "12.nested | vtd 1 | stages nested read 0x1000 | fault FIRST_STAGE_NOT_PRESENT | fault NESTED_TOP_TABLE_UNREADABLE | bad-accepted",
        "12.nested | vtd 1 | stages nested read 0x1000 | fault FIRST_STAGE_NOT_PRESENT | fault SECOND_STAGE_NOT_PRESENT | wrong-entry",
        "12.nested | first-stage 0x30 write to=0x2000 | stages nested read 0x1000 | to=0x2000 size=4K via=0x20,0x30 stores=- | fault SECOND_STAGE_NOT_PRESENT stores=- | wrong-address",
        "12.nested | vtd 1 | stages nested read 0x1000 | to=0x203000 size=2M via=0x20 stores=- | to=0x200000 size=4K via=0x20 stores=- | wrong-content",
        "12.accessed-dirty | vtd 1 | stages first read 0x1000 | to=0x2000 stores=0x10:0x60 | to=0x2000 stores=0x10:0x20 | adds",
        "12.accessed-dirty | vtd 1 | stages first read 0x1000 | to=0x2000 stores=0x10:0x60 | to=0x2000 stores=0x10:0x460,0x18:0x460 | leaves-out",
        "12.accessed-dirty | vtd 1 | stages first read 0x1000 | to=0x2000 stores=0x10:0x20 | to=0x2000 stores=0x10:0x2027 | wrong-content",
        "12.accessed-dirty | vtd 1 | stages first read 0x1000 | to=0x2000 stores=- | fault FIRST_STAGE_DIRTY_NOT_SNOOPED stores=- | leaves-out",
        "12.accessed-dirty | vtd 1 | stages first read 0x1000 | to=0x2000 stores=0x10:0x20 | fault FIRST_STAGE_DIRTY_NOT_SNOOPED stores=- | bad-accepted",
        "12.accessed-dirty | vtd 1 | stages first read 0x1000 | fault FIRST_STAGE_DIRTY_NOT_SNOOPED stores=- | to=0x2000 stores=- | adds",
        "12.accessed-dirty | vtd 1 | stages first read 0x1000 | fault FIRST_STAGE_DIRTY_FAILED stores=- | to=0x2000 stores=0x10:0x20 | good-refused",
        "12.second-stage | vtd 1 | stages second zero-read 0x1000 | to=0x2000 size=4K | fault SCALABLE_READ_DENIED | wrong-rights"})
    void aWalkOfTwoStagesTellsTheKindOfMistake(String group, String lines, String step, String answered, String allowed, String named) {
        assertThat(of(group, lines, step, answered, allowed).word()).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "13.index | irte 0x400010 vector=0x31 | 0xfee00030 0x0 | vector=0x31 to=0x0 | fault INTERRUPT_INDEX_BEYOND_TABLE recorded index=0x1 | bad-accepted",
        "13.index | irte 0x400010 vector=0x31 | 0xfee00034 0x0 | vector=0x31 to=0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x8001 | wrong-entry",
        "13.index | irte 0x400010 vector=0x31 | 0xfee00034 0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x1 | fault INTERRUPT_INDEX_BEYOND_TABLE recorded index=0x8001 | wrong-entry",
        "13.index | irte 0x400010 vector=0x31 | 0xfee000b8 0x2 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x5 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x7 | wrong-entry",
        "13.index | irte 0x400010 vector=0x31 | 0xfee000b8 0x2 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x7 | wrong-detail",
        "13.index | irte 0x400010 vector=0x31 / irte 0x400020 vector=0x32 | 0xfee00030 0x0 | vector=0x32 to=0x0 | vector=0x31 to=0x0 | wrong-entry",
        "13.index | irte 0x400010 vector=0x31 | 0xfee00030 0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x1 | vector=0x31 to=0x0 | wrong-entry",
        "13.index | irte 0x400010 vector=0x31 | 0xfee00030 0x0 | fault INTERRUPT_INDEX_BEYOND_TABLE recorded index=0x1 | vector=0x31 to=0x0 | good-refused",
        "13.index | irte 0x400010 vector=0x31 | 0xfee00030 0x0 | fault INTERRUPT_INDEX_BEYOND_TABLE recorded index=0x8 | vector=0x31 to=0x0 | wrong-entry",
        "13.delivery | irte 0x400010 vector=0x31 dest=0x100 | 0xfee00030 0x0 | vector=0x31 to=0x0 | vector=0x31 to=0x1 | wrong-content",
        "13.delivery | irte 0x400010 vector=0x31 dest=0x100 | 0xfee00030 0x0 | vector=0x30 to=0x1 | vector=0x31 to=0x1 | wrong-content",
        "13.delivery | irte 0x400010 vector=0x31 low-set=0x100 | 0xfee00030 0x0 | fault INTERRUPT_ENTRY_RESERVED recorded index=0x1 | vector=0x31 to=0x1 | good-refused",
        "13.formats | vtd 1 | 0xfee00030 0x10000 | fault INTERRUPT_FORMAT_RESERVED recorded index=0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x1 | good-refused",
        "13.formats | vtd 1 | 0xfee00030 0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x1 | fault EXTENDED_INTERRUPT_MODE_REQUIRED recorded index=0x0 | bad-accepted",
        "13.formats | vtd 1 | 0xfee00000 0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x0 | unchanged | good-refused",
        "13.formats | vtd 1 | 0xfee00000 0x0 | unchanged | fault COMPATIBILITY_INTERRUPT_BLOCKED recorded index=0x0 | bad-accepted",
        "13.formats | vtd 1 | 0xfee00000 0x0 | fault COMPATIBILITY_INTERRUPT_BLOCKED recorded index=0x0 | fault EXTENDED_INTERRUPT_MODE_REQUIRED recorded index=0x0 | wrong-reason",
        "13.reserved | vtd 1 | 0xfee00030 0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x1 | fault INTERRUPT_ENTRY_NOT_PRESENT silent index=0x1 | wrong-silence",
        "13.reserved | vtd 1 | 0xfee00030 0x0 | fault INTERRUPT_ENTRY_RESERVED recorded index=0x1 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x1 | wrong-reason",
        "13.reserved | vtd 1 | 0xfee00030 0x0 | fault INTERRUPT_ENTRY_NOT_PRESENT recorded index=0x1 | fault INTERRUPT_ENTRY_ACCESS_ERROR recorded index=0x1 | wrong-reason",
        "13.posting | irte 0x400010 posted=0x500040 vector=0x31 | 0xfee00030 0x0 | vector=0x31 to=0x500040 | posted 0x500040 stores=- | other-deed",
        "13.posting | irte 0x400010 posted=0x500040 vector=0x31 | 0xfee00030 0x0 | posted 0x500040 vector=0x0 to=0x0 stores=- | posted 0x500040 stores=- | adds",
        "13.posting | irte 0x400010 posted=0x500040 vector=0x31 | 0xfee00030 0x0 | posted 0x500040 stores=0x500040:0x2 | posted 0x500040 vector=0x0 to=0x0 stores=0x500040:0x2,0x500060:0x1 | leaves-out",
        "13.posting | irte 0x400010 posted=0x500040 vector=0x31 | 0xfee00030 0x0 | posted 0x500040 vector=0x0 to=0x1 stores=- | posted 0x500040 vector=0x0 to=0x0 stores=- | wrong-content",
        "13.posting | irte 0x400010 posted=0x500040 vector=0x31 | 0xfee00030 0x0 | posted 0x500040 stores=0x500040:0x2 | posted 0x500040 stores=0x500040:0x6 | wrong-content",
        "13.posting | vtd 1 | 0xfee00030 0x0 | fault POSTED_DESCRIPTOR_RESERVED recorded index=0x1 stores=0x500040:0x2 | fault POSTED_DESCRIPTOR_RESERVED recorded index=0x1 stores=- | adds",
        "13.cache | irte 0x400010 vector=0x31 | 0xfee00030 0x0 | vector=0x30 to=0x0 | vector=0x31 to=0x0 | stale"})
    void anInterruptTellsTheKindOfMistake(String group, String entries, String message, String answered, String allowed, String named) {
        assertThat(of(group, entries + " / interrupts on table=0x400000 entries=256", "interrupt 00:03.0 " + message, answered, allowed).word())
                .isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "11.commands | mmio   write32 0x9c 0x1 | mmio read32 0x9c | 0x1 | 0x0 | leaves-out",
        "11.faults | mmio   write32 0x22c 0x80000000 | mmio read32 0x34 | 0x2 | 0x0 | leaves-out",
        "11.devices | device-tlb timeout 00:03.0 | mmio read32 0x34 | 0x0 | 0x40 | leaves-out",
        "11.faults | te off | mmio read64 0x220 | 0x0 | 0x3000 | wrong-value",
        "11.commands | reset / root / te on | dma 00:03.0 read 0x1000 | fault ROOT_NOT_PRESENT | 0x2000 | stale",
        "11.commands | te on / reset | dma 00:03.0 read 0x1000 | fault ROOT_NOT_PRESENT | 0x1000 | good-refused"})
    void whatCameBeforeTellsTheKindOfAUnitsMistake(String group, String lines, String step, String answered, String allowed, String named) {
        assertThat(of(group, lines, step, answered, allowed).word()).isEqualTo(named);
    }

    @Test
    void aStatusAheadOfItsInvalidationIsAMatterOfOrder() {
        assertThat(Behaviours.of("11.invalidation", new Counterexample("c.vtd", "vtd 1\noutside\n", new Divergence(2, "outside",
                "stored 0x1102000 0x1", List.of(), "software was told that an invalidation is done before the cache was (§6.5.2.9)"))))
                .isEqualTo(Behaviour.WRONG_ORDER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "08.pages | view 1 0x1000 | blocked | 0x10000000 rw | '' | leaves-out",
        "08.pages | view 1 0x1000 | 0x10000000 rw | blocked | '' | bad-accepted",
        "08.pages | view 1 0x1000 | 0x10000000 rw | 0x10000000 r | '' | wrong-rights",
        "08.pages | view 1 0x1000 | 0x10000000 rw | 0x20000000 rw | '' | stale",
        "08.pages | invalidate iotlb global | map 1 | nothing | listener 1: mapped over it | wrong-order",
        "08.ranges | invalidate iotlb global | map 1 | nothing | listener 1: no natural block of pages | wrong-content",
        "08.drops | invalidate iotlb global | nothing | nothing | listener 1 was not told to drop all of 0x0 to 0x1 | stale",
        "08.work | invalidate iotlb global | nothing | nothing | called its neighbours 9 times, where 8 are enough | adds",
        "08.pages | invalidate iotlb page did=5 iova=0x1000 | nothing | x | listener 1 takes a READ of 0x1000 to 0x8000, told before that it is rw, allowed [Blocked[READ_DENIED]] | stale",
        "08.pages | invalidate iotlb page did=5 iova=0x1000 am=2 | nothing | x | listener 1 takes a READ of 0x1000 to 0x8000, told before that it is rw, allowed [Blocked[READ_DENIED]] | leaves-out",
        "08.pages | invalidate iotlb page did=5 iova=0x1000 am=2 | nothing | x | listener 1 takes a READ of 0x2000 to 0x8000, told before that it is rw, allowed [Blocked[READ_DENIED]] | stale",
        "08.pages | invalidate iotlb page did=5 iova=0x1000 am=2 | nothing | x | listener 1 takes a READ of 0x0 to 0x8000, told before that it is rw, allowed [Blocked[READ_DENIED]] | leaves-out",
        "08.pages | invalidate iotlb global | nothing | x | listener 1 takes a READ of 0x1000 to be blocked, told of nothing there, allowed [Translated[0x8000]] | leaves-out",
        "08.replay | replay 1 | map 1 | x | listener 1 takes a WRITE of 0x1000 to 0x8000, told now that it is rw, and is right of a READ, allowed [Blocked[WRITE_DENIED]] | wrong-rights",
        "08.replay | replay 1 | map 1 | x | listener 1 takes a READ of 0x1000 to 0x8000, told now that it is rw, allowed [Blocked[READ_DENIED]] | bad-accepted",
        "08.replay | replay 1 | map 1 | x | listener 1 takes a READ of 0x1000 to 0x8000, told now that it is rw, allowed [Translated[0x9000]] | wrong-address",
        "08.replay | replay 1 | mode 1 | x | listener 1 was told now the mode TRANSLATED, allowed [IDENTITY] | leaves-out",
        "08.replay | replay 1 | mode 1 | x | listener 1 was told now the mode TRANSLATED, allowed [BLOCKED] | bad-accepted",
        "08.contexts | translate off | nothing | x | listener 1 was told before the mode TRANSLATED, allowed [IDENTITY] | stale",
        "10.contexts | join 1 00:03.0 map | mode 1 | x | listener 1 was told now the mode BLOCKED, allowed [TRANSLATED] | wrong-entry",
        "10.contexts | attach 00:03.0 did=5 | nothing | x | listener 1 was told before the mode BLOCKED, allowed [TRANSLATED] | leaves-out",
        "10.contexts | translate on | nothing | x | listener 1 was told before the mode IDENTITY, allowed [TRANSLATED] | stale",
        "10.stores | map 00:03.0 iova=0x1000 | nothing | x | listener 1 takes a READ of 0x1000 to 0x8000, told before that it is rw, allowed [Translated[0x9000]] | leaves-out",
        "10.tables | edit 00:03.0 iova=0x1000 level=2 rights=r | nothing | x | listener 1 takes a WRITE of 0x1000 to 0x8000, told before that it is rw, and is right of a READ, allowed [Blocked[WRITE_DENIED]] | wrong-rights",
        "10.torn | edit 00:03.0 iova=0x1000 level=1 value=0x1 | map 1 | x | listener 1 takes a READ of 0x1000 to 0x9000, told now that it is rw, allowed [Translated[0x8000], Blocked[TABLE_RESERVED]] | bad-accepted",
        "10.data | trapped 0x1000 | yes | no | traps 0x1000, to which nothing leads any more | adds",
        "10.data | trapped 0x1000 | no | yes | does not trap 0x1000, which a walk would read now | wrong-value"})
    void whatAListenerBelievesTellsTheKindOfMistake(String group, String step, String answered, String allowed, String why,
            String named) {
        assertThat(Behaviours.of(group, new Counterexample("c.vtd", "vtd 1\n" + step + "\n",
                new Divergence(2, step, answered, List.of(allowed), why))).word()).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "attach 00:03.1 did=5 / join 1 00:03.1 map | attach 00:03.0 did=6 | wrong-entry",
        "translate on / attach 00:03.1 did=5 / edit-root 00:03.1 low-clear=1 | join 1 00:03.1 map | bad-accepted"})
    void aModeThatComesFromAnotherSourcesEntryIsOfTheWrongEntry(String lines, String step, String named) {
        List<String> before = List.of(lines.split(" / "));
        assertThat(Behaviours.of("10.contexts", new Counterexample("c.vtd", String.join("\n", before) + "\n" + step + "\n",
                new Divergence(before.size() + 1, step, "mode 1", List.of(),
                        "listener 1 was told now the mode TRANSLATED, allowed [BLOCKED]"))).word()).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "01.lookup | attach 02:03.0 did=1 | context 02:03.0 | fault ROOT_NOT_PRESENT | did=1 levels=4 untranslated-only | wrong-entry",
        "01.lookup | attach 02:03.0 did=1 / attach 02:03.1 did=2 | context 02:03.0 | did=2 levels=4 untranslated-only | did=1 levels=4 untranslated-only | wrong-entry",
        "01.lookup | attach 02:03.0 did=257 | context 02:03.0 | did=1 levels=4 untranslated-only | did=257 levels=4 untranslated-only | wrong-content",
        "01.lookup | edit-context 02:03.0 low-clear=1 | context 02:03.0 | did=2 levels=4 untranslated-only | fault CONTEXT_NOT_PRESENT | bad-accepted",
        "01.reserved | edit-root 02:03.0 low-set=2 | context 02:03.0 | fault CONTEXT_NOT_PRESENT | fault ROOT_RESERVED | bad-accepted",
        "01.reserved | edit-context 02:03.0 low-clear=1 | context 02:03.0 | fault CONTEXT_RESERVED | fault CONTEXT_NOT_PRESENT | wrong-reason",
        "01.reserved | attach 02:03.0 did=1 | context 02:03.0 | fault CONTEXT_RESERVED | did=1 levels=4 untranslated-only | good-refused",
        "01.silence | attach 02:03.0 did=1 fpd | context 02:03.0 | fault CONTEXT_NOT_PRESENT | fault CONTEXT_NOT_PRESENT silent | wrong-silence",
        "01.silence | attach 02:03.0 did=1 fpd | context 02:03.0 | did=1 levels=4 | did=1 levels=4 fpd | wrong-silence",
        "01.whole-entries | whole-only root 02:03.0 | context 02:03.0 | fault ROOT_ACCESS_ERROR | did=1 levels=4 | torn-read",
        "02.levels | map 00:03.0 did=1 iova=0x1000 | walk 00:03.0 read 0x1000 | fault READ_DENIED | 0x201000 rw size<=4K | wrong-entry",
        "02.levels | edit 00:03.0 iova=0x1000 rights=- | walk 00:03.0 read 0x1000 | 0x201000 rw size=4K | fault READ_DENIED | bad-accepted",
        "02.rights | map 00:03.0 did=1 iova=0x1000 r | walk 00:03.0 write 0x1000 | 0x201000 rw size=4K | fault WRITE_DENIED | wrong-rights",
        "02.rights | map 00:03.0 did=1 iova=0x1000 r | walk 00:03.0 write 0x1000 | fault READ_DENIED | fault WRITE_DENIED | wrong-reason",
        "02.superpages | map 00:03.0 did=1 size=2M | walk 00:03.0 read 0x201000 | 0x400000 rw size=2M | 0x401000 rw size<=2M | wrong-address",
        "02.reserved | edit 00:03.0 set=1 | walk 00:03.0 read 0x1000 | fault READ_DENIED | fault TABLE_RESERVED | bad-accepted",
        "02.bounds | unreadable table | walk 00:03.0 read 0x1000 | fault READ_DENIED | fault TABLE_ACCESS_ERROR | wrong-reason",
        "02.steps | map 00:03.0 did=1 iova=0x1000 | walk 00:03.0 read 0x1000 | 0x201000 rw size=4K via=0x1 | 0x201000 rw size=4K via=0x1,0x2 | wrong-detail",
        "02.levels | map 00:03.0 did=1 iova=0x1000 | walk 00:03.0 read 0x1000 | threw java.lang.Error | 0x201000 rw size<=4K | throws",
        "04.tags | fill 00:03.0 did=1 iova=0x1000 gpa=0x2000 | lookup 80:03.0 0x1000 | 0x2000 rw did=1 size=4K | miss | alias",
        "04.pages | fill 00:03.0 did=1 iova=0x1000 / invalidate iotlb global | lookup 00:03.0 0x1000 | 0x2000 rw did=1 size=4K | miss | stale",
        "04.pages | fill 00:03.0 did=1 iova=0x200000 gpa=0xa00000 size=2M rw / invalidate iotlb page did=1 iova=0x201000 / fill 00:03.0 did=1 iova=0x201000 gpa=0x700000 size=4K rw | lookup 00:03.0 0x201000 | 0xa01000 rw did=1 size=2M | 0x700000 rw did=1, miss | stale",
        "04.context | fill-context 00:0b.1 did=5 levels=3 table=0x1000 / fill-context 00:0b.1 did=6 levels=4 table=0x2000 / invalidate context device 00:0b.1 did=6 | lookup-context 00:0b.1 | did=6 levels=4 table=0x2000 | miss, did=5 levels=3 table=0x1000 | stale",
        "04.late-fills | epoch before / invalidate iotlb global / fill 00:03.0 did=1 epoch=before | lookup 00:03.0 0x1000 | 0x2000 rw did=1 | miss | overtaken",
        "04.negatives | fill 00:03.0 did=1 fault=READ_DENIED | lookup 00:03.0 0x1000 | fault READ_DENIED did=1 | miss | fault-kept",
        "04.keeps | fill 00:03.0 did=1 iova=0x1000 | lookup 00:03.0 0x1000 | miss | 0x2000 rw did=1 | forgets",
        "04.tags | fill 00:03.0 did=257 iova=0x1000 | lookup 00:03.0 0x1000 | 0x2000 rw did=1 | miss, 0x2000 rw did=257 | wrong-content",
        "03.overflow | fault 00:01.0 read 0x1000 READ_DENIED | status | pending=0 first=0 conditions=- | pending=0 first=0 conditions=overflow | wrong-condition",
        "03.records | fault 00:01.0 read 0x1000 READ_DENIED | status | pending=1 first=1 conditions=- | pending=0 first=0 conditions=- | wrong-register",
        "03.fields | fault 00:01.0 read 0x1000 READ_DENIED | status | pending=0 conditions=- record0=0x1:0x2 | pending=0 conditions=- record0=0x1:0x3 | wrong-record",
        "00.page | map 00:03.0 did=1 | walk 00:03.0 read 0x1000 levels=1 | fault READ_DENIED | 0x201000 rw | wrong-entry",
        "00.page | map 00:03.0 did=1 | walk 00:03.0 read 0x3abc levels=1 | 0x56789abc rw | 0x123456789abc rw | wrong-address",
        "00.page | map 00:03.0 did=1 | walk 00:03.0 read 0x4fff levels=1 | 0xfff rw size=4K | fault READ_DENIED | bad-accepted",
        "05.invalidations | mmio write64 0x28 0x1 | mmio write64 0xf8 0xb000000700000000 | iotlb page did=7 iova=0x1000 | iotlb domain did=7 | other-deed",
        "06.ring | store 0x1 0x2 | queue on size=1 tail=511 | report queue-error | nothing | good-refused",
        "06.time-outs | store 0x1 0x2 | device timeout 1 | report timeout-error | nothing | adds",
        "05.words | mmio write64 0x20 0x1000 | mmio read64 0x20 | 0x0 | 0x1000 | wrong-value",
        "05.commands | mmio write64 0x20 0x1000 | mmio write32 0x18 0x40000000 | nothing | root 0x1000 | leaves-out",
        "05.events | mmio write32 0x44 0x1 | mmio write32 0x3c 0x2 | nothing | '' | leaves-out",
        "05.status | conditions overflow | mmio write32 0x34 0x0 | clear overflow | nothing | adds",
        "06.waits | event unmasked | queue on tail=1 | message 0x1 0x2 then stored 0x3 0x4 | stored 0x3 0x4 then message 0x1 0x2 | wrong-order",
        "06.commands | store 0x1 0x2 | queue on tail=1 | context domain did=52 | context domain did=4660 | wrong-content",
        "06.errors | store 0x1 0x2 | queue on tail=1 | context global then report queue-error | report queue-error | bad-accepted",
        "06.ring | store 0x1 0x2 | queue on tail=1 | context global then report queue-error | context global | good-refused",
        "06.errors | store 0x1 0x2 | queue on tail=1 | context global | iotlb global | other-deed",
        "06.ring | store 0x1 0x2 | queue on tail=3 | iotlb domain did=1 then report queue-error | iotlb domain did=2 then report queue-error | wrong-content",
        "05.commands | mmio write64 0xb8 0x1000 | mmio write32 0x18 0x1000000 | effect ProgramInterruptRemapping | effect ProgramInterruptRemapping | wrong-content",
        "06.errors | slot 1 bits 0x405 0x0 | queue on tail=2 | context global | context global then report queue-error | bad-accepted",
        "06.errors | vtd 1 | queue on tail=4 | report queue-error | nothing | adds",
        "06.ring | store 0x1 0x2 | queue on tail=4 | report queue-error | context global then report queue-error | good-refused",
        "06.devices | store 0x1 0x2 | device done 3 | stored 0x1 0x2 then report queue-error | nothing | adds",
        "06.devices | store 0x1 0x2 | device done 3 | report completion-error | nothing | good-refused",
        "06.errors | queue on tail=258 | status | head=0 error=invalid-type | head=0 error=invalid-tail | bad-accepted",
        "06.ring | queue on size=2 tail=1023 | status | head=0 error=invalid-tail | head=0 error=invalid-type | good-refused",
        "06.errors | queue on tail=3 | status | head=0 error=reserved-field | head=0 error=invalid-type | wrong-value",
        "06.waits | store 0x1 0x2 | status | head=1 completed=0 | head=1 completed=1 | wrong-value",
        "07.large | drive attach 00:03.0 did=5 | drive map did=5 iova=0x200000 | store 0x1 0x2 | '' | wrong-content",
        "09.wishes | configure caching-mode=off | listener add 1 00:03.0 map | allowed | refused missed-map device=00:03.0: why | bad-accepted",
        "09.wishes | configure caching-mode=on | listener add 1 00:03.0 map | refused missed-map device=00:03.0: why | allowed | good-refused",
        "09.state | configure caching-mode=on | listener add 1 00:03.0 map | refused never-served device=00:03.0: why | refused missed-map device=00:03.0: why | wrong-reason",
        "09.remedy | configure caching-mode=on | listener add 1 00:03.0 map | refused missed-map device=00:03.0: x | refused missed-map device=00:03.0: why | wrong-detail",
        "03.event | event masked address=0xfee00000 data=0x1 | fault 00:01.0 read 0x1000 READ_DENIED | message 0xfee00000 0x1 | nothing | wrong-event"})
    void aStepTellsTheKindOfMistake(String group, String lines, String step, String answered, String allowed, String named) {
        assertThat(of(group, lines, step, answered, allowed).word()).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "strict | drive unmap did=5 | store 0x1 0x0, invalidate iotlb page did=5, release 0x2 4K, wait | | 0x2 is released while $PAGE | wrong-order",
        "strict | drive unmap did=5 | store 0x1 0x0, invalidate iotlb page did=5, wait, release 0x2 4K | | 0x2 is released while $PAGE | wrong-content",
        "strict | drive unmap did=5 | store 0x1 0x0, release 0x2 4K | | 0x2 is released while $PAGE | leaves-out",
        "batched | drive unmap did=5 | store 0x1 0x0, release 0x2 4K | | 0x2 is released while $PAGE | adds",
        "batched | drive sync | invalidate iotlb page did=6, wait, release 0x2 4K | | 0x2 is released while $PAGE | leaves-out",
        "strict | drive unmap did=5 | invalidate iotlb page did=6, wait | | at the end of the call, $PAGE | wrong-content",
        "strict | drive map did=2 | invalidate iotlb page did=2, wait | | at the end of the call, $STRANGER | wrong-content",
        "strict | drive map did=5 | invalidate iotlb page did=5, wait | invalidate iotlb domain did=5, wait | at the end of the call, $PAGE | wrong-content",
        "strict | drive map did=5 | invalidate iotlb page did=5 am=9, wait | invalidate iotlb domain did=5, wait | an address mask of 9, wider than 0 | wrong-content",
        "strict | drive map did=5 | invalidate iotlb page did=5, wait | invalidate iotlb domain did=5, wait | a page-selective invalidation for a unit without them | other-deed",
        "strict | drive map did=5 | store 0x1 0x3, release 0x2 4K | | 0x2 is released though it is still mapped, or was released before | adds",
        "strict | drive attach 00:03.0 | invalidate iotlb domain did=5, invalidate context device 00:03.0 did=5, wait | | at the end of the call, $CONTEXT | wrong-order",
        "strict | drive attach 00:03.0 | wait, invalidate context device 00:03.0 did=5, invalidate iotlb domain did=5 | | at the end of the call, $CONTEXT | wrong-order",
        "strict | drive attach 00:03.0 | invalidate context device 00:03.0 did=5, invalidate iotlb domain did=5 | | at the end of the call, $CONTEXT | leaves-out",
        "strict | drive attach 00:03.0 | invalidate context device 00:03.0 did=0, invalidate iotlb domain did=5, wait | | at the end of the call, $CONTEXT | wrong-content",
        "strict | drive attach 01:03.0 | invalidate context device 01:03.0 did=0, invalidate iotlb domain did=5, wait | invalidate context global, invalidate iotlb global, wait | at the end of the call, $CONTEXT | leaves-out",
        "strict | drive attach 00:03.0 | invalidate context device 00:03.0 did=0, invalidate iotlb domain did=5, wait | invalidate context global, invalidate iotlb global, wait | at the end of the call, $ROOT | leaves-out",
        "strict | drive attach 00:03.0 | store16 0x1 0x1 0x2, invalidate context global, invalidate iotlb global, wait | store16 0x1 0x5 0x2, invalidate context global, invalidate iotlb global, device-tlb 00:03.0 iova=0x0 am=52, wait | at the end of the call, $ROOT, then the device-TLBs of [00:03.0] (§6.5.2.5) | leaves-out",
        "strict | drive unmap did=5 | device-tlb 00:03.0 iova=0x1000, invalidate iotlb page did=5, wait | | at the end of the call, $PAGE, then the device-TLBs of [00:03.0] (§6.5.2.5) | wrong-order",
        "strict | drive attach 00:03.0 | store 0x1 0x3 | | at the end of the call, $CONTEXT | leaves-out",
        "strict | drive attach 00:03.0 | store 0x1 0x3, store 0x9 0x2 | | half of the entry at 0x1 is stored: it must be stored whole | other-deed",
        "strict | drive map did=5 | store 0x1 0x3, wait | | all would be well without a wait | adds",
        "strict | drive unmap did=5 | store 0x1 0x0, invalidate iotlb page did=5, wait | | frames that are no longer mapped are not released | leaves-out"})
    void aDriverIsToldByWhatTheLawComplainsOf(String style, String step, String acts, String owed, String complaint, String named) {
        String why = complaint.replace("$PAGE", "the change of the level 1 entry of 0x1000 in domain 5 (leaf, now absent) is not covered")
                .replace("$STRANGER", "the change of the level 4 entry of 0x0 in domain 32 (absent, now table) is not covered")
                .replace("$CONTEXT", "the change of the context entry of 00:03.0 (table before, domain 5) is not covered")
                .replace("$ROOT", "the change of a root entry (absent before) is not covered");
        String text = "drive  " + style + "\ndrive  attach 00:03.0 did=5\ndrive  map did=6 iova=0x1000\n" + step + "\n";
        Counterexample run = new Counterexample("c.vtd", text,
                new Divergence(4, step, acts, owed == null ? List.of() : List.of(owed), why));
        assertThat(Behaviours.of("07.unmap", run).word()).isEqualTo(named);
    }
}
