package iommu.probe;

import iommu.arch.stimulus.Answer;
import java.util.concurrent.Callable;

/**
 * A room, or why there is none.
 *
 * @param room    null if its constructor broke off
 * @param failure how it broke off, else null
 */
record Made<R>(R room, Answer failure) {

    static <R> Made<R> by(Callable<? extends R> maker) {
        Object[] made = new Object[1];
        Answer answer = Guard.call(() -> {
            made[0] = maker.call();
            return made[0] == null ? new Answer.Broken(Answer.Breach.NULL, "no room") : new Answer.Done();
        });
        @SuppressWarnings("unchecked")
        R room = (R) made[0];
        return new Made<>(room, answer instanceof Answer.Broken ? answer : null);
    }
}
