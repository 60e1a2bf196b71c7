package iommu.scenario;

import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The words of one statement or outcome, taken one by one in any order. What is left at the {@link #finish} is what
 * the language doesn't know.
 */
final class Words {

    /** @param column from 1 */
    record Word(String text, int column) {
    }

    private final String file;
    private final int line;
    private final int end;
    private final String remedy;
    private final List<Word> rest;
    private final TreeSet<String> taken = new TreeSet<>();

    /** @param end the column just after the last word @param remedy what to write instead */
    Words(String file, int line, List<Word> words, int end, String remedy) {
        this.file = file;
        this.line = line;
        this.end = end;
        this.remedy = remedy;
        this.rest = new ArrayList<>(words);
    }

    ScenarioException error(int column, String problem) {
        return new ScenarioException(file, line, column, problem, remedy);
    }

    /** Takes the next word that is no {@code key=value}. @param what it should be, for the message */
    Word plain(String what) {
        for (Word word : rest) {
            if (word.text().indexOf('=') < 0) {
                rest.remove(word);
                return word;
            }
        }
        throw error(end, what + " is missing");
    }

    /** Whether a word is left that is no {@code key=value}. */
    boolean hasPlain() {
        return rest.stream().anyMatch(word -> word.text().indexOf('=') < 0);
    }

    Optional<Word> named(String key) {
        for (Word word : rest) {
            if (word.text().startsWith(key + "=") && taken.add(key)) {
                rest.remove(word);
                return Optional.of(new Word(word.text().substring(key.length() + 1), word.column() + key.length() + 1));
            }
        }
        return Optional.empty();
    }

    Word required(String key) {
        return named(key).orElseThrow(() -> error(end, key + "= is missing"));
    }

    boolean flag(String text) {
        for (Word word : rest) {
            if (word.text().equals(text)) {
                rest.remove(word);
                taken.add(text);
                return true;
            }
        }
        return false;
    }

    /** Takes the word that names one of these values by its text. */
    <T> Optional<T> choice(T[] values, Function<T, String> text) {
        for (T value : values) {
            if (flag(text.apply(value))) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** The rest, cut where this word stands; nothing is left here. */
    List<Words> split(String separator) {
        List<Words> parts = new ArrayList<>();
        List<Word> part = new ArrayList<>();
        for (Word word : all()) {
            if (word.text().equals(separator)) {
                parts.add(new Words(file, line, part, word.column(), remedy));
                part.clear();
            } else {
                part.add(word);
            }
        }
        parts.add(new Words(file, line, part, end, remedy));
        return parts;
    }

    /** The first word, which stays. @param what it should be, for the message */
    String first(String what) {
        if (rest.isEmpty()) {
            throw error(end, what + " is missing");
        }
        return rest.get(0).text();
    }

    /** The value that has this text. */
    static <T> Optional<T> named(T[] values, Function<T, String> text, String wanted) {
        for (T value : values) {
            if (text.apply(value).equals(wanted)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    List<Word> all() {
        List<Word> words = List.copyOf(rest);
        rest.clear();
        return words;
    }

    void finish() {
        if (!rest.isEmpty()) {
            Word word = rest.get(0);
            int equals = word.text().indexOf('=');
            String name = equals < 0 ? word.text() : word.text().substring(0, equals);
            throw error(word.column(), taken.contains(name) ? "'" + name + "' is said twice"
                    : "unknown word '" + word.text() + "'");
        }
    }

    SourceId source() {
        return source(plain("the source-id"));
    }

    SourceId source(Word word) {
        try {
            return SourceId.parse(word.text());
        } catch (IllegalArgumentException e) {
            throw error(word.column(), e.getMessage());
        }
    }

    long number(Word word) {
        try {
            return Numbers.parse(word.text());
        } catch (NumberFormatException e) {
            throw error(word.column(), "'" + word.text() + "' is no number of 64 bits or less");
        }
    }

    int number(Word word, int least, int most) {
        long number = number(word);
        if (number < least || number > most) {
            throw error(word.column(), "'" + word.text() + "' is not between " + least + " and " + most);
        }
        return (int) number;
    }

    /** Takes 32 bits, with or without a sign bit. */
    int number32(Word word) {
        long number = number(word);
        if (number >>> 32 != 0) {
            throw error(word.column(), "'" + word.text() + "' is no number of 32 bits or less");
        }
        return (int) number;
    }

    OptionalInt number(String key, int least, int most) {
        Optional<Word> word = named(key);
        return word.isPresent() ? OptionalInt.of(number(word.get(), least, most)) : OptionalInt.empty();
    }

    OptionalLong number(String key) {
        Optional<Word> word = named(key);
        return word.isPresent() ? OptionalLong.of(number(word.get())) : OptionalLong.empty();
    }

    DomainId domain(Word word) {
        return new DomainId(number(word, 0, 0xFFFF));
    }

    Iova iova(Word word) {
        return new Iova(number(word));
    }

    Gpa gpa(Word word) {
        return new Gpa(number(word));
    }

    /** Takes an address that must be a multiple of {@code size}. */
    Gpa aligned(Word word, int size) {
        Gpa gpa = gpa(word);
        if (gpa.offsetIn(size) != 0) {
            throw error(word.column(), "'" + word.text() + "' is no multiple of " + size);
        }
        return gpa;
    }

    /** Takes the low and the high word of 16 bytes. */
    Entry128 entry() {
        long low = number(plain("the low word"));
        return new Entry128(low, number(plain("the high word")));
    }

    /** Takes the size of a page: 4K, 2M or 1G. */
    long pageSize(Word word) {
        long size = number(word);
        if (size != 1L << 12 && size != 1L << 21 && size != 1L << 30) {
            throw error(word.column(), "'" + word.text() + "' is no page size: 4K, 2M or 1G");
        }
        return size;
    }

    Rights rights() {
        return choice(Rights.values(), Rights::toString).orElseThrow(() -> error(end, "the rights are missing"));
    }

    /** The complaint about a word that should stand before the end. */
    ScenarioException missing(String what) {
        return error(end, what + " is missing");
    }

    FaultReason reason(Word word) {
        for (FaultReason reason : FaultReason.values()) {
            if (reason.name().equals(word.text())) {
                return reason;
            }
        }
        throw error(word.column(), "'" + word.text() + "' is no fault reason such as READ_DENIED");
    }

    Optional<String> epoch() {
        return named("epoch").map(word -> {
            if (word.text().isEmpty()) {
                throw error(word.column(), "the epoch's name is missing");
            }
            return word.text();
        });
    }
}
