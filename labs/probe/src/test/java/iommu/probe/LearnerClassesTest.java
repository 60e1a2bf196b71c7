package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The classes of a learner's room")
class LearnerClassesTest {

    private static final Stimulus WALK =
            new Stimulus.Walk(new WalkStart(new Gpa(0x1000), 4, Rights.RW, 48), new Iova(0), Access.READ);

    @TempDir
    private Path folder;
    private LearnerClasses classes;

    @BeforeEach
    void noProperties() {
        System.clearProperty("lab02.made");
    }

    /** A walk that says in its fault's level how often it was called, by what {@code members} remember, and reports its class. */
    private void compile(String members, String count) throws IOException {
        Path source = folder.resolve("SecondStageWalk.java");
        Files.writeString(source, """
                package lab02; import iommu.arch.*; import java.util.*; import java.util.function.*;
                public class SecondStageWalk implements iommu.arch.seam.PageWalk {
                    %s
                    public SecondStageWalk(TableMemory memory, Capabilities unit) { }
                    public WalkResult walk(WalkStart start, Iova address, Access access) {
                        System.setProperty("lab02.made", "" + System.identityHashCode(getClass()));
                        return Fault.atLevel(FaultReason.READ_DENIED, %s);
                    }
                }
                """.formatted(members, count));
        Path out = Files.createDirectories(folder.resolve("out"));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-nowarn", "-proc:none", "-d", out.toString(),
                "-cp", System.getProperty("java.class.path"), source.toString())).isZero();
        classes = new LearnerClasses(out);
    }

    private List<String> twoCalls() {
        RoomDriver room = classes.room(RoomKind.WALK, "lab02.SecondStageWalk", new Order.Start(Capabilities.DEFAULT, 0), null);
        return List.of(room.on(WALK).toString(), room.on(WALK).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "static int calls; # ++calls",
        "static Integer calls = 0; # ++calls",
        "static final int[] CALLS = {0}; # ++CALLS[0]",
        "static final int[][] CALLS = {{}, {0}}; # ++CALLS[1][0]",
        "enum Counter { ONE; int calls; } # ++Counter.ONE.calls",
        "static class Counter { int calls; } static final Counter ONE = new Counter(); # ++ONE.calls",
        "static class Base { int calls; } static class More extends Base { } static final Base ONE = new More(); # ++ONE.calls",
        "record Pair(int a, int[] b) { } static final Pair ONE = new Pair(1, new int[1]); # ++ONE.b()[0]",
        "static final Map<String, Integer> CALLS = new HashMap<>(); # CALLS.merge(\"a\", 1, Integer::sum)",
        "static final List<int[]> CALLS = List.of(new int[1]); # ++CALLS.get(0)[0]",
        "static final Optional<int[]> CALLS = Optional.of(new int[1]); # ++CALLS.get()[0]",
        "static final Optional<int[]>[] CALLS = new Optional[] {Optional.of(new int[1])}; # ++((int[]) CALLS[0].get())[0]",
        "static IntSupplier count() { int[] n = {0}; return () -> ++n[0]; } static final IntSupplier CALLS = count(); # CALLS.getAsInt()",
        "static final java.util.concurrent.atomic.AtomicInteger CALLS = new java.util.concurrent.atomic.AtomicInteger(); # CALLS.incrementAndGet()",
        "static class Far { static class Farther { static Object held; } } # (Integer) (Far.Farther.held = Far.Farther.held == null ? (Integer) 1 : (Integer) 2)",
        "static final Object[] LOOP = new Object[2]; static { LOOP[0] = LOOP; } # (LOOP[1] = LOOP[1] == null ? LOOP : \"x\") == LOOP ? 1 : 2",
        "static final ThreadLocal<int[]> CALLS = ThreadLocal.withInitial(() -> new int[1]); # ++CALLS.get()[0]"})
    @DisplayName("remember nothing of the case before, wherever a room kept it")
    void forgets(String members, String count) throws IOException {
        compile(members, count);
        List<String> first = twoCalls();
        assertThat(first.get(0)).contains("level=1");
        assertThat(first.get(1)).contains("level=2");
        assertThat(twoCalls()).isEqualTo(first);
        assertThat(twoCalls()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "static final int PAGE = 4096; static final String NAME = \"walk\";", "static final int[] BITS = {12, 21, 30};",
        "static final Gpa ZERO = new Gpa(0);", "static final List<Boolean> BOTH = List.of(true, false);",
        "record Bits(long mask, Gpa page) { } static final Bits NONE = new Bits(0, new Gpa(0));",
        "enum Level { ONE(1), TWO(2); final int n; Level(int n) { this.n = n; } } static final Map<Level, Long> SIZES = new EnumMap<>(Map.of(Level.TWO, 9L));",
        "static final Optional<FaultReason> WHY = Optional.of(FaultReason.READ_DENIED);", "static int unused;"})
    @DisplayName("stay linked from case to case while their statics are what they were")
    void stays(String members) throws IOException {
        compile(members, "1");
        twoCalls();
        String made = System.getProperty("lab02.made");
        twoCalls();
        assertThat(System.getProperty("lab02.made")).isEqualTo(made);
    }

    @Test
    @DisplayName("are new after a case in which something broke")
    void broke() throws IOException {
        compile("", "1");
        twoCalls();
        String made = System.getProperty("lab02.made");
        classes.forget();
        twoCalls();
        assertThat(System.getProperty("lab02.made")).isNotEqualTo(made);
    }

    @Test
    @DisplayName("are new for every case where they can't be made a second time")
    void notTwice() throws IOException {
        compile("static final int[] CALLS = make(); static int[] make() { if (System.getProperty(\"lab02.made\") != null)"
                + " { throw new AssertionError(\"again\"); } return new int[1]; }", "++CALLS[0]");
        assertThat(twoCalls().getFirst()).contains("level=1");
        assertThat(twoCalls().getFirst()).contains("AssertionError");
        noProperties();
        assertThat(twoCalls().getFirst()).contains("level=1");
    }

    @Test
    @DisplayName("that no case has loaded are not run to look at them")
    void notRun() throws IOException {
        compile("static class Scratch { static final int[] A = make(); static int[] make() { throw new Error(\"run\"); } }"
                + " static final int[] BITS = {1};", "BITS[0]");
        List<String> first = twoCalls();
        String made = System.getProperty("lab02.made");
        assertThat(twoCalls()).isEqualTo(first);
        assertThat(System.getProperty("lab02.made")).isEqualTo(made);
    }
}
