package iommu.peers.qemu;

import iommu.arch.Access;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * A QEMU machine with a remapping unit and devices, driven by the same smallest steps as the reference. Steps that ask
 * nothing wait in a batch until something is asked.
 *
 * <p>What memory holds is known here, word by word: so a request can be judged by what it read, or by where its stamp
 * came to lie.
 */
final class QemuMachine implements AutoCloseable {

    /** Where the unit's registers lie. */
    static final long UNIT = 0xFED9_0000L;
    /** Tables and frames lie from here up to the end of RAM. */
    private static final long FIRST = 1 << 20;
    private static final long SCRATCH = 0x0F00_0000L;
    /** A word that nothing is compared with. */
    static final Gpa NOWHERE = new Gpa(SCRATCH + 0x1_0000);
    /** Polls in a row, then pauses of a millisecond each: the device's timer runs on QEMU's own time. */
    private static final int POLLS = 200;
    private static final int GIVES_UP = 20_000;

    private final QemuProcess process;
    private final Map<Gpa, Long> content = new TreeMap<>();
    private final Map<SourceId, int[]> used = new TreeMap<>();
    private final Set<Integer> vectors = new TreeSet<>();
    private final List<Gpa> watched = new ArrayList<>();
    private Batch waiting = new Batch();

    private QemuMachine(QemuProcess process) {
        this.process = process;
    }

    /** Starts one. @param unit the {@code intel-iommu} options */
    static QemuMachine start(String unit) {
        List<String> devices = new ArrayList<>(List.of(unit));
        devices.addAll(Edu.options());
        QemuMachine machine = new QemuMachine(QemuProcess.start(devices));
        try {
            machine.prepare();
            return machine;
        } catch (PeerException e) {
            machine.close();
            throw e;
        }
    }

    private void prepare() {
        Edu.configure(waiting);
        for (int i = 0; i < Edu.ALL.size(); i++) {
            for (int slot = 0; slot < Edu.SLOTS; slot++) {
                waiting.write64(SCRATCH + (long) slot * Edu.UNIT, stamp(Edu.ALL.get(i), slot));
            }
            Edu.ALL.get(i).load(waiting, SCRATCH);
            await(looking(Edu.ALL.get(i)));
        }
    }

    /** What a device writes: unlike any table word or mark, and not present as either. */
    private static long stamp(Edu edu, int slot) {
        return 0x5A00_0000_0000_0000L | (long) edu.source().value() << 32 | (long) slot << 4;
    }

    /** What a word of memory holds that nobody wrote: unlike any other, and nothing present (bits 1:0). */
    private static long mark(Gpa at) {
        return 0x3C00_0000_0000_0000L | at.value() << 2;
    }

    void store(Gpa at, long value) {
        if (inMemory(at)) {
            content.put(at, value);
            waiting.write64(at.value(), value);
        }
    }

    void store(Gpa at, Entry128 value) {
        store(at, value.low());
        store(at.plus(8), value.high());
    }

    void write(Stimulus.RegisterWrite step) {
        if (step.size() == 8) {
            waiting.write64(UNIT + step.offset(), step.value());
        } else {
            waiting.write32(UNIT + step.offset(), step.value());
        }
    }

    long read(Stimulus.RegisterRead step) {
        int place = step.size() == 8 ? waiting.read64(UNIT + step.offset()) : waiting.read32(UNIT + step.offset());
        return flush()[place];
    }

    Snapshot snapshot() {
        List<Integer> places = look(waiting);
        return snapshot(flush(), places);
    }

    /** From now on this word is part of every snapshot. */
    void watch(Gpa word) {
        watched.add(word);
    }

    private List<Integer> look(Batch batch) {
        List<Integer> places = new ArrayList<>(List.of(batch.read32(UNIT + Register.GSTS.offset()),
                batch.read32(UNIT + Register.FSTS.offset()),
                batch.read64(UNIT + Register.FRCD.offset()), batch.read64(UNIT + Register.FRCD.offset() + 8),
                batch.read64(UNIT + Register.IQH.offset()), batch.read32(UNIT + Register.ICS.offset())));
        watched.forEach(word -> places.add(batch.read64(word.value())));
        return places;
    }

    private static Snapshot snapshot(long[] answers, List<Integer> places) {
        List<Long> seen = places.stream().map(place -> answers[place]).toList();
        return new Snapshot(seen.get(0), seen.get(1), new Entry128(seen.get(2), seen.get(3)), seen.get(4), seen.get(5),
                seen.subList(6, seen.size()));
    }

    /** Whether what a request does at this address can be seen: RAM from 1 MiB up. */
    static boolean inMemory(Gpa at) {
        return at.value() >= FIRST && at.value() < QemuProcess.RAM;
    }

    /**
     * A request and what could be seen of it.
     *
     * @param after the registers afterwards
     * @param landed where the stamp of a write was found
     * @param slot   of the device's buffer, where a read's data will be found by {@link #harvest}
     */
    record Sighting(Snapshot after, Optional<Gpa> landed, int slot) {
    }

    /** Has a device make a request of 8 bytes. @param candidates where it may go; aligned to 8 */
    Sighting request(SourceId source, Iova iova, Access access, List<Gpa> candidates) {
        Edu edu = Edu.of(source);
        List<Gpa> visible = candidates.stream().filter(QemuMachine::inMemory).toList();
        visible.stream().filter(at -> !content.containsKey(at)).forEach(at -> store(at, mark(at)));
        int slot = used.computeIfAbsent(source, s -> new int[Access.values().length])[access.ordinal()]++ % Edu.SLOTS;
        edu.request(waiting, iova, access, slot);
        Batch look = looking(edu);
        List<Integer> registers = look(look);
        List<Integer> places = new ArrayList<>();
        if (access == Access.WRITE) {
            visible.forEach(at -> places.add(look.read64(at.value())));
        }
        long[] answers = await(look);
        Optional<Gpa> landed = Optional.empty();
        for (int i = 0; i < places.size(); i++) {
            if (answers[places.get(i)] == stamp(edu, slot)) {
                Gpa at = visible.get(i);
                landed = Optional.of(at);
                store(at, content.get(at));
            }
        }
        return new Sighting(snapshot(answers, registers), landed, slot);
    }

    /** Has a device raise an interrupt. @return the vectors that the processor was sent and never had before */
    Set<Integer> interrupt(Stimulus.Interrupt step) {
        Edu.of(step.source()).interrupt(waiting, step.address().value(), step.data());
        flush();
        Set<Integer> fresh = new TreeSet<>(process.interrupts());
        fresh.removeAll(vectors);
        vectors.addAll(fresh);
        return fresh;
    }

    /** Whether the processor was sent this vector before, so that it can't be seen again. */
    boolean hadVector(int vector) {
        return vectors.contains(vector);
    }

    /** The value that this word of memory holds as far as steps and marks say. */
    Optional<Long> contentOf(Gpa at) {
        return Optional.ofNullable(content.get(at));
    }

    /** Takes over a word that the unit itself stored. */
    void adopt(Gpa at, long value) {
        content.put(at, value);
    }

    /** Turns translation off and reads what all reads of this device brought, by slot. */
    long[] harvest(SourceId source, long commandWithoutTranslation) {
        write(new Stimulus.RegisterWrite(Register.GCMD.offset(), 4, commandWithoutTranslation));
        Edu edu = Edu.of(source);
        edu.unload(waiting, SCRATCH);
        Batch look = looking(edu);
        for (int slot = 0; slot < Edu.SLOTS; slot++) {
            look.read64(SCRATCH + (long) slot * Edu.UNIT);
        }
        long[] answers = await(look);
        return Arrays.copyOfRange(answers, 1, answers.length);
    }

    /** Words of memory that do not hold what they should. */
    List<Gpa> strayWords() {
        List<Gpa> words = List.copyOf(content.keySet());
        words.forEach(at -> waiting.read64(at.value()));
        int before = waiting.requests() - words.size();
        long[] answers = flush();
        List<Gpa> stray = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (answers[before + i] != content.get(words.get(i))) {
                stray.add(words.get(i));
            }
        }
        return stray;
    }

    private long[] flush() {
        long[] answers = process.ask(waiting);
        waiting = new Batch();
        return answers;
    }

    /** Looks that begin with whether the device is busy: if it is not, all the others come after its request. */
    private static Batch looking(Edu edu) {
        Batch look = new Batch();
        edu.poll(look);
        return look;
    }

    /** Sends what waits, then looks until the device has finished. */
    private long[] await(Batch look) {
        flush();
        for (int i = 0; i < GIVES_UP; i++) {
            long[] answers = process.ask(look);
            if ((answers[0] & 1) == 0) {
                return answers;
            }
            if (i > POLLS) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        throw new PeerException("a device of QEMU never finished its request");
    }

    @Override
    public void close() {
        process.close();
    }
}
