package iommu.grade.sandbox;

/** Ends a conversation with a process, with the reply that every later step will get. */
final class Ending extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Reply.Ended reply;

    Ending(Cause cause, String text) {
        super(text, null, false, false);
        reply = new Reply.Ended(cause, text);
    }

    Reply.Ended reply() {
        return reply;
    }

    /** What a process's exit says, in words only: every cause here is charged alike. */
    static Ending ofExit(int status) {
        return switch (status) {
            case 128 + 24 -> new Ending(Cause.CPU_LIMIT, "the process used up its processor time");
            case 128 + 9 -> new Ending(Cause.CRASHED, "the process was killed by the system, most likely for want of memory");
            case 128 + 4, 128 + 6, 128 + 7, 128 + 11 ->
                new Ending(Cause.CRASHED, "the virtual machine crashed (signal " + (status - 128) + ")");
            default -> new Ending(Cause.EXITED, "the program ended itself instead of answering (status " + status + ")");
        };
    }
}
