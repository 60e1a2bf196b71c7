package iommu.probe;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;

/** What a judge may hear. Each is one frame; nothing in it is trusted. */
public sealed interface Report {

    /** The longest frame with classes in it, in bytes: more code than any lab needs. */
    int CLASSES_LIMIT = 4 << 20;

    /** How many classes a lab may have. */
    int MAX_CLASSES = 2000;

    /** The first frame: the process is up, and no learner's code has run. */
    record Hello() implements Report {
    }

    /** The answer to one step. */
    record Answered(int number, Answer answer) implements Report {
    }

    /** Within a step a room beside the learner's is called. */
    sealed interface OfRoom extends Report {

        /** Of the step. */
        int number();

        Stimulus call();
    }

    /** Answered by {@link Order.Returned}. @param number of the step */
    record Called(int number, Stimulus call) implements OfRoom {
    }

    /** Not answered: a refusal is the answer to the next call, or breaks the step. @param number of the step */
    record Posted(int number, Stimulus call) implements OfRoom {
    }

    /** The classes of a lab. */
    record Compiled(List<ClassFile> classes) implements Report {
    }

    /**
     * A lab that does not compile.
     *
     * @param bySize   true if the compiler itself gave up or made more than is allowed, rather than found errors
     * @param messages the first of them, as {@code file:line: message}
     */
    record NotCompiled(boolean bySize, List<String> messages) implements Report {
    }

    /** @param name its binary name with slashes for dots */
    record ClassFile(String name, byte[] bytes) {
    }

    /** The payload that stands for a report. */
    static byte[] encode(Report report) {
        FrameWriter out = new FrameWriter();
        if (report instanceof Answered answered) {
            AnswerCodec.write(out.u8(2).i32(answered.number()), answered.answer());
        } else if (report instanceof Called called) {
            StimulusCodec.write(out.u8(5).i32(called.number()), called.call());
        } else if (report instanceof Posted posted) {
            StimulusCodec.write(out.u8(6).i32(posted.number()), posted.call());
        } else if (report instanceof Compiled compiled) {
            out.u8(3).i32(compiled.classes().size());
            compiled.classes().forEach(c -> out.text(c.name()).bytes(c.bytes()));
        } else if (report instanceof NotCompiled not) {
            out.u8(4).flag(not.bySize()).i32(not.messages().size());
            not.messages().forEach(out::text);
        } else {
            out.u8(1);
        }
        return out.toBytes();
    }

    /** The report that a whole payload stands for. */
    static Report decode(byte[] payload) throws ProtocolException {
        FrameReader in = new FrameReader(payload);
        Report report = switch (in.u8()) {
            case 1 -> new Hello();
            case 2 -> new Answered(in.i32(), AnswerCodec.read(in));
            case 3 -> new Compiled(classes(in));
            case 4 -> new NotCompiled(in.flag(), messages(in));
            case 5 -> new Called(in.i32(), StimulusCodec.read(in));
            case 6 -> new Posted(in.i32(), StimulusCodec.read(in));
            default -> throw new ProtocolException("no such report");
        };
        in.end();
        return report;
    }

    private static List<ClassFile> classes(FrameReader in) throws ProtocolException {
        int count = in.within(0, MAX_CLASSES);
        List<ClassFile> classes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            classes.add(new ClassFile(className(in.plainText(1024)), in.bytes(CLASSES_LIMIT)));
        }
        return classes;
    }

    private static String className(String name) throws ProtocolException {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || !part.chars().allMatch(Character::isJavaIdentifierPart)) {
                throw new ProtocolException("a class name that can't be");
            }
        }
        return name;
    }

    private static List<String> messages(FrameReader in) throws ProtocolException {
        int count = in.within(0, 16);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(in.plainText(4096));
        }
        return messages;
    }
}
