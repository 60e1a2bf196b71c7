package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Host;
import iommu.emulator.machine.Listening;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same in scalable mode: with second stage and pass-through alone for listeners that need every mapping, and with
 * first-stage and nested translation too for those that ask the unit.
 */
class ScalableListenersTest {

    private static final long SEED = Long.getLong("iommu.seed", 20261128L);
    private static final int RUNS = Integer.getInteger("iommu.listeners.scenarios", 60);
    private static final int STEPS = 120;
    private static final long ROOT = 0x10_0000;
    private static final long CONTEXTS = 0x10_1000;
    private static final long QUEUE = 0x10_2000;
    private static final long TABLES = 0x20_0000;
    private static final long[] ADDRESSES = {0x1000, 0x2000, 0x20_1000, 0x4000_1000L, 0x3000};
    private static final Set<Iova> PAGES = new TreeSet<>();

    static {
        for (long address : ADDRESSES) {
            PAGES.add(new Iova(address));
        }
    }

    /** One run of random steps, told to both. */
    private static final class Run {
        private final Random random;
        private final boolean secondStage;
        private final Machine machine;
        private final MachineRelation law;
        private final ListenerCheck check;
        private final List<Stimulus> steps = new ArrayList<>();
        private int tail;
        private int id;

        private Run(long seed, boolean secondStage) {
            random = new Random(seed);
            this.secondStage = secondStage;
            machine = new Machine(unit(), 1 + random.nextInt(16), new Options(1, random.nextBoolean(), false),
                    Host.listening(new Listening(new OpenPolicy())));
            law = new MachineRelation(unit(), Prefetch.ALLOW);
            check = new ListenerCheck(machine, law, unit().hostAddressWidth());
        }

        private void tell(Stimulus step) {
            steps.add(step);
            machine.on(step);
            law.on(step);
        }

        private boolean chance(int of) {
            return random.nextInt(of) == 0;
        }

        private void store(long at, long value) {
            tell(new Stimulus.Store64(new Gpa(at), value));
        }

        private void store128(long at, long low, long high) {
            tell(new Stimulus.Store128(new Gpa(at), new Entry128(low, high)));
        }

        private void register(int offset, int size, long value) {
            tell(new Stimulus.RegisterWrite(offset, size, value));
        }

        private void start() {
            store128(ROOT, CONTEXTS | 1, 0);
            for (int device = 0; device < 2; device++) {
                context(device);
                entry(device, 0);
                entry(device, 1);
            }
            for (int i = 0; i < 40; i++) {
                tableEntry();
            }
            register(0x90, 8, QUEUE | 1 << 11);
            register(0x18, 4, 1 << 26);
            register(0x20, 8, ROOT | 1 << 10);
            register(0x18, 4, 1 << 26 | 1 << 30);
            register(0x18, 4, 1 << 26 | 1L << 31);
        }

        private static long pasids(int device) {
            return 0x19_0000 + device * 0x1000L;
        }

        private void context(int device) {
            store(0x18_0000 + device * 0x1000L, pasids(device) | (chance(12) ? 0 : 1));
            store128(CONTEXTS + device * 32L, 0x18_0000 + device * 0x1000L | (chance(12) ? 0 : 1) | 1 << 3,
                    chance(4) ? 1 : 0); // RID_PASID 0 or 1
        }

        private long table() {
            return TABLES + random.nextInt(6) * 0x1000L;
        }

        private void entry(int device, int pasid) {
            long type = secondStage ? chance(6) ? 4 : 2 : 1 + random.nextInt(4);
            long first = table() | 1 | type << 6 | (chance(3) ? 2 : 1) << 2;
            long second = 1 + random.nextInt(3) | 1 << 23;
            store128(pasids(device) + pasid * 64L + 16, table(), 0);
            store128(pasids(device) + pasid * 64L, chance(10) ? 0 : first, second);
        }

        private void tableEntry() {
            long address = ADDRESSES[random.nextInt(ADDRESSES.length)];
            int shift = 12 + 9 * random.nextInt(4);
            long at = table() + (chance(2) ? address >>> shift & 511 : random.nextInt(4)) * 8;
            long value = table() | 3 | (chance(6) ? 0 : 4);
            if (chance(4)) {
                value = random.nextInt(4) * 0x4000_0000L | 0x87;
            }
            if (chance(4)) {
                value &= ~(1L << random.nextInt(2));
            }
            store(at, chance(10) ? 0 : value);
        }

        private void descriptor(long low, long high) {
            store128(QUEUE + tail, low, high);
            store128(QUEUE + tail + 16, 0, 0);
            tail = (tail + 32) % 4096;
            register(0x88, 8, tail);
        }

        private void invalidate() {
            long domain = (long) random.nextInt(4) << 16;
            long pasid = (long) random.nextInt(2) << 32;
            long address = ADDRESSES[random.nextInt(ADDRESSES.length)] | (chance(3) ? 9 : 0) | (chance(3) ? 1 << 6 : 0);
            switch (random.nextInt(6)) {
                case 0 -> descriptor(1 | (1L + random.nextInt(3)) << 4 | domain | (long) random.nextInt(2) << 32, 0);
                case 1 -> descriptor(7 | new long[] {0, 1, 3}[random.nextInt(3)] << 4 | domain | pasid, 0);
                case 2, 3 -> descriptor(2 | (1L + random.nextInt(3)) << 4 | domain, address);
                case 4 -> descriptor(6 | (2L + random.nextInt(2)) << 4 | domain | pasid, address);
                default -> { // everything, as after a change of the root table
                    descriptor(1 | 1 << 4, 0);
                    descriptor(7 | 3 << 4, 0);
                    descriptor(2 | 1 << 4, 0);
                }
            }
            descriptor(5 | 1 << 6, 0);
        }

        private void listener() {
            SourceId source = new SourceId(random.nextInt(2));
            if (check.listeners().size() == 3) {
                check.detachOldest();
            } else if (secondStage && !chance(3)) {
                check.map(new Listener(id++, source, Set.of(Wish.MAP, Wish.UNMAP), Range.ALL, random.nextBoolean()));
            } else {
                check.ask(new Listener(id++, source, Set.of(Wish.UNMAP)));
            }
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3 -> tableEntry();
                case 4 -> entry(random.nextInt(2), random.nextInt(2));
                case 5 -> context(random.nextInt(2));
                case 6, 7, 8 -> invalidate();
                case 9 -> listener();
                case 10 -> {
                    if (chance(6)) {
                        register(0x18, 4, 1 << 26);
                        register(0x18, 4, 1 << 26 | 1 << 30);
                        register(0x18, 4, 1 << 26 | 1L << 31);
                    }
                }
                default -> tell(new Stimulus.Dma(DmaRequest.untranslated(new SourceId(random.nextInt(2)),
                        new Iova(ADDRESSES[random.nextInt(ADDRESSES.length)]), chance(2) ? Access.READ : Access.WRITE)));
            }
            try {
                check.judge(PAGES);
            } catch (AssertionError wrong) {
                throw new AssertionError(wrong.getMessage() + "\nwith " + check.listeners() + " at the end of\n"
                        + String.join("\n", steps.stream().map(Object::toString).toList()), wrong);
            }
        }
    }

    private static Capabilities unit() {
        return Capabilities.DEFAULT.with(c -> {
            c.scalableMode = true;
            c.firstStage = true;
            c.secondStage = true;
            c.nested = true;
            c.gigabyteFirstStage = true;
            c.pasidBits = 20;
            c.snoopedWalks = true;
            c.ridPasid = true;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatListenersSeeIsAllowed(boolean secondStage) {
        int views = 0;
        int single = 0;
        int mapped = 0;
        for (int i = 0; i < RUNS; i++) {
            Run run = new Run(SEED + i, secondStage);
            run.start();
            for (int step = 0; step < STEPS; step++) {
                run.step();
            }
            views += run.check.views();
            single += run.check.single();
            mapped += run.check.mapped();
        }
        System.out.println("listeners, scalable mode, " + (secondStage ? "second stage" : "all types") + ", seed " + SEED + ": "
                + views + " views, " + single + " with one answer, " + mapped + " mapped");
        assertThat(views).isGreaterThan(200 * RUNS);
        assertThat(single).isGreaterThan(views / 4);
        assertThat(mapped).isGreaterThan(views / 10);
    }
}
