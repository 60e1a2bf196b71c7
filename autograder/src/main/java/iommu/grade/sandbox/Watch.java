package iommu.grade.sandbox;

import java.time.Duration;

/**
 * Decides from looks at a process tree whether to go on waiting for an answer. Wall time by itself decides nothing: a
 * process has stopped answering only if it was seen not to want a processor.
 */
final class Watch {

    /** The time between two looks. */
    static final Duration INTERVAL = Duration.ofMillis(100);
    /** What an idle virtual machine may use without counting as busy. */
    private static final Duration IDLE_SLACK = Duration.ofMillis(20);
    private static final int IDLE_SHARE = 100;
    /** The long look, for a process that never rests for long but hardly runs either. */
    private static final Duration STILL = Duration.ofSeconds(60);
    private static final int STILL_SHARE = 10;

    private final Limits limits;
    private final boolean seesThreads;
    /** Processor time at the first look of the case; null before it. */
    private Duration caseBegan;
    private Span silence;
    private Span rest;

    /** A stretch of looks since a moment. */
    private static final class Span {
        private final Duration since;
        private final Vitals first;
        private int looks;
        private int resting;

        Span(Duration since, Vitals first) {
            this.since = since;
            this.first = first;
        }

        Duration cpu(Vitals now) {
            return now.cpu().minus(first.cpu());
        }

        Duration wanted(Vitals now) {
            Duration waited = now.waited().minus(first.waited());
            return cpu(now).plus(waited.isNegative() ? Duration.ZERO : waited);
        }
    }

    Watch(Limits limits, boolean seesThreads) {
        this.limits = limits;
        this.seesThreads = seesThreads;
    }

    /** A case begins: its processor time counts from the next look on, so that short cases cost no look at all. */
    void newCase() {
        caseBegan = null;
        progress();
    }

    /** Something was heard, so that silence begins anew. */
    void progress() {
        silence = null;
        rest = null;
    }

    /**
     * Takes in one look.
     *
     * @param clock the time since some fixed moment
     * @throws Ending if there is nothing more to wait for
     */
    void look(Duration clock, Vitals now) throws Ending {
        caseBegan = caseBegan == null ? now.cpu() : caseBegan;
        if (now.cpu().minus(caseBegan).compareTo(limits.cpu()) > 0) {
            throw new Ending(Cause.CPU_LIMIT, "more than " + limits.cpu().toSeconds() + " s of processor time");
        }
        if (now.resident() > (long) limits.memoryMiB() << 20) {
            throw new Ending(Cause.MEMORY, "more than " + limits.memoryMiB() + " MiB of memory");
        }
        if (now.tasks() > 2 * limits.tasks()) {
            throw new Ending(Cause.MEMORY, "more than " + limits.tasks() + " processes and threads");
        }
        rest = now.resting() && rest != null && isIdle(rest, clock, now) ? rest : new Span(clock, now);
        silence = silence == null ? new Span(clock, now) : silence;
        for (Span span : new Span[] {rest, silence}) {
            span.looks++;
            span.resting += now.resting() ? 1 : 0;
        }
        judgeSilence(clock, now);
    }

    private void judgeSilence(Duration clock, Vitals now) throws Ending {
        Duration rested = clock.minus(rest.since);
        if (rested.compareTo(limits.quiet()) >= 0 && rest.looks > limits.quiet().dividedBy(INTERVAL)) {
            throw new Ending(Cause.STOPPED_ANSWERING,
                    "stopped answering: nothing in it ran or wanted to for " + limits.quiet().toSeconds() + " s");
        }
        Duration silent = clock.minus(silence.since);
        boolean seldomAwake = !seesThreads || silence.resting * STILL_SHARE >= silence.looks * (STILL_SHARE - 1);
        if (silent.compareTo(STILL) >= 0 && seldomAwake && silence.wanted(now).multipliedBy(STILL_SHARE).compareTo(silent) < 0) {
            throw new Ending(Cause.STOPPED_ANSWERING, "stopped answering: next to nothing ran for " + STILL.toSeconds() + " s");
        }
        if (silent.compareTo(limits.patience()) > 0) {
            throw new Ending(Cause.SANDBOX, "no answer in " + limits.patience().toMinutes() + " min, for no reason that shows");
        }
    }

    private static boolean isIdle(Span rest, Duration clock, Vitals now) {
        return rest.cpu(now).compareTo(IDLE_SLACK.plus(clock.minus(rest.since).dividedBy(IDLE_SHARE))) <= 0;
    }
}
