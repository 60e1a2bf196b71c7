package iommu.grade.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The watch over a silent process")
class WatchTest {

    private static final int LOOKS_A_SECOND = 10;
    private static final Limits LIMITS = Limits.DEFAULT.withCpu(Duration.ofSeconds(5)).withQuiet(Duration.ofSeconds(3));

    /** What ends the watch, and after how many looks. */
    private record End(Cause cause, int looks) {
    }

    private static End watch(boolean seesThreads, int seconds, IntFunction<Vitals> process) {
        Watch watch = new Watch(LIMITS, seesThreads);
        watch.newCase();
        for (int look = 0; look < seconds * LOOKS_A_SECOND; look++) {
            try {
                watch.look(Duration.ofMillis(100L * look), process.apply(look));
            } catch (Ending e) {
                return new End(e.reply().cause(), look);
            }
        }
        return new End(null, seconds * LOOKS_A_SECOND);
    }

    private static Vitals vitals(long cpuMillis, long waitedMillis, boolean resting) {
        return new Vitals(Duration.ofMillis(cpuMillis), Duration.ofMillis(waitedMillis), resting, 1 << 20, 10);
    }

    @Test
    @DisplayName("gives up after three seconds in which every thread slept")
    void sleeps() {
        assertThat(watch(true, 100, look -> vitals(700, 0, true))).isEqualTo(new End(Cause.STOPPED_ANSWERING, 30));
    }

    @Test
    @DisplayName("lets the background of a virtual machine tick")
    void ticks() {
        assertThat(watch(true, 100, look -> vitals(look / 10, 0, true)).cause()).isEqualTo(Cause.STOPPED_ANSWERING);
    }

    @Test
    @DisplayName("gives a process that is ready to run, and gets no processor, all the time in the world")
    void starved() {
        assertThat(watch(true, 500, look -> vitals(look, 99L * look, false)).cause()).isNull();
        assertThat(watch(true, 500, look -> vitals(0, 100L * look, false)).cause()).isNull();
    }

    @Test
    @DisplayName("counts processor time, not wall time")
    void cpu() {
        assertThat(watch(true, 500, look -> vitals(100L * look, 0, false))).isEqualTo(new End(Cause.CPU_LIMIT, 51));
        assertThat(watch(true, 500, look -> vitals(50L * look, 50L * look, false))).isEqualTo(new End(Cause.CPU_LIMIT, 101));
    }

    @Test
    @DisplayName("is not put off by a process that wakes now and then only to sleep again")
    void dozes() {
        End end = watch(true, 500, look -> vitals(25L * (look / 10), 0, look % 20 != 0));
        assertThat(end).isEqualTo(new End(Cause.STOPPED_ANSWERING, 600));
    }

    @Test
    @DisplayName("waits for a disk")
    void disk() {
        assertThat(watch(true, 500, look -> vitals(0, 0, false)).cause()).isNull();
    }

    @Test
    @DisplayName("where threads can't be seen, goes by a minute without processor time")
    void portable() {
        assertThat(watch(false, 500, look -> vitals(0, 0, false))).isEqualTo(new End(Cause.STOPPED_ANSWERING, 600));
    }

    @Test
    @DisplayName("in the end blames the host for what it can't explain")
    void patience() {
        assertThat(watch(true, 700, look -> vitals(0, 100L * look, false)).cause()).isEqualTo(Cause.SANDBOX);
    }

    @Test
    @DisplayName("minds memory and tasks")
    void memory() {
        assertThat(watch(true, 1, look -> new Vitals(Duration.ZERO, Duration.ZERO, false, 2L << 30, 1)).cause()).isEqualTo(Cause.MEMORY);
        assertThat(watch(true, 1, look -> new Vitals(Duration.ZERO, Duration.ZERO, false, 0, 10_000)).cause()).isEqualTo(Cause.MEMORY);
    }
}
