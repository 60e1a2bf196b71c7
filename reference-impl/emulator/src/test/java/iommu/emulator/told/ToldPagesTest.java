package iommu.emulator.told;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random tables of 64 pages, page by page against the pieces: what is told adds up to what is mapped. */
class ToldPagesTest {

    private static final int PAGES = 64;
    private static final long SEED = 20260;
    private static final long NOT_MAPPED = -1;

    private final Random random = new Random(SEED);
    private final long[] view = new long[PAGES];
    private final TreeMap<Long, Integer> mapped = new TreeMap<>();
    private int first;
    private int last;
    private boolean replaces;

    @Test
    void whatIsToldAddsUpToWhatIsMappedAndTouchesNothingElse() {
        System.out.println("ToldPagesTest seed " + SEED);
        for (int run = 0; run < 400; run++) {
            first = random.nextInt(8);
            last = PAGES - 1 - random.nextInt(8);
            replaces = random.nextBoolean();
            Arrays.fill(view, NOT_MAPPED);
            mapped.clear();
            follow();
        }
    }

    private void follow() {
        Listener listener = new Listener(1, new SourceId(8), Set.of(Wish.MAP, Wish.UNMAP),
                Range.of(new Iova(4096L * first), 4096L * (last - first + 1)), replaces);
        ToldMappings told = new ToldMappings(listener, (start, size) -> notMemory(start.value() / 4096, size / 4096));
        for (int step = 0; step < 12; step++) {
            List<Piece> tables = tables();
            int log = random.nextInt(7);
            int block = random.nextInt(PAGES) >> log << log;
            long[] before = view.clone();
            TreeMap<Long, Integer> pieces = new TreeMap<>(mapped);
            List<Event> events = told.update(Range.of(new Iova(4096L * block), 4096L << log), tables.iterator());
            boolean[] touched = new boolean[PAGES];
            events.forEach(event -> take(event, touched));
            judge(before, tables, block, 1 << log);
            pieces.forEach((page, count) -> assertThat(touched[page.intValue()]).as("the piece at page %d is touched", page)
                    .isEqualTo(!Arrays.equals(before, page.intValue(), (int) (page + count), view, page.intValue(), (int) (page + count))));
        }
    }

    /** Frames 40 to 47 are no memory. */
    private static boolean notMemory(long frame, long count) {
        return frame + count <= 40 || frame >= 48;
    }

    /** Few frames and aligned ones, so that pieces often change their size and keep their frames. */
    private List<Piece> tables() {
        List<Piece> pieces = new ArrayList<>();
        for (int page = 0; page < PAGES;) {
            int log = Math.min(random.nextInt(5), Integer.numberOfTrailingZeros(page == 0 ? 64 : page));
            if (random.nextInt(4) != 0) {
                long frame = random.nextInt(3) == 0 ? 64 + page : page;
                pieces.add(new Piece(new Iova(4096L * page), 4096L << log, new Gpa(4096 * frame), Rights.RW, false));
            }
            page += 1 << log;
        }
        return pieces;
    }

    private void take(Event event, boolean[] touched) {
        switch (event) {
            case Event.Mapped e -> map(e.piece(), touched);
            case Event.Unmapped e -> unmap(e.start().value() / 4096, (int) (e.size() / 4096), touched);
            case Event.Replaced e -> {
                assertThat(mapped.get(e.piece().start().value() / 4096)).isEqualTo((int) (e.piece().size() / 4096));
                unmap(e.piece().start().value() / 4096, (int) (e.piece().size() / 4096), touched);
                map(e.piece(), touched);
            }
            case Event.Skipped e -> assertThat(notMemory(e.piece().frame().value() / 4096, e.piece().size() / 4096)).isFalse();
            default -> throw new AssertionError(event);
        }
    }

    private void map(Piece piece, boolean[] touched) {
        int page = (int) (piece.start().value() / 4096);
        int count = (int) (piece.size() / 4096);
        assertThat(page % count).as("natural").isZero();
        assertThat(notMemory(piece.frame().value() / 4096, count)).as("memory").isTrue();
        mapped.put((long) page, count);
        for (int i = 0; i < count; i++) {
            assertThat(view[page + i]).as("MAP over MAP at page %d", page + i).isEqualTo(NOT_MAPPED);
            view[page + i] = piece.frame().value() / 4096 + i;
            touched[page + i] = true;
        }
    }

    private void unmap(long page, int count, boolean[] touched) {
        for (long at = page; at < page + count;) {
            Integer whole = mapped.remove(at);
            assertThat(whole).as("a MAP begins at page %d", at).isNotNull();
            Arrays.fill(view, (int) at, (int) at + whole, NOT_MAPPED);
            Arrays.fill(touched, (int) at, (int) at + whole, true);
            at += whole;
            assertThat(at).as("no MAP is bisected").isLessThanOrEqualTo(page + count);
        }
    }

    private void judge(long[] before, List<Piece> tables, int block, int count) {
        long[] real = new long[PAGES];
        Arrays.fill(real, NOT_MAPPED);
        tables.forEach(p -> {
            for (int i = 0; i < p.size() / 4096; i++) {
                long frame = p.frame().value() / 4096 + i;
                real[(int) (p.start().value() / 4096) + i] = notMemory(frame, 1) ? frame : NOT_MAPPED;
            }
        });
        for (int page = 0; page < PAGES; page++) {
            boolean follows = page >= block && page < block + count && page >= first && page <= last;
            assertThat(view[page]).as("page %d", page).isEqualTo(follows ? real[page] : before[page]);
        }
    }
}
