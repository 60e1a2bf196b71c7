package iommu.house;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import iommu.emulator.adversary.LazyCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Units that go wrong in legacy mode, each in one way. */
final class BrokenCaches {

    private static final int BIG_MASK = 9;
    private static final long PAGE = 1L << 12;
    private static final long BIG = 1L << 21;

    private BrokenCaches() {
    }

    static List<BrokenUnit> all() {
        List<BrokenUnit> all = new ArrayList<>();
        all.addAll(removals());
        all.addAll(ranges());
        all.addAll(tags());
        all.addAll(contents());
        all.addAll(moments());
        return all;
    }

    private static List<BrokenUnit> removals() {
        BrokenUnit page = BrokenUnit.cache("page-selective IOTLB invalidation does nothing, §6.5.2.3", c -> without(c, Granularity.PAGE, false));
        return List.of(
                BrokenUnit.cache("global context invalidation does nothing, §6.5.2.1", c -> without(c, Granularity.GLOBAL, true)),
                BrokenUnit.cache("domain-selective context invalidation does nothing, §6.5.2.1", c -> without(c, Granularity.DOMAIN, true)),
                BrokenUnit.cache("device-selective context invalidation does nothing, §6.5.2.1", c -> without(c, Granularity.DEVICE, true)),
                BrokenUnit.cache("global IOTLB invalidation does nothing, §6.5.2.3", c -> without(c, Granularity.GLOBAL, false)),
                BrokenUnit.cache("domain-selective IOTLB invalidation does nothing, §6.5.2.3", c -> without(c, Granularity.DOMAIN, false)),
                page, page.onEager(),
                BrokenUnit.cache("IOTLB invalidations leave paging-structure entries, §6.5.2.3", c -> new CacheDouble(c) {
                    private final TranslationCache prefixes = new LazyCache(Capabilities.DEFAULT);

                    @Override
                    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
                        return prefixes.prefix(domain, address);
                    }

                    @Override
                    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
                        prefixes.fill(domain, address, entry, prefixes.epoch());
                    }
                }),
                BrokenUnit.cache("domain-selective IOTLB invalidation reaches one device of the domain, Table 17", OneDevice::new),
                BrokenUnit.cache("domain-id 0 does not reach negative context entries, §6.1", c -> new CacheDouble(c) {
                    @Override
                    void invalidate(ContextInvalidation devices) {
                        if (devices.granularity() == Granularity.GLOBAL || devices.domain().value() != 0) {
                            super.invalidate(devices);
                        }
                    }
                }),
                BrokenUnit.cache("context invalidations leave pass-through entries, §6.5.2.1", c -> new CacheDouble(c) {
                    private final Map<SourceId, ContextResult> passing = new HashMap<>();

                    @Override
                    public Optional<ContextResult> context(SourceId source) {
                        return Optional.ofNullable(passing.get(source)).or(() -> super.context(source));
                    }

                    @Override
                    public void fill(SourceId source, ContextResult entry, long epoch) {
                        if (entry instanceof TranslationContext context && context.type() == TranslationType.PASS_THROUGH) {
                            passing.put(source, entry);
                        }
                        super.fill(source, entry, epoch);
                    }
                }));
    }

    private static List<BrokenUnit> ranges() {
        return List.of(
                BrokenUnit.cache("AM counts one too few, §6.5.2.3", c -> range(c, p -> page(p, Math.max(0, p.addressMask() - 1), p.leafOnly()))),
                BrokenUnit.cache("AM is ignored, §6.5.2.3", c -> range(c, p -> page(p, 0, p.leafOnly()))),
                BrokenUnit.cache("IH=1 whatever software says, §6.5.2.3", c -> range(c, p -> page(p, p.addressMask(), true))),
                BrokenUnit.cache("the range begins 2M behind ADDR, §6.5.2.3", c -> range(c,
                        p -> IotlbInvalidation.page(p.domain(), p.address().plus(BIG), p.addressMask(), p.leafOnly()))),
                BrokenUnit.cache("a smaller invalidation misses a large page, §6.5.2.3", MissedLargePages::new),
                BrokenUnit.cache("the function mask is ignored, Table 21", c -> functions(c, 0b000, 0b000, 0b000)),
                BrokenUnit.cache("the function mask counts bits from the lowest, Table 21", c -> functions(c, 0b001, 0b011, 0b111)),
                BrokenUnit.cache("the function mask is inverted, Table 21", c -> functions(c, 0b011, 0b001, 0b000)));
    }

    private static List<BrokenUnit> tags() {
        return List.of(
                BrokenUnit.cache("the IOTLB is looked up by 8 bits of source-id, Table 17", c -> sources(c, 0x00FF, 0xFFFF)),
                BrokenUnit.cache("the IOTLB is looked up by bus alone, Table 17", c -> sources(c, 0xFF00, 0xFFFF)),
                BrokenUnit.cache("the context cache is looked up by 8 bits of source-id, Table 17", c -> sources(c, 0xFFFF, 0x00FF)),
                BrokenUnit.cache("the context cache is looked up without the function number, Table 17", c -> sources(c, 0xFFFF, 0xFFF8)),
                BrokenUnit.cache("IOTLB entries keep 8 bits of domain-id, Table 17", c -> entries(c,
                        e -> new CachedTranslation(new DomainId(e.domain().value() & 0xFF), e.silent(), e.result()))),
                BrokenUnit.cache("context entries keep 8 bits of domain-id, Table 17", c -> new CacheDouble(c) {
                    @Override
                    public void fill(SourceId source, ContextResult entry, long epoch) {
                        super.fill(source, entry instanceof TranslationContext t ? new TranslationContext(
                                new DomainId(t.domain().value() & 0xFF), t.type(), t.secondStage(), t.levels(), t.silent()) : entry, epoch);
                    }
                }),
                BrokenUnit.cache("paging-structure entries are shared by all domains, Table 17", c -> new CacheDouble(c) {
                    @Override
                    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
                        List.of(1, 2, 257).forEach(id -> super.fill(new DomainId(id), address, entry, epoch));
                    }
                }),
                BrokenUnit.cache("negative IOTLB entries are tagged with domain-id 0, §6.1", c -> entries(c,
                        e -> e.result() instanceof Fault ? new CachedTranslation(DomainId.ZERO, e.silent(), e.result()) : e)),
                BrokenUnit.cache("the IOTLB compares 30 bits of the address, Table 17", c -> new CacheDouble(c) {
                    @Override
                    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
                        return super.translation(source, pasid, address).or(() -> super.translation(source, pasid,
                                new Iova(address.value() & (1 << 30) - 1 | 1 << 30)).map(e -> moved(e, address)));
                    }
                }));
    }

    private static List<BrokenUnit> contents() {
        return List.of(
                BrokenUnit.cache("negative context entries with CM=0, §6.1", (unit, c) -> new CacheDouble(c) {
                    private final TranslationCache contexts = new LazyCache(unit.with(d -> d.cachingMode = true));

                    @Override
                    public Optional<ContextResult> context(SourceId source) {
                        return contexts.context(source);
                    }

                    @Override
                    public void fill(SourceId source, ContextResult entry, long epoch) {
                        contexts.fill(source, entry, contexts.epoch());
                    }

                    @Override
                    void invalidate(ContextInvalidation devices) {
                        contexts.invalidate(devices);
                    }
                }),
                BrokenUnit.cache("negative IOTLB entries with CM=0, §6.1", (unit, c) -> new CacheDouble(c) {
                    private final TranslationCache translations = new LazyCache(unit.with(d -> d.cachingMode = true));

                    @Override
                    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
                        return translations.translation(source, pasid, address);
                    }

                    @Override
                    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
                        translations.fill(source, pasid, address, entry, translations.epoch());
                    }

                    @Override
                    void invalidate(IotlbInvalidation pages) {
                        super.invalidate(pages);
                        translations.invalidate(pages);
                    }
                }),
                BrokenUnit.cache("a negative entry stands for 512 times what its hole is, §6.2.4", c -> results(c, r ->
                        r instanceof Fault f && f.level() > 0 ? new Fault(f.reason(), f.level(), Math.max(f.holeSize(), PAGE) << 9, f.silent()) : r)),
                BrokenUnit.cache("a hit is used without looking at its rights, §6.2.4", c -> hits(c, (m, address) ->
                        new Mapping(m.page(), m.frame(), m.size(), Rights.RW, m.snoop(), m.steps()))),
                BrokenUnit.cache("a 4K fraction of a large page has the large page's frame, §6.2.4.1", c -> hits(c, (m, address) ->
                        new Mapping(address.alignedTo(PAGE), m.frame(), PAGE, m.rights(), m.snoop(), m.steps()))),
                BrokenUnit.cache("a 4K page is kept as a 2M one, §6.2.4", c -> results(c, r -> r instanceof Mapping m && m.size() == PAGE
                        ? new Mapping(m.page().alignedTo(BIG), m.frame().plus(-m.page().offsetIn(BIG)), BIG, m.rights(), m.snoop(), m.steps()) : r)),
                BrokenUnit.cache("the rights above a paging-structure entry are forgotten, §6.2.5", c -> new CacheDouble(c) {
                    @Override
                    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
                        return super.prefix(domain, address)
                                .map(p -> new WalkStart(p.table(), p.level(), Rights.RW, p.addressWidth()));
                    }
                }),
                BrokenUnit.cache("a paging-structure entry serves the next 2M as well, §6.2.5", c -> new CacheDouble(c) {
                    @Override
                    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
                        return super.prefix(domain, new Iova(address.value() & ~BIG));
                    }
                }));
    }

    private static List<BrokenUnit> moments() {
        return List.of(
                BrokenUnit.cache("a fill lands after the invalidation that overtook it, §6.5.4", c -> new CacheDouble(c) {
                    private Runnable late = () -> { };

                    @Override
                    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
                        late = () -> cache.fill(source, pasid, address, entry, cache.epoch());
                        super.fill(source, pasid, address, entry, epoch);
                    }

                    @Override
                    public void invalidate(Invalidation command) {
                        super.invalidate(command);
                        late.run();
                    }
                }),
                BrokenUnit.cache("a wait completes before the command in front of it is done, §6.5.2.9", c -> new CacheDouble(c) {
                    private Optional<Invalidation> waiting = Optional.empty();

                    @Override
                    public void invalidate(Invalidation command) {
                        waiting.ifPresent(super::invalidate);
                        waiting = Optional.of(command);
                    }
                }),
                BrokenUnit.cache("a copy of a source's context entry is reached by no command, §6.5.1", c -> new CacheDouble(c) {
                    private final Map<SourceId, ContextResult> copies = new HashMap<>();

                    @Override
                    public Optional<ContextResult> context(SourceId source) {
                        return Optional.ofNullable(copies.get(source));
                    }

                    @Override
                    public void fill(SourceId source, ContextResult entry, long epoch) {
                        if (entry instanceof TranslationContext) {
                            copies.putIfAbsent(source, entry);
                        }
                    }
                }),
                BrokenUnit.deafTo("SRTP leaves the caches despite ESRTPS, §6.6", e -> e instanceof Effect.UseRootTable),
                BrokenUnit.deafTo("TE=0 leaves the caches despite SMTS, §11.4.4.1", e -> e instanceof Effect.Translate t && !t.on()));
    }

    private static TranslationCache without(TranslationCache cache, Granularity missing, boolean ofContexts) {
        return new CacheDouble(cache) {
            @Override
            public void invalidate(Invalidation command) {
                if (command.granularity() != missing || command instanceof ContextInvalidation != ofContexts) {
                    super.invalidate(command);
                }
            }
        };
    }

    private static IotlbInvalidation page(IotlbInvalidation command, int mask, boolean leafOnly) {
        return IotlbInvalidation.page(command.domain(), command.address(), mask, leafOnly);
    }

    private static TranslationCache range(TranslationCache cache, UnaryOperator<IotlbInvalidation> wrong) {
        return new CacheDouble(cache) {
            @Override
            void invalidate(IotlbInvalidation pages) {
                super.invalidate(pages.granularity() == Granularity.PAGE ? wrong.apply(pages) : pages);
            }
        };
    }

    /** @param ignored the bits of the source-id that each function mask leaves out */
    private static TranslationCache functions(TranslationCache cache, int... ignored) {
        return new CacheDouble(cache) {
            @Override
            void invalidate(ContextInvalidation devices) {
                int bits = devices.functionMask() == 0 ? 0 : ignored[devices.functionMask() - 1];
                for (int some = bits;; some = some - 1 & bits) {
                    SourceId source = new SourceId(devices.source().value() ^ some);
                    super.invalidate(new ContextInvalidation(devices.granularity(), devices.domain(), source, 0));
                    if (some == 0) {
                        return;
                    }
                }
            }
        };
    }

    /** @param looked the bits of the source-id that IOTLB and context cache look at */
    private static TranslationCache sources(TranslationCache cache, int looked, int lookedInContexts) {
        return new CacheDouble(cache) {
            @Override
            public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
                return super.translation(new SourceId(source.value() & looked), pasid, address);
            }

            @Override
            public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
                super.fill(new SourceId(source.value() & looked), pasid, address, entry, epoch);
            }

            @Override
            public Optional<ContextResult> context(SourceId source) {
                return super.context(new SourceId(source.value() & lookedInContexts));
            }

            @Override
            public void fill(SourceId source, ContextResult entry, long epoch) {
                super.fill(new SourceId(source.value() & lookedInContexts), entry, epoch);
            }
        };
    }

    private static TranslationCache entries(TranslationCache cache, UnaryOperator<CachedTranslation> wrong) {
        return new CacheDouble(cache) {
            @Override
            public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
                super.fill(source, pasid, address, wrong.apply(entry), epoch);
            }
        };
    }

    private static TranslationCache results(TranslationCache cache, UnaryOperator<WalkResult> wrong) {
        return entries(cache, e -> new CachedTranslation(e.domain(), e.silent(), wrong.apply(e.result())));
    }

    private interface WrongHit {
        Mapping of(Mapping right, Iova address);
    }

    private static TranslationCache hits(TranslationCache cache, WrongHit wrong) {
        return new CacheDouble(cache) {
            @Override
            public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
                return super.translation(source, pasid, address).map(e -> e.result() instanceof Mapping m
                        ? new CachedTranslation(e.domain(), e.silent(), wrong.of(m, address)) : e);
            }
        };
    }

    /** The entry as if it had been made for the page of this address. */
    private static CachedTranslation moved(CachedTranslation entry, Iova address) {
        return entry.result() instanceof Mapping m ? new CachedTranslation(entry.domain(), entry.silent(),
                new Mapping(address.alignedTo(m.size()), m.frame(), m.size(), m.rights(), m.snoop(), m.steps())) : entry;
    }

    /** Forgets by domain only what belongs to the device that came first. */
    private static final class OneDevice extends CacheDouble {

        private final Map<SourceId, TranslationCache> others = new HashMap<>();
        private Optional<SourceId> first = Optional.empty();

        OneDevice(TranslationCache cache) {
            super(cache);
        }

        private TranslationCache of(SourceId source) {
            first = first.or(() -> Optional.of(source));
            return source.equals(first.get()) ? cache : others.computeIfAbsent(source, s -> new LazyCache(Capabilities.DEFAULT));
        }

        @Override
        public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
            return of(source).translation(source, pasid, address);
        }

        @Override
        public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
            if (entry.result() instanceof Mapping) {
                of(source).fill(source, pasid, address, entry, of(source).epoch());
            }
        }

        @Override
        void invalidate(IotlbInvalidation pages) {
            super.invalidate(pages);
            if (pages.granularity() != Granularity.DOMAIN) {
                others.values().forEach(other -> other.invalidate(pages));
            }
        }
    }

    /** Looks for what a command names among the pages of its size alone. */
    private static final class MissedLargePages extends CacheDouble {

        private final TranslationCache large = new LazyCache(Capabilities.DEFAULT);

        MissedLargePages(TranslationCache cache) {
            super(cache);
        }

        @Override
        public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
            return super.translation(source, pasid, address).or(() -> large.translation(source, pasid, address));
        }

        @Override
        public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
            if (entry.result() instanceof Mapping mapping && mapping.size() > PAGE) {
                large.fill(source, pasid, address, entry, large.epoch());
            } else {
                super.fill(source, pasid, address, entry, epoch);
            }
        }

        @Override
        void invalidate(IotlbInvalidation pages) {
            super.invalidate(pages);
            if (pages.granularity() != Granularity.PAGE || pages.addressMask() >= BIG_MASK) {
                large.invalidate(pages);
            }
        }
    }
}
