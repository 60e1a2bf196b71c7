package iommu.grade.doctor;

/**
 * One thing that was looked at.
 *
 * @param what   its name, a word or two
 * @param seen   what is there
 * @param remedy what to do; empty if all is well
 */
public record Finding(State state, String what, String seen, String remedy) {

    /** How it is. */
    public enum State {
        OK("ok"),
        /** The kit works, but something works less well. */
        WARNING("note"),
        /** The kit can't do its work. */
        WRONG("WRONG");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** The word for it, at most five letters. */
        public String word() {
            return word;
        }
    }

    static Finding ok(String what, String seen) {
        return new Finding(State.OK, what, seen, "");
    }

    static Finding warning(String what, String seen, String remedy) {
        return new Finding(State.WARNING, what, seen, remedy);
    }

    static Finding wrong(String what, String seen, String remedy) {
        return new Finding(State.WRONG, what, seen, remedy);
    }
}
