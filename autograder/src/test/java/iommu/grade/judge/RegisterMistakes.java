package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in register files. */
final class RegisterMistakes {

    private static final String FILE = "Registers.java";
    private static final String WORDS = "RegisterWords.java";
    private static final String LAYOUT = "Layout.java";
    private static final String PROGRAMMED = "Programmed.java";
    private static final String COMMANDS = "InvalidationCommands.java";
    private static final String CAPABILITIES = "CapabilityWords.java";

    private RegisterMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("05", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("a half that is written clears the other one", "words commands +", WORDS, "old & ~changed | bits);", "bits);"),
                of("reserved bits stick", "words events +", WORDS, "long changed = HALF << shift & layout.of(register).writable();",
                        "long changed = HALF << shift & (layout.of(register).writable() == 0 ? 0 : -1L);"),
                of("the upper half is read in the lower one's place", "words status capabilities +", FILE,
                        "readHalf(offset) | readHalf(offset + 4) << 32", "readHalf(offset) | readHalf(offset) << 32"),
                of("a read of a half is sign-extended", "words events +", WORDS, ">>> shift & HALF; // §11.3", ">>> shift << 32 >> 32; //"),
                of("the events are not masked after reset", "events pairs status", WORDS, "identity.getOrDefault(register, register.reset())",
                        "identity.getOrDefault(register, 0L)"),
                of("IM is turned round", "events pairs", PROGRAMMED, "new EventRegisters(words.isSet(mask),", "new EventRegisters(!words.isSet(mask),"),
                of("the upper address is forgotten", "events pairs", PROGRAMMED, "words.get(upper) << 32 | words.get(address)", "words.get(address)"),
                of("a write of the event is not told", "events pairs", FILE, "List.of(new Effect.ProgramFaultEvent(programmed.faultEvent()));", "List.of();"),
                of("RW1C clears on 0", "status", WORDS, "layout.of(register).clearable() & value; // §11.3", "layout.of(register).clearable() & ~value;"),
                of("writing 1 asks nobody", "status", FILE, "if (cleared != 0) {\n            return clear(register, cleared);", "if (cleared != 0) {\n            return List.of();"),
                of("F is looked for in the third double word", "status", FILE, "offset % FaultRecording.SIZE == 12", "offset % FaultRecording.SIZE == 8"),
                of("the recording registers are 8 bytes apart", "status", FILE, "records.get(offset / FaultRecording.SIZE)",
                        "records.get(Math.min(records.size() - 1, offset / 8))"),
                of("PPF is never shown", "status", FILE, "Field.FSTS_PPF.of(faults.faultPending() ? 1 : 0)", "Field.FSTS_PPF.of(0)"),
                of("IP is never shown", "status", FILE, "words.set(Field.FECTL_IP, faults.eventPending() ? 1 : 0);", ""),
                of("IQH is counted in bytes of one", "status", FILE, "words.set(Field.IQH_QH, queue.head());", "words.set(Register.IQH, queue.head());"),
                of("ITESID and ICESID change places", "status", FILE, "Field.IQERCD_ITESID.of(queue.timedOut().value()) | Field.IQERCD_ICESID.of(queue.unexpected().value())",
                        "Field.IQERCD_ICESID.of(queue.timedOut().value()) | Field.IQERCD_ITESID.of(queue.unexpected().value())"),
                of("RTADDR counts without SRTP", "words commands", FILE, "case IQT -> List.of(updateQueue());",
                        "case RTADDR -> setRootTable(); case IQT -> List.of(updateQueue());"),
                of("RTPS is never set", "commands", FILE, "words.set(Field.GSTS_RTPS, 1); // §11.4.4.2", ""),
                of("SRTP gives an old pointer", "commands", FILE, "Gpa table = new Gpa(words.get(Register.RTADDR) & Field.RTADDR_RTA.mask());",
                        "Gpa table = new Gpa(words.get(Register.RTADDR) & 0xFFFF_F000L);"),
                of("WBF reads back as 1", "commands", FILE, "List<Effect> effects = new ArrayList<>();\n        if (Field.GCMD_SRTP",
                        "List<Effect> effects = new ArrayList<>();\n        words.set(Field.GSTS_WBFS, Field.GCMD_WBF.get(command));\n        if (Field.GCMD_SRTP"),
                of("ICC reads back as 1", "invalidations", COMMANDS, "~(Field.CCMD_ICC.mask() | Field.CCMD_CAIG.mask())", "~Field.CCMD_CAIG.mask()"),
                of("IVT reads back as 1", "invalidations", COMMANDS, "~(Field.IOTLB_IVT.mask() | Field.IOTLB_IAIG.mask())", "~Field.IOTLB_IAIG.mask()"),
                of("TE is a command each time", "commands", FILE, "if (changes(Field.GCMD_TE, command, Field.GSTS_TES)) {",
                        "if (changes(Field.GCMD_TE, command, Field.GSTS_TES) | true) {"),
                of("the tail is not told", "commands", FILE, "case IQT -> List.of(updateQueue());", "case IQT -> List.of();"),
                of("the tail is cut to 8 bits of its register", "commands", PROGRAMMED, "(int) words.get(Field.IQT_QT)", "(int) words.get(Field.IQT_QT) & 15"),
                of("CCMD acts on its lower half", "invalidations", FILE, "case CCMD -> upperHalf && words", "case CCMD -> !upperHalf && words"),
                of("a command needs no ICC", "invalidations", FILE, "case CCMD -> upperHalf && words.isSet(Field.CCMD_ICC) ?", "case CCMD -> upperHalf ?"),
                of("CAIG is not set", "invalidations", COMMANDS, "idle | Field.CCMD_CAIG.of(granularity)", "idle"),
                of("an address mask above MAMV is served", "invalidations", COMMANDS, "return mask <= capabilities.maxAddressMask() ? SELECTIVE : NOTHING;", "return SELECTIVE;"),
                of("without PSI pages stay pages", "invalidations", COMMANDS, "if (!capabilities.pageSelective()) {", "if (false) {"),
                of("IVA is forgotten", "invalidations", COMMANDS, "page(address), mask,", "page(0), mask,"),
                of("MGAW is not the width minus 1", "capabilities", CAPABILITIES, "unit.guestAddressWidth() - 1", "unit.guestAddressWidth()"),
                of("NFR is not the registers minus 1", "capabilities", CAPABILITIES, "unit.faultRecords() - 1", "unit.faultRecords()"),
                of("SAGAW is shifted by one", "capabilities", CAPABILITIES, "1L << levels - 2", "1L << levels - 3"),
                of("caching mode is not said", "capabilities", CAPABILITIES, "flag(CAP_CM, unit.cachingMode())", "0"),
                of("eight bytes over two registers lose the upper one", "pairs", FILE, "if (size == 8) {\n            effects", "if (size == 8 && words.at(offset).equals(words.at(offset + 4))) {\n            effects"),
                of("eight bytes over two registers crash", "pairs", FILE, "List<Effect> effects = new ArrayList<>(writeHalf(offset, value & 0xFFFF_FFFFL));",
                        "if (size == 8 && offset < 0x100 && !words.at(offset).equals(words.at(offset + 4))) { throw new IllegalStateException(); }\n        List<Effect> effects = new ArrayList<>(writeHalf(offset, value & 0xFFFF_FFFFL));"),
                of("has no error record of the queue: no mistake", "", FILE, "Field.IQERCD_IQEI.of(queue.error().ordinal())\n                | Field.IQERCD_ITESID.of(queue.timedOut().value()) | Field.IQERCD_ICESID.of(queue.unexpected().value())", "0"),
                of("tells the queue with every write of IQA: no mistake", "", FILE, "case IQA -> changed ? List.of(updateQueue()) : List.of();", "case IQA -> List.of(updateQueue());"),
                of("keeps no address bits above HAW: no mistake", "", PROGRAMMED, "new Gpa(words.get(field.register()) & field.mask());",
                        "new Gpa(words.get(field.register()) & field.mask() & (1L << 52) - 1);"));
    }
}
