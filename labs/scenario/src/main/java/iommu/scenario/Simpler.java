package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.Iova;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Simpler forms of a statement, for the shrinker to try: one key, one flag or one number less. */
final class Simpler {

    private Simpler() {
    }

    /** The simpler forms, the simplest first; each is strictly simpler, so that trying them ends. */
    static List<Statement> than(Statement statement) {
        List<Statement> simpler = new ArrayList<>();
        switch (statement) {
            case Statement.Unit s -> unit(s, simpler);
            case Statement.Unflushed s -> simpler.add(s.statement());
            case Statement.Attach s -> {
                if (s.levels().isPresent()) {
                    simpler.add(new Statement.Attach(s.source(), s.domain(), OptionalInt.empty(), s.type(),
                            s.silent()));
                }
                if (s.silent()) {
                    simpler.add(new Statement.Attach(s.source(), s.domain(), s.levels(), s.type(), false));
                }
            }
            case Statement.MapPages s -> map(s, simpler);
            case Statement.Unmap s when s.pages() > 1 -> simpler.add(new Statement.Unmap(s.source(), s.iova(), 1));
            case Statement.Walk s -> {
                if (s.access() != Access.READ) {
                    simpler.add(new Statement.Walk(s.source(), Access.READ, s.iova(), s.levels()));
                }
                if (!onPage(s.iova())) {
                    simpler.add(new Statement.Walk(s.source(), s.access(), page(s.iova()), s.levels()));
                }
            }
            case Statement.Dma s when !onPage(s.iova()) ->
                simpler.add(new Statement.Dma(s.source(), s.access(), page(s.iova()), s.kind(), s.prefix()));
            case Statement.Lookup s when !onPage(s.iova()) ->
                simpler.add(new Statement.Lookup(s.source(), page(s.iova())));
            case Statement.Fill s -> {
                if (s.silent()) {
                    simpler.add(new Statement.Fill(s.source(), s.iova(), s.size(), s.content(), s.domain(), false,
                            s.epoch()));
                }
                if (s.epoch().isPresent()) {
                    simpler.add(new Statement.Fill(s.source(), s.iova(), s.size(), s.content(), s.domain(),
                            s.silent(), Optional.empty()));
                }
            }
            case Statement.Invalidate s when s.command() instanceof IotlbInvalidation i && i.leafOnly() ->
                simpler.add(new Statement.Invalidate(new IotlbInvalidation(i.granularity(), i.domain(), i.address(),
                        i.addressMask(), false), s.waits()));
            case RoomStatement.Slot s when s.copies().count() > 1 -> {
                simpler.add(copies(s, 1));
                simpler.add(copies(s, s.copies().count() / 2));
                simpler.add(copies(s, s.copies().count() - 1));
            }
            default -> { }
        }
        return simpler;
    }

    private static Statement copies(RoomStatement.Slot s, int count) {
        return new RoomStatement.Slot(s.index(), new QueueWords.Copies(count, s.copies().every()), s.content());
    }

    private static void unit(Statement.Unit s, List<Statement> simpler) {
        for (Statement.Setting setting : s.settings()) {
            List<Statement.Setting> fewer = new ArrayList<>(s.settings());
            fewer.remove(setting);
            if (!fewer.isEmpty()) {
                simpler.add(new Statement.Unit(fewer));
            }
        }
    }

    private static void map(Statement.MapPages s, List<Statement> simpler) {
        if (s.pages() > 1) {
            simpler.add(new Statement.MapPages(s.source(), s.domain(), s.iova(), s.gpa(), s.size(), 1, s.rights(),
                    s.snoop()));
            simpler.add(new Statement.MapPages(s.source(), s.domain(), s.iova(), s.gpa(), s.size(), s.pages() / 2,
                    s.rights(), s.snoop()));
        }
        if (s.snoop()) {
            simpler.add(new Statement.MapPages(s.source(), s.domain(), s.iova(), s.gpa(), s.size(), s.pages(),
                    s.rights(), false));
        }
    }

    private static boolean onPage(Iova iova) {
        return iova.offsetIn(4096) == 0;
    }

    private static Iova page(Iova iova) {
        return iova.alignedTo(4096);
    }
}
