package iommu.probe;

import iommu.arch.Todo;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.Answer.Broken;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;

/** The one place where learner code is called: whatever it throws, errors of the virtual machine included, is an answer. */
final class Guard {

    private static final int MESSAGE = 200;
    private static final int NAME = 120;

    private Guard() {
    }

    static Answer call(Callable<Answer> step) {
        try {
            return step.call();
        } catch (Throwable thrown) {
            return broken(thrown);
        }
    }

    private static Broken broken(Throwable thrown) {
        try {
            Throwable cause = unwrap(thrown);
            Breach breach = cause instanceof Todo ? Breach.NOT_WRITTEN : Breach.THREW;
            return new Broken(breach, name(cause) + message(cause) + place(cause));
        } catch (Throwable again) {
            return new Broken(Breach.THREW, "an exception that can't be described");
        }
    }

    /** What the learner's code threw, out of what reflection and class loading wrapped around it. */
    private static Throwable unwrap(Throwable thrown) {
        Throwable inner = thrown;
        while ((inner instanceof NoRoomException || inner instanceof InvocationTargetException
                || inner instanceof ExceptionInInitializerError) && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    private static String name(Throwable thrown) {
        return PlainText.of(thrown.getClass().getName(), NAME);
    }

    private static String message(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null || message.isEmpty() ? "" : ": " + PlainText.of(message, MESSAGE);
        } catch (Throwable again) {
            return ": (its message can't be read)";
        }
    }

    /** The innermost line of the learner's own: code of the kit and the JDK is in named packages and modules. */
    private static String place(Throwable thrown) {
        try {
            for (StackTraceElement line : thrown.getStackTrace()) {
                if (line.getModuleName() == null && !line.getClassName().startsWith("iommu.")) {
                    return " (" + PlainText.of(line.getFileName() + ":" + line.getLineNumber(), NAME) + ")";
                }
            }
            return "";
        } catch (Throwable again) {
            return "";
        }
    }
}
