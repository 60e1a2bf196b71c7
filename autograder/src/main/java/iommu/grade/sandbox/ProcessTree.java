package iommu.grade.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process and all that descend from it, seen from outside. */
interface ProcessTree {

    /** Looks. */
    Vitals look();

    /** The numbers of the processes that are alive now, the root first. */
    List<Long> alive();

    /** The way to look that this host offers. */
    static ProcessTree of(ProcessHandle root) {
        return LinuxTree.available() ? new LinuxTree(root.pid()) : new PortableTree(root);
    }

    /** Without /proc: processor time alone. Nothing ever counts as resting, so silence is judged by processor time. */
    record PortableTree(ProcessHandle root) implements ProcessTree {

        @Override
        public Vitals look() {
            Duration cpu = Duration.ZERO;
            List<Long> alive = alive();
            for (long pid : alive) {
                cpu = cpu.plus(ProcessHandle.of(pid).flatMap(p -> p.info().totalCpuDuration()).orElse(Duration.ZERO));
            }
            return new Vitals(cpu, Duration.ZERO, false, 0, alive.size());
        }

        @Override
        public List<Long> alive() {
            return Stream.concat(Stream.of(root), root.descendants())
                    .filter(ProcessHandle::isAlive).map(ProcessHandle::pid).toList();
        }
    }
}
