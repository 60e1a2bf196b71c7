package iommu.house;

import iommu.arch.CachedStaged;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.seam.InterruptRemapper;
import iommu.arch.seam.ScalableCache;
import iommu.emulator.adversary.LazyScalableCache;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Units that go wrong in scalable mode, or with interrupts, each in one way. */
final class BrokenScalableCaches {

    private BrokenScalableCaches() {
    }

    static List<BrokenUnit> all() {
        List<BrokenUnit> all = new ArrayList<>();
        all.addAll(removals());
        all.addAll(tags());
        all.addAll(contents());
        all.addAll(interrupts());
        return all;
    }

    private static List<BrokenUnit> removals() {
        return List.of(
                BrokenUnit.scalable("device-selective context invalidation does nothing, §6.5.2.1", c -> without(c,
                        command -> command instanceof ContextInvalidation d && d.granularity() == Granularity.DEVICE)),
                BrokenUnit.scalable("domain-selective context invalidation is not done as global, §6.5.2.1", c -> without(c,
                        command -> command instanceof ContextInvalidation d && d.granularity() == Granularity.DOMAIN)),
                BrokenUnit.scalable("global PASID-cache invalidation does nothing, §6.5.2.2", c -> without(c,
                        PasidCacheInvalidation.Scope.GLOBAL)),
                BrokenUnit.scalable("domain-selective PASID-cache invalidation does nothing, §6.5.2.2", c -> without(c,
                        PasidCacheInvalidation.Scope.DOMAIN)),
                BrokenUnit.scalable("PASID-selective PASID-cache invalidation does nothing, §6.5.2.2", c -> without(c,
                        PasidCacheInvalidation.Scope.PASID)),
                BrokenUnit.scalable("global IOTLB invalidation does nothing, Table 23", c -> without(c,
                        command -> command instanceof IotlbInvalidation p && p.granularity() == Granularity.GLOBAL)),
                BrokenUnit.scalable("domain-selective IOTLB invalidation does nothing, Table 23", c -> without(c,
                        command -> command instanceof IotlbInvalidation p && p.granularity() == Granularity.DOMAIN)),
                BrokenUnit.scalable("PASID-selective IOTLB invalidation does nothing, Table 24", c -> withoutScalable(c,
                        command -> command instanceof PasidIotlbInvalidation p && !p.pageSelective())),
                BrokenUnit.scalable("page-selective PASID-based IOTLB invalidation does nothing, Table 24", c -> withoutScalable(c,
                        command -> command instanceof PasidIotlbInvalidation p && p.pageSelective())),
                BrokenUnit.scalable("first-stage entries outlive a page-selective IOTLB invalidation, Table 23", FirstStageApart::new),
                BrokenUnit.scalable("domain-id 0 does not reach negative PASID entries, §6.2.3", c -> withoutScalable(c,
                        command -> command instanceof PasidCacheInvalidation p
                                && p.scope() != PasidCacheInvalidation.Scope.GLOBAL && p.domain().value() == 0)));
    }

    private static List<BrokenUnit> tags() {
        return List.of(
                BrokenUnit.scalable("the PASID cache is looked up without the PASID, Table 17", c -> processes(c, 0xFFFF, 0)),
                BrokenUnit.scalable("the PASID cache is looked up without the source-id, Table 17", c -> processes(c, 0, -1)),
                BrokenUnit.scalable("the IOTLB is looked up without the PASID, Table 17", c -> new ScalableCacheDouble(c) {
                    @Override
                    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
                        return super.translation(source, Pasid.NONE, address);
                    }

                    @Override
                    public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
                        super.fill(source, Pasid.NONE, address, entry, epoch);
                    }
                }),
                BrokenUnit.scalable("the IOTLB is looked up without the source-id, Table 17", c -> new ScalableCacheDouble(c) {
                    @Override
                    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
                        return super.translation(new SourceId(0), pasid, address);
                    }

                    @Override
                    public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
                        super.fill(new SourceId(0), pasid, address, entry, epoch);
                    }
                }),
                BrokenUnit.scalable("IOTLB entries of requests without PASID have no PASID tag, §6.2.1", c -> entries(c, (who, e) ->
                        who.present() ? e : new CachedStaged(e.domain(), 0xFFFFF, e.type(), e.silent(), e.result()))),
                BrokenUnit.scalable("IOTLB entries carry the next PASID as their tag, Table 17", c -> entries(c, (who, e) ->
                        new CachedStaged(e.domain(), e.pasid() + 1, e.type(), e.silent(), e.result()))),
                BrokenUnit.scalable("nested entries count as second-stage entries, Table 23", c -> entries(c, (who, e) ->
                        e.type() == PasidType.NESTED ? new CachedStaged(e.domain(), e.pasid(), PasidType.SECOND_STAGE, e.silent(), e.result()) : e)));
    }

    private static List<BrokenUnit> contents() {
        return List.of(
                BrokenUnit.scalable("negative context entries with CM=0, §6.2.2", c -> new ScalableCacheDouble(c) {
                    private final ScalableCache contexts = withNegatives();

                    @Override
                    public Optional<ScalableContextResult> context(SourceId source) {
                        return contexts.context(source);
                    }

                    @Override
                    public void fill(SourceId source, ScalableContextResult entry, long epoch) {
                        contexts.fill(source, entry, contexts.epoch());
                    }

                    @Override
                    void invalidate(ContextInvalidation devices) {
                        contexts.invalidate((Invalidation) devices);
                    }
                }),
                BrokenUnit.scalable("negative PASID entries with CM=0, §6.2.3", c -> new ScalableCacheDouble(c) {
                    private final ScalableCache entries = withNegatives();

                    @Override
                    public Optional<PasidResult> entry(SourceId source, int pasid) {
                        return entries.entry(source, pasid);
                    }

                    @Override
                    public void fill(SourceId source, int pasid, PasidResult entry, long epoch) {
                        entries.fill(source, pasid, entry, entries.epoch());
                    }

                    @Override
                    void invalidate(PasidCacheInvalidation processes) {
                        entries.invalidate((ScalableInvalidation) processes);
                    }
                }),
                BrokenUnit.scalable("faults of a second stage are kept with CM=0, §6.1", c -> new ScalableCacheDouble(c) {
                    private final ScalableCache translations = withNegatives();

                    @Override
                    public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
                        return translations.translation(source, pasid, address);
                    }

                    @Override
                    public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
                        translations.fill(source, pasid, address, entry, translations.epoch());
                    }

                    @Override
                    void invalidate(IotlbInvalidation pages) {
                        translations.invalidate((Invalidation) pages);
                    }

                    @Override
                    void invalidate(PasidIotlbInvalidation pages) {
                        translations.invalidate((ScalableInvalidation) pages);
                    }
                }),
                BrokenUnit.scalable("user requests have supervisor rights on a hit, §3.6.1", c -> hits(c, m -> new StagedMapping(m.page(),
                        m.frame(), m.size(), Rights.RW, Rights.RW, m.snoop(), m.writable(), m.steps()))),
                BrokenUnit.scalable("a large page is kept with its frame twice as far, §6.2.4", c -> hits(c, m -> m.size() == 1L << 12 ? m
                        : new StagedMapping(m.page(), m.frame().plus(m.size()), m.size(), m.user(), m.supervisor(), m.snoop(),
                                m.writable(), m.steps()))));
    }

    private static List<BrokenUnit> interrupts() {
        return List.of(
                BrokenUnit.interrupts("global interrupt-entry invalidation does nothing, §6.5.2.8", (unit, r) -> new Interrupts(r) {
                    @Override
                    public void invalidate(boolean all, int index, int mask) {
                        if (!all) {
                            super.invalidate(false, index, mask);
                        }
                    }
                }),
                BrokenUnit.interrupts("index-selective interrupt-entry invalidation does nothing, §6.5.2.8", (unit, r) -> new Interrupts(r) {
                    @Override
                    public void invalidate(boolean all, int index, int mask) {
                        if (all) {
                            super.invalidate(true, index, mask);
                        }
                    }
                }),
                BrokenUnit.interrupts("the index mask is ignored, Table 25", (unit, r) -> new Interrupts(r) {
                    @Override
                    public void invalidate(boolean all, int index, int mask) {
                        super.invalidate(all, index, 0);
                    }
                }),
                BrokenUnit.interrupts("faulting interrupt entries are kept with CM=0, §6.1", (unit, r) -> new Interrupts(r) {
                    private final Map<Iova, InterruptOutcome> kept = new HashMap<>();

                    @Override
                    public InterruptOutcome remap(SourceId source, Iova address, int data) {
                        InterruptOutcome outcome = kept.getOrDefault(address, super.remap(source, address, data));
                        if (outcome instanceof InterruptOutcome.Blocked && !unit.cachingMode()) {
                            kept.put(address, outcome);
                        }
                        return outcome;
                    }

                    @Override
                    public void invalidate(boolean all, int index, int mask) {
                        kept.clear();
                        super.invalidate(all, index, mask);
                    }

                    @Override
                    public void program(InterruptRegisters registers) {
                        kept.clear();
                        super.program(registers);
                    }
                }),
                BrokenUnit.interrupts("who asks is not looked at, §9.9 SID", (unit, r) -> new Interrupts(r) {
                    @Override
                    public InterruptOutcome remap(SourceId source, Iova address, int data) {
                        InterruptOutcome first = super.remap(new SourceId(0), address, data);
                        return first instanceof InterruptOutcome.Interrupt ? first : super.remap(source, address, data);
                    }
                }));
    }

    private static ScalableCache withNegatives() {
        return new LazyScalableCache(ScalableGuest.unit(true));
    }

    private static ScalableCache without(ScalableCache cache, Predicate<Invalidation> missing) {
        return new ScalableCacheDouble(cache) {
            @Override
            public void invalidate(Invalidation command) {
                if (!missing.test(command)) {
                    super.invalidate(command);
                }
            }
        };
    }

    private static ScalableCache without(ScalableCache cache, PasidCacheInvalidation.Scope missing) {
        return withoutScalable(cache, command -> command instanceof PasidCacheInvalidation p && p.scope() == missing);
    }

    private static ScalableCache withoutScalable(ScalableCache cache, Predicate<ScalableInvalidation> missing) {
        return new ScalableCacheDouble(cache) {
            @Override
            public void invalidate(ScalableInvalidation command) {
                if (!missing.test(command)) {
                    super.invalidate(command);
                }
            }
        };
    }

    /** @param sources the bits of the source-id that count @param pasids those of the PASID */
    private static ScalableCache processes(ScalableCache cache, int sources, int pasids) {
        return new ScalableCacheDouble(cache) {
            @Override
            public Optional<PasidResult> entry(SourceId source, int pasid) {
                return super.entry(new SourceId(source.value() & sources), pasid & pasids);
            }

            @Override
            public void fill(SourceId source, int pasid, PasidResult entry, long epoch) {
                super.fill(new SourceId(source.value() & sources), pasid & pasids, entry, epoch);
            }
        };
    }

    private interface WrongEntry {
        CachedStaged of(Pasid who, CachedStaged right);
    }

    private static ScalableCache entries(ScalableCache cache, WrongEntry wrong) {
        return new ScalableCacheDouble(cache) {
            @Override
            public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
                super.fill(source, pasid, address, wrong.of(pasid, entry), epoch);
            }
        };
    }

    private static ScalableCache hits(ScalableCache cache, UnaryOperator<StagedMapping> wrong) {
        return new ScalableCacheDouble(cache) {
            @Override
            public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
                return super.translation(source, pasid, address).map(e -> e.result() instanceof StagedMapping m
                        ? new CachedStaged(e.domain(), e.pasid(), e.type(), e.silent(), wrong.apply(m)) : e);
            }
        };
    }

    /** Keeps what a first stage has part in where page-selective commands don't look. */
    private static final class FirstStageApart extends ScalableCacheDouble {

        private final ScalableCache firstStage = new LazyScalableCache(ScalableGuest.unit(false));

        FirstStageApart(ScalableCache cache) {
            super(cache);
        }

        @Override
        public Optional<CachedStaged> translation(SourceId source, Pasid pasid, Iova address) {
            return firstStage.translation(source, pasid, address).or(() -> super.translation(source, pasid, address));
        }

        @Override
        public void fill(SourceId source, Pasid pasid, Iova address, CachedStaged entry, long epoch) {
            if (entry.type() == PasidType.FIRST_STAGE || entry.type() == PasidType.NESTED) {
                firstStage.fill(source, pasid, address, entry, firstStage.epoch());
            } else {
                super.fill(source, pasid, address, entry, epoch);
            }
        }

        @Override
        void invalidate(IotlbInvalidation pages) {
            super.invalidate(pages);
            if (pages.granularity() != Granularity.PAGE) {
                firstStage.invalidate((Invalidation) pages);
            }
        }

        @Override
        void invalidate(PasidIotlbInvalidation pages) {
            super.invalidate(pages);
            firstStage.invalidate((ScalableInvalidation) pages);
        }
    }

    /** Interrupt remapping that does what another one does. */
    private static class Interrupts implements InterruptRemapper {

        private final InterruptRemapper remapper;

        Interrupts(InterruptRemapper remapper) {
            this.remapper = remapper;
        }

        @Override
        public void program(InterruptRegisters registers) {
            remapper.program(registers);
        }

        @Override
        public InterruptOutcome remap(SourceId source, Iova address, int data) {
            return remapper.remap(source, address, data);
        }

        @Override
        public void invalidate(boolean all, int index, int mask) {
            remapper.invalidate(all, index, mask);
        }
    }
}
