package iommu.peers.qemu;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import iommu.scenario.Plan;
import iommu.scenario.Step;
import iommu.peers.qemu.Divergence.Kind;
import iommu.peers.qemu.Divergence.Wrong;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run on three sides: a fresh QEMU, our unit, and the oracle, which takes the same steps. Both units' answers must be
 * allowed; their registers and memory must be equal, but where they answered a request differently and were allowed to:
 * then both fault logs are cleared, and the run goes on.
 */
final class Comparison implements AutoCloseable {

    /** A read of the interrupt range, which is no memory request (§3.15). */
    private static final Iova NO_REQUEST = new Iova(0xFEE0_0000L);

    private final Plan plan;
    private final QemuMachine peer;
    private final Reference ours;
    private final MachineRelation oracle;
    private final Tally tally = new Tally();
    private final HitModel hits = new HitModel();
    private final RequestCheck check;
    private final QueueCheck queue;
    private final RecordMask records;
    private final RegisterCheck registers;
    private final InterruptCheck interrupts;
    private final PassThrough passing;
    private final Set<Gpa> watched = new HashSet<>();
    private Snapshot last;
    private int line;

    private Comparison(Plan plan, Profile profile, QemuMachine peer) {
        this.plan = plan;
        this.peer = peer;
        ours = new Reference(plan.capabilities(), plan.capacity());
        oracle = new MachineRelation(plan.capabilities(), Prefetch.REQUESTS_ONLY);
        passing = new PassThrough(ours);
        queue = new QueueCheck(profile, peer, ours, tally);
        records = new RecordMask(profile, plan.capabilities(), tally);
        registers = new RegisterCheck(profile, tally);
        interrupts = new InterruptCheck(profile, ours, tally);
        check = new RequestCheck(profile, records, hits, tally);
    }

    /** A comparison of this run, not begun yet. */
    static Comparison of(Plan plan, Profile profile) {
        return new Comparison(plan, profile, QemuMachine.start(PeerUnit.options(plan.capabilities())));
    }

    Tally tally() {
        return tally;
    }

    /** Takes all steps. @return the first thing that nothing explains */
    Optional<Divergence> run() {
        last = peer.snapshot();
        Optional<Wrong> wrong = Optional.empty();
        List<Step> steps = plan.steps();
        for (int i = 0; i < steps.size() && wrong.isEmpty(); i++) {
            line = steps.get(i).line();
            wrong = take(steps.get(i).stimulus());
            if (wrong.isEmpty() && (oracle.silence().isPresent() || queue.brokenRule())) {
                tally.request(0); // what comes now may differ in any way; what was judged before may not
                tally.count("not judged from a line on: "
                        + oracle.silence().orElse("the queue was not idle when it was switched (§6.5.2)"));
                return harvest();
            }
            boolean lastOfLine = i + 1 == steps.size() || steps.get(i + 1).line() != line;
            if (wrong.isEmpty() && lastOfLine && !steps.get(i).stimulus().asks()) {
                wrong = compare();
            }
        }
        return wrong.isPresent() ? Optional.of(wrong.get().at(line)) : end();
    }

    private Optional<Wrong> take(Stimulus step) {
        queue.before(step);
        return switch (step) {
            case Stimulus.Dma(DmaRequest request) -> request(request);
            case Stimulus.Interrupt interrupt -> interrupt(interrupt);
            case Stimulus.RegisterRead read -> {
                oracle.on(read);
                yield registers.check(read, peer.read(read), ours.read(read.offset(), read.size()), last);
            }
            default -> {
                both(step);
                oracle.on(step);
                prefetched(step);
                yield Optional.empty();
            }
        };
    }

    private void both(Stimulus step) {
        ours.take(step);
        String port = Field.GSTS_QIES.isSet(last.gsts()) ? "queue" : "register";
        for (Invalidation command : ours.log().invalidations) {
            hits.invalidated(command);
            Buckets.of(command, port).forEach(tally::count);
        }
        ours.log().scalableInvalidations.forEach(command -> tally.count(Buckets.of(command)));
        switch (step) {
            case Stimulus.Store64 s -> peer.store(s.at(), s.value());
            case Stimulus.Store128 s -> {
                peer.store(s.at(), s.value());
                watch(s.value());
            }
            case Stimulus.RegisterWrite w -> {
                peer.write(w);
                queue.wrote(w);
            }
            default -> { } // a page that can't be read lies outside QEMU's memory already
        }
    }

    /** The oracle learns of what QEMU has fetched without a request, as of a request that it does not judge. */
    private void prefetched(Stimulus step) {
        passing.after(step, last);
        if (step instanceof Stimulus.RegisterWrite) { // whatever it removed could be fetched again at once
            passing.rightly().forEach(source ->
                    oracle.on(new Stimulus.Dma(DmaRequest.untranslated(source, NO_REQUEST, Access.READ))));
        }
    }

    /** The word that a wait descriptor stores its status to is compared from now on. */
    private void watch(Entry128 descriptor) {
        Gpa word = new Gpa(descriptor.high()).alignedTo(8);
        if ((descriptor.low() & 0xFFFF_FFFFL) == 0x25 && QemuMachine.inMemory(word) && watched.add(word)) {
            ours.watch(word);
            peer.watch(word);
        }
    }

    private Optional<Wrong> compare() {
        Snapshot own = ours.snapshot();
        Snapshot theirs = queue.repaired(peer.snapshot(), own);
        return compare(own, records.masked(theirs, last));
    }

    private Optional<Wrong> compare(Snapshot own, Snapshot theirs) {
        last = interrupts.masked(theirs, own);
        return own.settled().equals(last.settled()) ? Optional.empty()
                : Optional.of(new Wrong(Kind.STATE, last.settled().difference(own.settled())));
    }

    private Optional<Wrong> request(DmaRequest request) {
        boolean spoke = oracle.speaks(new Stimulus.Dma(request));
        Set<Answer> answers = oracle.on(new Stimulus.Dma(request));
        boolean speaks = spoke && !answers.isEmpty(); // the law may fall silent over this very request
        DmaOutcome answer = ours.translate(request);
        tally.request(speaks ? answers.size() : 0);
        Allowed allowed = speaks ? Allowed.of(answers) : new Allowed(List.of(answer));
        List<Gpa> candidates = new ArrayList<>(allowed.addresses());
        if (passing.lets(request.source())) {
            candidates.add(new Gpa(request.address().value()));
        }
        var seen = peer.request(request.source(), request.address(), request.access(), candidates);
        var sighting = new QemuMachine.Sighting(records.masked(seen.after(), last), seen.landed(), seen.slot());
        boolean passed = passing.lets(request.source());
        passing.requested(request.source());
        if (!speaks) {
            forget();
            return Optional.empty();
        }
        var asked = new RequestCheck.Case(line, request, new RequestCheck.Passing(passed,
                ours.log().passesThrough, ours.passesThrough(request.source())),
                allowed, answer, last, sighting);
        if (!allowed.has(answer)) {
            return Optional.of(new Wrong(Kind.REFERENCE, request.access() + " of " + request.source() + " at 0x"
                    + Long.toHexString(request.address().value()) + ": the reference answered " + Allowed.text(answer)
                    + ", allowed is " + allowed));
        }
        int departures = tally.otherDepartures();
        Optional<Wrong> wrong = check.check(asked, peer);
        if (wrong.isPresent()) {
            return wrong;
        }
        met(asked);
        boolean explained = departures != tally.otherDepartures();
        Snapshot own = ours.snapshot();
        Snapshot theirs = records.inOurCode(sighting.after());
        explained |= !own.sameFaults(theirs) && check.explainsOverflow(asked, own);
        if (allowed.single() && !explained || own.sameFaults(theirs)) {
            return compare(own, theirs);
        }
        if (RequestCheck.differ(asked)) {
            tally.differ();
        }
        forget();
        return Optional.empty();
    }

    private Optional<Wrong> interrupt(Stimulus.Interrupt step) {
        boolean spoke = oracle.speaks(step);
        Set<Answer> allowed = oracle.on(step);
        boolean speaks = spoke && !allowed.isEmpty();
        InterruptOutcome answer = ours.interrupt(step);
        Set<Integer> fresh = peer.interrupt(step);
        Snapshot own = ours.snapshot();
        Snapshot theirs = peer.snapshot();
        if (speaks && !allowed.contains(new Answer.Interrupt(answer))) {
            return Optional.of(new Wrong(Kind.REFERENCE, step + ": the reference answered " + answer
                    + ", allowed is " + allowed));
        }
        Optional<Wrong> wrong = speaks ? interrupts.check(step, allowed, fresh, peer) : Optional.empty();
        if (!speaks) {
            tally.count("interrupt not judged");
        }
        boolean apart = !own.sameFaults(theirs) && (allowed.size() > 1 || interrupts.unrecorded(answer, own, theirs));
        if (wrong.isEmpty() && (!speaks || apart)) {
            forget();
            return Optional.empty();
        }
        return wrong.isPresent() ? wrong : compare(own, records.masked(theirs, last));
    }

    /** Clears both fault logs, which an allowed difference has set apart. */
    private void forget() {
        both(new Stimulus.RegisterWrite(Register.FRCD.offset() + 12, 4, 0x8000_0000L));
        both(new Stimulus.RegisterWrite(Register.FSTS.offset(), 4, Field.FSTS_PFO.mask()));
        last = records.masked(peer.snapshot(), last);
    }

    private void met(RequestCheck.Case c) {
        Snapshot after = c.sighting().after();
        boolean denied = !c.before().recordPending() && after.recordPending();
        boolean went = c.sighting().landed().isPresent() || c.request().access() == Access.READ && c.allowed().translates();
        Buckets.count(tally, c, ours.log());
        if (!denied && went) {
            // Where more is allowed the peer may have gone through another domain than we.
            hits.translated(c.request().source(), c.request().address(),
                    c.allowed().single() ? ours.log().domain : Optional.empty());
        }
    }

    /** Looks at what the reads brought, and at all of memory. */
    private Optional<Divergence> end() {
        Optional<Divergence> wrong = harvest();
        return wrong.isPresent() ? wrong : memory();
    }

    private Optional<Divergence> harvest() {
        long command = ours.read(Register.GSTS) & Field.GSTS_QIES.mask();
        for (Edu edu : Edu.ALL) {
            if (check.any(edu)) {
                Optional<Divergence> wrong = check.harvest(edu, peer.harvest(edu.source(), command));
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Divergence> memory() {
        watched.forEach(word -> peer.adopt(word, ours.load(word)));
        List<Gpa> stray = peer.strayWords();
        return stray.isEmpty() ? Optional.empty() : Optional.of(new Divergence(line, Kind.MEMORY, "QEMU's memory differs at 0x"
                + Long.toHexString(stray.getFirst().value()) + (stray.size() == 1 ? "" : " and " + (stray.size() - 1)
                + " more words")));
    }

    @Override
    public void close() {
        peer.close();
    }
}
