package lab10;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.TableMemory;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/** Walks from the root through all tables of a source, by bare bits. */
final class Camera {

    private static final long FRAME = 0x000F_FFFF_FFFF_F000L;

    private final TableMemory memory;
    private final Copies copies;
    private final Capabilities caps;
    private final long tooHigh;

    Camera(TableMemory memory, Copies copies, Capabilities caps) {
        this.memory = memory;
        this.copies = copies;
        this.caps = caps;
        this.tooHigh = -1L << caps.hostAddressWidth();
    }

    Picture shoot(Gpa root, Listener listener) {
        Film film = new Film(listener.range());
        film.mode = expose(root, listener.source().value(), film);
        return new Picture(film.mode, film.leaves, film.pages);
    }

    /** What comes onto one picture. */
    private static final class Film {
        final Range range;
        final TreeMap<Long, Piece> leaves = new TreeMap<>();
        final Set<Gpa> pages = new HashSet<>();
        Mode mode;

        Film(Range range) {
            this.range = range;
        }

        void leaf(long start, long size, long frame, Rights rights, boolean snoop) {
            boolean whole = range.contains(new Iova(start)) && range.contains(new Iova(start + size - 1));
            if (whole) {
                leaves.put(start, new Piece(new Iova(start), size, new Gpa(frame), rights, snoop));
            } else if (size > 4096) { // perhaps a part of it
                leaf(start, size / 2, frame, rights, snoop);
                leaf(start + size / 2, size / 2, frame + size / 2, rights, snoop);
            }
        }
    }

    private Mode expose(Gpa root, int source, Film film) {
        film.pages.add(root.alignedTo(4096));
        Entry128 r = memory.read128(root.plus(16L * (source >> 8))).orElse(null);
        if (r == null || r.low() % 2 == 0) return Mode.BLOCKED;
        if ((r.low() & (tooHigh | 0xFFE)) != 0 || r.high() != 0) return Mode.BLOCKED;
        Gpa contexts = new Gpa(r.low() & FRAME);
        film.pages.add(contexts);
        Entry128 c = memory.read128(contexts.plus(16L * (source & 0xFF))).orElse(null);
        if (c == null || c.low() % 2 == 0) return Mode.BLOCKED;
        if ((c.low() & (tooHigh | 0xFF0)) != 0 || (c.high() & (-1L << 24 | 1 << 7)) != 0) return Mode.BLOCKED;
        if ((c.high() >>> 8 & 0xFFFF) >>> caps.domainIdBits() != 0) return Mode.BLOCKED;
        int levels = (int) (c.high() & 7) + 2;
        if (!caps.levels().contains(levels)) return Mode.BLOCKED;
        int type = (int) (c.low() >> 2 & 3);
        if (type == 2 && caps.passThrough()) return Mode.IDENTITY;
        if (type > 1 || type == 1 && !caps.deviceTlb()) return Mode.BLOCKED;
        table(c.low() & FRAME, levels, 0, Rights.RW, film);
        return Mode.TRANSLATED;
    }

    private void table(long at, int level, long iova, Rights above, Film film) {
        film.pages.add(new Gpa(at));
        long[] entries = copies.of(new Gpa(at));
        long span = 4096L << 9 * (level - 1);
        for (int i = 0; i < 512; i++) {
            long where = iova + i * span;
            if (where >>> caps.guestAddressWidth() != 0) return;
            long e = entries[i];
            Rights rights = above.and(Rights.of((e & 1) != 0, (e & 2) != 0));
            boolean leaf = level == 1 || (e & 0x80) != 0;
            if (rights == Rights.NONE || isBad(e, level, leaf)) continue;
            if (leaf) {
                film.leaf(where, span, e & FRAME, rights, (e & 0x800) != 0);
            } else {
                table(e & FRAME, level - 1, where, rights, film);
            }
        }
    }

    private boolean isBad(long e, int level, boolean leaf) {
        long reserved = 1L << 62 | tooHigh & FRAME;
        if (!leaf || !caps.snoopControl()) reserved |= 0x800;
        if (leaf && level > 1) {
            if (!caps.superpages().contains(level)) return true;
            reserved |= (4096L << 9 * (level - 1)) - 4096;
        }
        return (e & reserved) != 0;
    }
}
