package iommu.scenario;

import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.scenario.Words.Word;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads, writes and carries out the statements of the room {@code safety}, and the fields of its {@code status}. */
final class SafetyWords {

    /** The settings; one that is not named is as in the unit that nobody configured. */
    static final String USAGE = "[caching-mode=on|off] [coherent=on|off] [shadowing=off|second-stage|both-stages]"
            + " [stages=second,first,nested|none] [snoop-control=off|enforceable|unenforceable] [device-tlb=on|off]"
            + " [pass-through=on|off]";

    private static final int MOST_LISTENERS = 256;
    private static final String NONE = "none";

    private SafetyWords() {
    }

    static Statement read(String keyword, Words words) {
        if (keyword.equals("configure")) {
            boolean running = words.flag("running");
            return new RoomStatement.Configure(configuration(words), running);
        }
        boolean add = StatementReader.word(words, "add or remove", "add", "remove").equals("add");
        int id = words.number(words.plain("the listener's number"), 0, MOST_LISTENERS - 1);
        Listener listener = new Listener(id, words.source(), wishes(words));
        return add ? new RoomStatement.AddListener(listener) : new RoomStatement.RemoveListener(listener);
    }

    private static Set<Wish> wishes(Words words) {
        if (words.flag(NONE)) {
            return Set.of();
        }
        EnumSet<Wish> wishes = EnumSet.of(StatementReader.choose(words, Wish.values(), SafetyWords::of, "the wish"));
        words.choice(Wish.values(), SafetyWords::of).ifPresent(wishes::add);
        words.choice(Wish.values(), SafetyWords::of).ifPresent(wishes::add);
        return wishes;
    }

    private static Configuration configuration(Words words) {
        Map<String, String> named = new LinkedHashMap<>();
        readSettings(words, named);
        Map<String, String> all = fields(Configuration.DEFAULT);
        all.putAll(named);
        return new Configuration(all.get("caching-mode").equals("on"), all.get("coherent").equals("on"),
                value(Shadowing.values(), all.get("shadowing")), stages(all.get("stages")), value(Snoop.values(), all.get("snoop-control")),
                all.get("device-tlb").equals("on"), all.get("pass-through").equals("on"));
    }

    private static <E extends Enum<E>> E value(E[] values, String text) {
        return Words.named(values, SafetyWords::of, text).orElseThrow();
    }

    private static Set<Stages> stages(String text) {
        Set<Stages> stages = EnumSet.noneOf(Stages.class);
        for (String part : text.equals(NONE) ? new String[0] : text.split(",", -1)) {
            stages.add(value(Stages.values(), part));
        }
        return stages;
    }

    /** Takes the settings that are named, each value in its one form. */
    private static void readSettings(Words words, Map<String, String> fields) {
        for (String key : fields(Configuration.DEFAULT).keySet()) {
            words.named(key).ifPresent(word -> fields.put(key, switch (key) {
                case "shadowing" -> checked(words, word, Shadowing.values());
                case "snoop-control" -> checked(words, word, Snoop.values());
                case "stages" -> {
                    for (String part : word.text().equals(NONE) ? new String[0] : word.text().split(",", -1)) {
                        checked(words, new Word(part, word.column()), Stages.values());
                    }
                    yield joined(stages(word.text()), SafetyWords::of, ",");
                }
                default -> onOrOff(words, word);
            }));
        }
    }

    private static String onOrOff(Words words, Word word) {
        if (!word.text().equals("on") && !word.text().equals("off")) {
            throw words.error(word.column(), "'" + word.text() + "' is neither on nor off");
        }
        return word.text();
    }

    private static <E extends Enum<E>> String checked(Words words, Word word, E[] values) {
        return Words.named(values, SafetyWords::of, word.text()).map(SafetyWords::of)
                .orElseThrow(() -> words.error(word.column(), "unknown word '" + word.text() + "'"));
    }

    static String text(RoomStatement.OfSafety statement) {
        return switch (statement) {
            case RoomStatement.AddListener s -> "listener add " + text(s.listener());
            case RoomStatement.RemoveListener s -> "listener remove " + text(s.listener());
            case RoomStatement.Configure s -> StatusFields.text("configure", changed(s.configuration())).strip() + (s.running() ? " running" : "");
        };
    }

    /** The settings that are not as in the unit that nobody configured. */
    private static Map<String, String> changed(Configuration c) {
        Map<String, String> fields = fields(c);
        fields.entrySet().removeAll(fields(Configuration.DEFAULT).entrySet());
        return fields;
    }

    private static String text(Listener listener) {
        return listener.id() + " " + listener.source() + " " + joined(listener.wishes(), SafetyWords::of, " ");
    }

    private static <E extends Enum<E>> String joined(Collection<E> all, Function<E, String> text, String between) {
        return all.isEmpty() ? NONE : all.stream().sorted().map(text).collect(Collectors.joining(between));
    }

    private static String of(boolean on) {
        return on ? "on" : "off";
    }

    private static String of(Enum<?> value) {
        return switch (value) {
            case Snoop snoop when snoop == Snoop.NOT_OFFERED -> "off";
            case Snoop snoop when snoop == Snoop.NOT_ENFORCEABLE -> "unenforceable";
            default -> value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    static RoomCall call(RoomStatement.OfSafety statement) {
        return switch (statement) {
            case RoomStatement.AddListener s -> new RoomCall.AttachListener(s.listener());
            case RoomStatement.RemoveListener s -> new RoomCall.DetachListener(s.listener());
            case RoomStatement.Configure s -> new RoomCall.Reconfigure(s.configuration(), s.running());
        };
    }

    private static Map<String, String> fields(Configuration c) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("caching-mode", of(c.cachingMode()));
        fields.put("coherent", of(c.coherent()));
        fields.put("shadowing", of(c.shadowing()));
        fields.put("stages", joined(c.stages(), SafetyWords::of, ","));
        fields.put("snoop-control", of(c.snoop()));
        fields.put("device-tlb", of(c.deviceTlb()));
        fields.put("pass-through", of(c.passThrough()));
        return fields;
    }

    static Map<String, String> fields(RoomAnswer.Policy policy) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("attached", listed(policy.attached().stream().map(Listener::id).toList()));
        policy.attached().forEach(l -> fields.put("listener" + l.id(), l.source() + ":" + joined(l.wishes(), SafetyWords::of, "+")));
        fields.putAll(fields(policy.configuration()));
        return fields;
    }

    private static String listed(Collection<Integer> ids) {
        return ids.isEmpty() ? "-" : ids.stream().map(id -> Integer.toString(id)).collect(Collectors.joining(","));
    }

    /** Adds the fields that an outcome names. */
    static void read(Words words, Map<String, String> fields) {
        words.named("attached").ifPresent(w -> fields.put("attached", w.text().equals("-") ? w.text() : listed(ids(words, w))));
        for (int id = 0; id < MOST_LISTENERS; id++) {
            String key = "listener" + id;
            words.named(key).ifPresent(w -> fields.put(key, w.text()));
        }
        readSettings(words, fields);
    }

    private static Set<Integer> ids(Words words, Word word) {
        Set<Integer> ids = new TreeSet<>();
        for (String part : word.text().split(",", -1)) {
            ids.add(words.number(new Word(part, word.column()), 0, MOST_LISTENERS - 1));
        }
        return ids;
    }
}
