package iommu.grade.judge;

import iommu.grade.intake.IntakeResult;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.SubmissionResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Grades many submissions, some at a time. Whatever happens to one of them stays with that one. */
public final class BatchGrader {

    private final SubmissionJudge judge;
    private final Journal journal;
    private final int workers;

    /** @param journal what an earlier, interrupted run of the same batch has already found out */
    public BatchGrader(SubmissionJudge judge, Journal journal, int workers) {
        this.judge = judge;
        this.journal = journal;
        this.workers = workers;
    }

    /**
     * Grades what was sent, in the order given.
     *
     * @param finished is told of every result as it comes, from any thread, one at a time
     */
    public List<SubmissionResult> grade(List<IntakeResult> sent, List<Lab> labs, Consumer<SubmissionResult> finished)
            throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            List<Future<SubmissionResult>> running = new ArrayList<>();
            for (IntakeResult one : sent) {
                running.add(pool.submit(() -> {
                    SubmissionResult result = gradeOne(one, labs);
                    synchronized (finished) {
                        finished.accept(result);
                    }
                    return result;
                }));
            }
            List<SubmissionResult> results = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                results.add(collect(running.get(i), sent.get(i).name(), labs));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private SubmissionResult collect(Future<SubmissionResult> future, String name, List<Lab> labs)
            throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            return judge.inconclusive(name, "The grader failed on this submission: " + e.getCause(), labs);
        }
    }

    private SubmissionResult gradeOne(IntakeResult sent, List<Lab> labs) throws IOException {
        return switch (sent) {
            case IntakeResult.Refused refused -> judge.refused(refused.name(), refused.sentence(), labs);
            case IntakeResult.Received received -> {
                var known = journal.find(received.submission(), labs);
                if (known.isPresent()) {
                    yield known.get();
                }
                Path scratch = Files.createTempDirectory("iommu-grade");
                try {
                    SubmissionResult result = judge.judge(received.submission(), labs, scratch);
                    journal.append(received.submission(), labs, result);
                    yield result;
                } finally {
                    Folders.delete(scratch);
                }
            }
        };
    }
}
