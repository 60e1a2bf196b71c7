package iommu.emulator.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Bugs of real notifiers: each breaks a sentence, so the sentences are worth something. */
class BrokenNotifiersTest {

    /** Every bug, and a sentence that it breaks. */
    private record Bug(String what, String breaks, Function<MappingNotifier, MappingNotifier> make) {
    }

    private static final List<Bug> BUGS = List.of(
            new Bug("page-selective over an emptied 2M table tells nothing", "page-selective over an emptied 2M table still tells",
                    right -> bent(right, (cause, events) -> isPage(cause, 9) ? List.of() : events)),
            new Bug("domain-selective as unmap-all, then replay", "domain and global: everything is read anew, only differences are told",
                    UnmapsAllThenReplays::new),
            new Bug("replay unmaps first", "replay tells every live mapping once, the mode first, and nothing twice",
                    UnmapsBeforeReplay::new),
            new Bug("replay tells the union's wishes", "each is told its own wishes, not those of all", TellsTheUnion::new),
            new Bug("ranges are not split into natural pieces", "a listener is told of nothing outside its range, in natural pieces",
                    right -> bent(right, (cause, events) -> joined(events))),
            new Bug("the end of a block is off by one", "the range is 2^AM pages, its low bits are ignored, and its end is exact",
                    right -> bent(right, (cause, events) -> isPage(cause, 2) && !events.isEmpty() ? events.subList(0, events.size() - 1) : events)),
            new Bug("the end of a range is off by one", "the last page of a range belongs to it", right -> new Bent(right) {
                @Override
                public Set<Wish> add(Listener l) {
                    Range range = l.range().equals(Range.ALL) ? Range.ALL : new Range(l.range().first(), l.range().last().plus(-4096));
                    return right.add(new Listener(l.id(), l.source(), l.wishes(), range, l.replaces()));
                }
            }),
            new Bug("a listener outside its range is told", "a listener is told of nothing outside its range, in natural pieces",
                    right -> new Bent(right) {
                        @Override
                        public Set<Wish> add(Listener l) {
                            return right.add(new Listener(l.id(), l.source(), l.wishes()));
                        }
                    }),
            new Bug("what is unchanged is told again", "page-selective after a map: MAP, and again: nothing", ForgetsWhatItTold::new),
            new Bug("a change is told as MAP over MAP", "a changed frame or right: UNMAP, then MAP",
                    right -> bent(right, (cause, events) -> isPage(cause, 0) && events.size() == 2
                            ? Bent.without(events, Event.Unmapped.class) : events)),
            new Bug("a context entry that is cleared tells nothing",
                    "a context entry that goes: everything UNMAPped; that comes back: everything MAPped",
                    right -> bent(right, (cause, events) -> cause instanceof ContextInvalidation ? List.of() : events)),
            new Bug("translation off tells nothing", "translation off: UNMAP all, then IDENTITY; on again: the mappings",
                    right -> new Bent(right) {
                        @Override
                        public List<Event> unitChanged(boolean translating, Gpa root) {
                            List<Event> events = right.unitChanged(translating, root);
                            return translating ? events : List.of();
                        }
                    }),
            new Bug("another root table tells nothing", "another root table: differences", right -> new Bent(right) {
                @Override
                public List<Event> unitChanged(boolean translating, Gpa root) {
                    List<Event> events = right.unitChanged(translating, root);
                    return root.equals(NotifierRig.ROOT) ? events : List.of();
                }
            }),
            new Bug("who takes UNMAPs alone is told nothing on domain or global",
                    "a listener of UNMAPs alone is told everything that is covered, changed or not",
                    right -> bent(right, (cause, events) -> cause instanceof IotlbInvalidation && cause.granularity() != Granularity.PAGE
                            ? events.stream().filter(e -> e.to().wants(Wish.MAP)).toList() : events)),
            new Bug("the mode comes before the UNMAPs", "translation off: UNMAP all, then IDENTITY; on again: the mappings",
                    right -> bent(right, (cause, events) -> events.reversed())),
            new Bug("the domain-id is compared in 2 bits", "cleared, but another domain is invalidated: nothing; the right one: UNMAP",
                    right -> new Bent(right) {
                        @Override
                        public List<Event> invalidated(Invalidation command) {
                            return command instanceof IotlbInvalidation c && c.domain().value() == 7
                                    ? right.invalidated(new IotlbInvalidation(c.granularity(), NotifierRig.FIVE, c.address(), c.addressMask(), false))
                                    : right.invalidated(command);
                        }
                    }),
            new Bug("the function mask is ignored", "the function mask of a context invalidation counts, and its domain-id doesn't",
                    right -> new Bent(right) {
                        @Override
                        public List<Event> invalidated(Invalidation command) {
                            return right.invalidated(command instanceof ContextInvalidation c
                                    ? new ContextInvalidation(c.granularity(), c.domain(), c.source(), 0) : command);
                        }
                    }),
            new Bug("device-TLB invalidations go to everybody",
                    "only device-TLB invalidations reach a listener of device-TLBs, and only it", right -> new Bent(right) {
                        @Override
                        public List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size) {
                            return plus(right.deviceTlbInvalidated(source, start, size), listeners.stream()
                                    .filter(l -> l.wants(Wish.UNMAP)).<Event>map(l -> new Event.Unmapped(l, start, size)).toList());
                        }
                    }),
            new Bug("a domain that served once is forgotten at the context invalidation",
                    "a domain-id under which the unit served it counts until contexts and translations are gone",
                    right -> bent(right, new Forgetting()::bend)));

    /** Says what becomes of the events of a call. */
    private interface Bend {
        List<Event> bend(Invalidation cause, List<Event> events);
    }

    private static Bent bent(MappingNotifier right, Bend bend) {
        return new Bent(right) {
            @Override
            List<Event> bend(Invalidation cause, List<Event> events) {
                return bend.bend(cause, events);
            }
        };
    }

    private static boolean isPage(Invalidation cause, int addressMask) {
        return cause instanceof IotlbInvalidation c && c.granularity() == Granularity.PAGE && c.addressMask() == addressMask;
    }

    /** Neighbouring UNMAPs as one, and neighbouring MAPs. */
    private static List<Event> joined(List<Event> events) {
        List<Event> joined = new ArrayList<>();
        for (Event event : events) {
            Event last = joined.isEmpty() ? null : joined.getLast();
            if (event instanceof Event.Unmapped u && last instanceof Event.Unmapped l && l.start().plus(l.size()).equals(u.start())) {
                joined.set(joined.size() - 1, new Event.Unmapped(l.to(), l.start(), l.size() + u.size()));
            } else if (event instanceof Event.Mapped m && last instanceof Event.Mapped l
                    && l.piece().start().plus(l.piece().size()).equals(m.piece().start())) {
                joined.set(joined.size() - 1, new Event.Mapped(l.to(), new Piece(l.piece().start(),
                        l.piece().size() + m.piece().size(), l.piece().frame(), l.piece().rights(), l.piece().snoop())));
            } else {
                joined.add(event);
            }
        }
        return joined;
    }

    private static final class UnmapsAllThenReplays extends Bent {
        UnmapsAllThenReplays(MappingNotifier right) {
            super(right);
        }

        @Override
        public List<Event> invalidated(Invalidation command) {
            if (command.granularity() != Granularity.DOMAIN) {
                return right.invalidated(command);
            }
            List<Event> events = new ArrayList<>();
            for (Listener listener : listeners) {
                events.addAll(NotifierRig.unmappedAll(listener));
                right.remove(listener);
                right.add(listener);
                events.addAll(without(right.replay(listener), Event.ModeChanged.class));
            }
            return events;
        }
    }

    private static final class UnmapsBeforeReplay extends Bent {
        UnmapsBeforeReplay(MappingNotifier right) {
            super(right);
        }

        @Override
        public List<Event> replay(Listener listener) {
            return plus(NotifierRig.unmappedAll(listener), right.replay(listener));
        }
    }

    private static final class TellsTheUnion extends Bent {
        TellsTheUnion(MappingNotifier right) {
            super(right);
        }

        @Override
        public Set<Wish> add(Listener l) {
            return right.add(new Listener(l.id(), l.source(), Set.of(Wish.MAP, Wish.UNMAP), l.range(), l.replaces()));
        }
    }

    private static final class ForgetsWhatItTold extends Bent {
        ForgetsWhatItTold(MappingNotifier right) {
            super(right);
        }

        @Override
        public List<Event> invalidated(Invalidation command) {
            for (Listener listener : listeners) {
                right.remove(listener);
                right.add(listener);
            }
            return without(listeners.stream().flatMap(l -> right.replay(l).stream()).toList(), Event.ModeChanged.class);
        }
    }

    /** Is silent about domains that were replaced. */
    private static final class Forgetting {
        private boolean contexts;

        List<Event> bend(Invalidation cause, List<Event> events) {
            contexts |= cause instanceof ContextInvalidation;
            boolean old = cause instanceof IotlbInvalidation c && c.domain().equals(NotifierRig.FIVE);
            return contexts && old ? List.of() : events;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyBugBreaksItsSentence() {
        Map<String, Consumer<NotifierRig.Maker>> sentences = Sentences.all();
        return BUGS.stream().map(bug -> DynamicTest.dynamicTest(bug.what(), () -> {
            assertThat(sentences).containsKey(bug.breaks());
            NotifierRig.Maker broken = (contexts, walk, memory) -> bug.make().apply(new TableNotifier(contexts, walk, memory));
            boolean passed = false;
            try {
                sentences.get(bug.breaks()).accept(broken);
                passed = true;
            } catch (AssertionError noticed) {
                assertThat(noticed.getMessage()).isNotBlank();
            }
            assertThat(passed).as("\"%s\" passes with: %s", bug.breaks(), bug.what()).isFalse();
        }));
    }
}
