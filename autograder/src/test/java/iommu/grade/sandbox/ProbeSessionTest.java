package iommu.grade.sandbox;

import static iommu.grade.sandbox.Bench.HONEST;
import static iommu.grade.sandbox.Bench.TIGHT;
import static iommu.grade.sandbox.Bench.WALK;
import static iommu.grade.sandbox.Bench.askOnce;
import static iommu.grade.sandbox.Bench.assertBroken;
import static iommu.grade.sandbox.Bench.assertEnded;
import static iommu.grade.sandbox.Bench.assertHonest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.WalkStart;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.RoomKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A probe session")
class ProbeSessionTest {

    private static final String COUNT = "static int calls;";
    private static final String TELL_COUNT =
            "return Fault.atLevel(FaultReason.values()[calls++], 1 + (int) memory.read64(start.table()).orElse(0)); ";
    private static Bench bench;

    @BeforeAll
    static void build() throws IOException {
        bench = Bench.walled();
    }

    @AfterAll
    static void tearDown() {
        if (bench != null) {
            bench.close();
        }
    }

    @Test
    @DisplayName("gives each case new statics and a new memory, in one process")
    void cases() {
        try (ProbeSession session = bench.open(COUNT, TELL_COUNT)) {
            session.startCase(Capabilities.DEFAULT, 0);
            session.tell(new Stimulus.Store64(new Gpa(0x1000), 2));
            Reply first = session.ask(WALK);
            assertThat(session.ask(WALK)).isNotEqualTo(first);
            assertThat(first.toString()).contains("level=3");
            assertThat(askOnce(session).toString()).contains("level=1").contains(FaultReason.values()[0].name());
            assertThat(session.settle()).isEqualTo(new Reply.Answered(new Answer.Done()));
        }
    }

    @Test
    @DisplayName("outlives the thread that opened it")
    void otherThread() throws InterruptedException {
        ProbeSession[] opened = new ProbeSession[1];
        Thread opener = new Thread(() -> opened[0] = bench.open("", HONEST));
        opener.start();
        opener.join();
        try (ProbeSession session = opened[0]) {
            Thread.sleep(300);
            assertHonest(askOnce(session));
        }
    }

    @Test
    @DisplayName("sends a marker that the case holds, and nothing that only the judge knows")
    void bytesSent() {
        try (ProbeSession session = bench.open("", HONEST)) {
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            session.tap(sent);
            session.startCase(Capabilities.DEFAULT, 0);
            session.tell(new Stimulus.Store64(new Gpa(0x1000), 0x4D41524B4D41524BL));
            assertHonest(session.ask(WALK));
            String bytes = sent.toString(StandardCharsets.ISO_8859_1);
            assertThat(bytes).contains("MARKMARK").doesNotContain("DENIED", "expect", "walk", "02.");
            assertThat(sent.size()).isLessThan(150);
        }
    }

    @Test
    @DisplayName("says of each step that is told ahead how it went")
    void ahead() {
        String cache = """
                package lab04; import iommu.arch.*; import iommu.arch.invalidation.*; import java.util.*;
                public class TaggedCache implements iommu.arch.seam.TranslationCache {
                    public TaggedCache(Capabilities c, int capacity) { }
                    public long epoch() { return 0; }
                    public Optional<CachedTranslation> translation(SourceId s, Pasid p, Iova a) { return Optional.empty(); }
                    public Optional<ContextResult> context(SourceId s) { return Optional.empty(); }
                    public Optional<WalkStart> prefix(DomainId d, Iova a) { return Optional.empty(); }
                    public void fill(SourceId s, Pasid p, Iova a, CachedTranslation e, long epoch) { }
                    public void fill(SourceId s, ContextResult e, long epoch) { throw new Todo("04"); }
                    public void fill(DomainId d, Iova a, WalkStart e, long epoch) { while (true) { } }
                    public void invalidate(Invalidation command) { }
                }""";
        Path classes = bench.compile(new Unit("04-iotlb", List.of(new Unit.Source("TaggedCache.java", cache))));
        try (ProbeSession session = ProbeSession.open(bench.sandbox, RoomKind.IOTLB, "lab04.TaggedCache", classes, TIGHT)) {
            SourceId source = SourceId.parse("00:03.0");
            session.startCase(Capabilities.DEFAULT, 4);
            session.tell(new Stimulus.TakeEpoch(1));
            session.tell(new Stimulus.FillContext(source, Fault.of(FaultReason.CONTEXT_INVALID), 1));
            session.tell(new Stimulus.Store64(new Gpa(0), 1));
            session.tell(new Stimulus.CachedContextOf(source));
            session.tell(new Stimulus.FillPrefix(new DomainId(1), new Iova(0),
                    new WalkStart(new Gpa(0), 1, Rights.R, 48), 1));
            session.tell(new Stimulus.CachedContextOf(source));
            assertThat(session.next()).isEqualTo(new Reply.Answered(new Answer.Done()));
            assertBroken(session.next(), "not written yet");
            assertThat(session.next()).isEqualTo(new Reply.Answered(new Answer.Done()));
            assertThat(session.next()).isEqualTo(new Reply.Answered(new Answer.CachedContext(Optional.empty())));
            assertEnded(session.next(), Cause.CPU_LIMIT);
            assertEnded(session.next(), Cause.CPU_LIMIT);
            assertThat(session.finish()).isFalse();
        }
    }

    @Test
    @DisplayName("ends what was told ahead before another case begins")
    void finishes() {
        try (ProbeSession session = bench.open("", HONEST)) {
            session.startCase(Capabilities.DEFAULT, 0);
            for (int i = 0; i < 40; i++) {
                session.tell(WALK);
            }
            assertHonest(session.next());
            assertThat(session.finish()).isTrue();
            session.startCase(Capabilities.DEFAULT, 0);
            assertHonest(session.ask(WALK));
        }
    }

    @Test
    @DisplayName("survives one case that ends it, in another session")
    void oneCase() {
        Path classes = bench.compile(Bench.source("", "if (memory.read64(start.table()).orElse(0) == 7) System.exit(1); " + HONEST));
        try (ProbeSession session = ProbeSession.open(bench.sandbox, RoomKind.WALK, Bench.ENTRY, classes, TIGHT)) {
            assertHonest(askOnce(session));
            session.startCase(Capabilities.DEFAULT, 0);
            session.tell(new Stimulus.Store64(new Gpa(0x1000), 7));
            assertEnded(session.ask(WALK), Cause.EXITED);
            assertEnded(askOnce(session), Cause.EXITED);
        }
        try (ProbeSession session = ProbeSession.open(bench.sandbox, RoomKind.WALK, Bench.ENTRY, classes, TIGHT)) {
            assertHonest(askOnce(session));
        }
    }

    @Test
    @DisplayName("says that a class or constructor is missing")
    void missing() {
        Path classes = bench.compile(Bench.source("", HONEST));
        try (ProbeSession session = ProbeSession.open(bench.sandbox, RoomKind.WALK, "lab02.Other", classes, TIGHT)) {
            assertBroken(askOnce(session), "ClassNotFoundException: lab02.Other");
        }
        try (ProbeSession session = ProbeSession.open(bench.sandbox, RoomKind.IOTLB, Bench.ENTRY, classes, TIGHT)) {
            session.startCase(Capabilities.DEFAULT, 0);
            assertBroken(session.ask(new Stimulus.CachedContextOf(SourceId.parse("00:03.0"))), "NoSuchMethodException");
        }
    }

    @Test
    @DisplayName("sends no step of another room")
    void otherRoom() {
        try (ProbeSession session = bench.open("", HONEST)) {
            session.startCase(Capabilities.DEFAULT, 0);
            assertThatThrownBy(() -> session.tell(new Stimulus.TakeEpoch(1))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("charges a host's failure to the host")
    void hostFails() {
        try (ProbeSession session = ProbeSession.open(bench.sandbox, RoomKind.WALK, Bench.ENTRY, Path.of("nowhere"), TIGHT)) {
            assertEnded(askOnce(session), Cause.SANDBOX);
        }
        Limits tooSmall = new Limits(TIGHT.cpu(), TIGHT.quiet(), TIGHT.patience(), 256, 1024, 1, 16);
        try (ProbeSession session = bench.open("", HONEST, tooSmall)) {
            assertEnded(askOnce(session), Cause.SANDBOX);
        }
    }
}
