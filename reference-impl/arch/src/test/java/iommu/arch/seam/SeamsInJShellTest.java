package iommu.arch.seam;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A class typed into a shell or a notebook can be a room. */
class SeamsInJShellTest {

    private static JShell shell;

    @BeforeAll
    static void openShell() {
        shell = JShell.builder().executionEngine("local").build();
        shell.addToClasspath(Path.of(ContextLookup.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString());
        type("import java.util.*; import iommu.arch.*; import iommu.arch.seam.*; import iommu.arch.register.*; "
                + "import iommu.arch.stimulus.*; import iommu.arch.invalidation.*;");
    }

    @AfterAll
    static void closeShell() {
        shell.close();
    }

    @Test
    void aContextLookupCanBeTyped() {
        type("""
                class L implements ContextLookup {
                    public ContextResult lookUp(Gpa root, SourceId source) {
                        return new TranslationContext(new DomainId(source.bus()), TranslationType.UNTRANSLATED_ONLY,
                                root.plus(4096), 4, false);
                    }
                }""");
        assertThat(type("new L().lookUp(new Gpa(0x1000), SourceId.parse(\"05:00.0\"))"))
                .contains("domain=5").contains("secondStage=0x2000");
    }

    @Test
    void aPageWalkCanBeTypedAsALambda() {
        type("PageWalk walk = (start, address, access) -> access == Access.READ"
                + " ? new Mapping(address.alignedTo(4096), new Gpa(0x5000), 4096, Rights.R, false, List.of())"
                + " : Fault.atLevel(FaultReason.WRITE_DENIED, 1);");
        assertThat(type("((Mapping) walk.walk(new WalkStart(new Gpa(0), 3, Rights.RW, 39), new Iova(0x1234), Access.READ))"
                + ".translate(new Iova(0x1234))")).isEqualTo("0x5234");
        assertThat(type("walk.walk(new WalkStart(new Gpa(0), 3, Rights.RW, 39), new Iova(0), Access.WRITE)"))
                .contains("WRITE_DENIED");
    }

    @Test
    void aTranslationCacheThatKeepsNothingCanBeTyped() {
        type("""
                class Nothing implements TranslationCache {
                    long epoch;
                    public long epoch() { return epoch; }
                    public Optional<CachedTranslation> translation(SourceId s, Pasid p, Iova a) { return Optional.empty(); }
                    public Optional<ContextResult> context(SourceId s) { return Optional.empty(); }
                    public Optional<WalkStart> prefix(DomainId d, Iova a) { return Optional.empty(); }
                    public void fill(SourceId s, Pasid p, Iova a, CachedTranslation e, long epoch) { }
                    public void fill(SourceId s, ContextResult e, long epoch) { }
                    public void fill(DomainId d, Iova a, WalkStart e, long epoch) { }
                    public void invalidate(Invalidation command) { epoch++; }
                }""");
        assertThat(type("Nothing n = new Nothing(); n.invalidate(IotlbInvalidation.global()); n.epoch()")).isEqualTo("1");
    }

    @Test
    void aFaultLogCanBeTyped() {
        type("""
                class Log implements FaultLog {
                    int count;
                    public List<Effect> record(FaultRecord fault) { count++; return List.of(); }
                    public List<Effect> report(FaultCondition condition) { return List.of(); }
                    public List<Effect> clearRecord(int index) { return List.of(); }
                    public List<Effect> clear(Set<FaultCondition> conditions) { return List.of(); }
                    public List<Effect> program(EventRegisters event) {
                        return List.of(new Effect.SendMessage(event.address(), event.data()));
                    }
                    public void translationDisabled() { }
                    public FaultStatus status() { return new FaultStatus(List.of(new Entry128(0, -1)), 0, Set.of(), false); }
                }""");
        assertThat(type("new Log().status().faultPending()")).isEqualTo("true");
    }

    @Test
    void anInvalidationQueueCanBeTyped() {
        type("""
                class Queue implements InvalidationQueue {
                    public List<Effect> update(QueueRegisters registers) {
                        return List.of(new Effect.Invalidate(ContextInvalidation.global()));
                    }
                    public List<Effect> done(int tag) { return List.of(); }
                    public List<Effect> timeout(int tag) { return List.of(); }
                    public List<Effect> cleared(Set<FaultCondition> conditions) { return List.of(); }
                    public List<Effect> completionCleared() { return List.of(); }
                    public List<Effect> program(EventRegisters event) { return List.of(); }
                    public QueueStatus status() { return QueueStatus.RESET; }
                }""");
        assertThat(type("new Queue().update(QueueRegisters.RESET)")).contains("GLOBAL");
    }

    @Test
    void theRoomsOfTheLaterLabsCanBeTyped() {
        type("""
                class Tiny implements RegisterFile, DmaPort, ScalableLookup, StagedWalk, InterruptRemapper, ShadowTables {
                    public long read(int offset, int size) { return 0; }
                    public List<Effect> write(int offset, int size, long value) { return List.of(); }
                    public void show(FaultStatus faults) { }
                    public void show(QueueStatus queue) { }
                    public DmaOutcome translate(DmaRequest r) { return new DmaOutcome.Translated(new Gpa(r.address().value())); }
                    public ScalableContextResult context(Gpa root, SourceId s) {
                        return Fault.of(FaultReason.SCALABLE_ROOT_NOT_PRESENT);
                    }
                    public Optional<Fault> refusal(ScalableContext context, ScalableLookup.Query query) {
                        return Optional.empty();
                    }
                    public PasidResult entry(ScalableContext context, int pasid) {
                        return Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT);
                    }
                    public StagedResult walk(PasidContext context, StagedWalk.Request request) {
                        return Fault.atLevel(FaultReason.FIRST_STAGE_NOT_PRESENT, context.firstStage().levels());
                    }
                    public void program(InterruptRegisters registers) { }
                    public void invalidate(boolean all, int index, int mask) { }
                    public InterruptOutcome remap(SourceId s, Iova a, int data) {
                        return new InterruptOutcome.Unchanged();
                    }
                    public List<MappingNotifier.Event> add(MappingNotifier.Listener l) { return List.of(); }
                    public void remove(MappingNotifier.Listener l) { }
                    public List<MappingNotifier.Event> unitChanged(boolean on, Gpa root, TableMode mode, boolean rights) {
                        return List.of();
                    }
                    public List<MappingNotifier.Event> invalidated(Invalidation command) { return List.of(); }
                    public List<MappingNotifier.Event> stored(Gpa at, int size) { return List.of(); }
                    public Set<Gpa> trapped() { return Set.of(); }
                }""");
        type("""
                class Kept implements ScalableCache {
                    long epoch;
                    public long epoch() { return epoch; }
                    public Optional<ScalableContextResult> context(SourceId s) { return Optional.empty(); }
                    public Optional<PasidResult> entry(SourceId s, int p) { return Optional.empty(); }
                    public Optional<CachedStaged> translation(SourceId s, Pasid p, Iova a) { return Optional.empty(); }
                    public void fill(SourceId s, ScalableContextResult e, long epoch) { }
                    public void fill(SourceId s, int p, PasidResult e, long epoch) { }
                    public void fill(SourceId s, Pasid p, Iova a, CachedStaged e, long epoch) { }
                    public void invalidate(Invalidation command) { epoch++; }
                    public void invalidate(ScalableInvalidation command) { epoch++; }
                }
                class Waiting implements PageRequestQueue {
                    public void update(PageRequestRegisters registers) { }
                    public List<Effect> take(PageRequest request) { return List.of(); }
                    public List<Effect> clear(boolean pending, boolean overflow) { return List.of(); }
                    public List<Effect> program(EventRegisters event) { return List.of(); }
                    public PageRequestStatus status() { return PageRequestStatus.RESET; }
                }""");
        type("""
                class Driver implements MappingDriver {
                    public List<Act> attach(SourceId s, DomainId d) { return List.of(); }
                    public List<Act> detach(SourceId s) { return List.of(); }
                    public List<Act> map(DomainId d, Mapping page) { return List.of(); }
                    public List<Act> unmap(DomainId d, Iova start, long size) {
                        return List.of(new Act.Invalidate(IotlbInvalidation.page(d, start, 0, true)), new Act.Wait());
                    }
                    public List<Act> sync() { return List.of(); }
                }
                class Bookkeeper implements MappingNotifier, SafetyPolicy {
                    public Set<Wish> add(Listener l) { return l.wishes(); }
                    public Set<Wish> remove(Listener l) { return Set.of(); }
                    public List<Event> invalidated(Invalidation command) { return List.of(); }
                    public List<Event> deviceTlbInvalidated(SourceId s, Iova start, long size) { return List.of(); }
                    public List<Event> unitChanged(boolean translating, Gpa root) { return List.of(); }
                    public void served(SourceId s, DomainId d) { }
                    public List<Event> replay(Listener l) { return List.of(new Event.ModeChanged(l, Mode.BLOCKED)); }
                    public Verdict attach(Listener l) {
                        return new Verdict.Refused(Witness.MISSED_MAP, l.source().toString(), l.source() + " needs caching-mode=on");
                    }
                    public void detach(Listener l) { }
                    public Verdict reconfigure(Configuration c, boolean running) { return new Verdict.Allowed(); }
                    public Configuration configuration() { return Configuration.DEFAULT; }
                    public Set<Listener> attached() { return Set.of(); }
                }""");
        assertThat(type("new Bookkeeper().attach(new MappingNotifier.Listener(1, SourceId.parse(\"00:03.0\"), "
                + "Set.of(MappingNotifier.Wish.MAP)))")).contains("00:03.0 needs");
    }

    /** Types the source, statement by statement. @return what the last one evaluated to */
    private static String type(String source) {
        String value = "";
        CompletionInfo part = shell.sourceCodeAnalysis().analyzeCompletion(source);
        while (!part.source().isBlank()) {
            List<SnippetEvent> events = shell.eval(part.source());
            for (SnippetEvent event : events) {
                assertThat(event.status()).as(() -> explain(event)).isEqualTo(Snippet.Status.VALID);
                assertThat(event.exception()).isNull();
                value = event.value() == null ? value : event.value();
            }
            part = shell.sourceCodeAnalysis().analyzeCompletion(part.remaining());
        }
        return value;
    }

    private static String explain(SnippetEvent event) {
        return event.snippet().source() + shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList();
    }
}
