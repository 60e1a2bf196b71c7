package iommu.scenario;

import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.scenario.Words.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the room {@code driver} is asked, and what it did. */
final class DriverWords {

    static final String USAGE = "drive strict|batched [device-tlbs=SID,…] or drive attach SID did=D or drive detach SID"
            + " or drive map did=D iova=A gpa=A [size=4K|2M|1G] r|w|rw or drive unmap did=D iova=A size=S or drive sync";
    static final String OUTCOMES = "acts [invalidations=N] [waits=N]";

    private static final long PAGE = 4096;
    /** A description is to be read by people. */
    private static final int TOLD = 24;

    private DriverWords() {
    }

    static Statement read(Words words) {
        String what = StatementReader.word(words, "what is to be done", "strict", "batched", "attach", "detach", "map", "unmap",
                "sync");
        return switch (what) {
            case "strict", "batched" -> new RoomStatement.BeginDriver(what.equals("batched"),
                    words.named("device-tlbs").map(list -> devices(words, list)).orElse(List.of()));
            case "attach" -> drive(new Request.Attach(words.source(), did(words)));
            case "detach" -> drive(new Request.Detach(words.source()));
            case "map" -> drive(new Request.Map(did(words), page(words)));
            case "unmap" -> {
                Word size = words.required("size");
                long bytes = words.number(size);
                if (bytes <= 0 || bytes % PAGE != 0) {
                    throw words.error(size.column(), "'" + size.text() + "' is no multiple of 4096");
                }
                yield drive(new Request.Unmap(did(words), start(words, PAGE), bytes));
            }
            default -> drive(new Request.Sync());
        };
    }

    private static Statement drive(Request request) {
        return new RoomStatement.Drive(request);
    }

    private static DomainId did(Words words) {
        return words.domain(words.required("did"));
    }

    private static Mapping page(Words words) {
        long size = words.named("size").map(words::pageSize).orElse(PAGE);
        Gpa frame = words.aligned(words.required("gpa"), (int) size);
        return new Mapping(start(words, size), frame, size, words.rights(), false, List.of());
    }

    private static Iova start(Words words, long size) {
        Word word = words.required("iova");
        Iova start = words.iova(word);
        if (start.offsetIn(size) != 0) {
            throw words.error(word.column(), "'" + word.text() + "' is no multiple of " + size);
        }
        return start;
    }

    private static List<SourceId> devices(Words words, Word list) {
        List<SourceId> devices = new ArrayList<>();
        int column = list.column();
        for (String one : list.text().split(",", -1)) {
            devices.add(words.source(new Word(one, column)));
            column += one.length() + 1;
        }
        return devices;
    }

    static String text(RoomStatement.BeginDriver begin) {
        return "drive " + (begin.batched() ? "batched" : "strict") + (begin.deviceTlbs().isEmpty() ? ""
                : " device-tlbs=" + begin.deviceTlbs().stream().map(SourceId::toString).collect(Collectors.joining(",")));
    }

    static String text(Request request) {
        return "drive " + switch (request) {
            case Request.Attach(SourceId source, DomainId domain) -> "attach " + source + " did=" + domain;
            case Request.Detach(SourceId source) -> "detach " + source;
            case Request.Map(DomainId domain, Mapping page) -> "map did=" + domain + " iova=" + page.page() + " gpa=" + page.frame()
                    + (page.size() == PAGE ? "" : " size=" + Numbers.size(page.size())) + " " + rights(page.rights());
            case Request.Unmap(DomainId domain, Iova start, long size) ->
                "unmap did=" + domain + " iova=" + start + " size=" + Numbers.size(size);
            case Request.Sync() -> "sync";
        };
    }

    private static String rights(Rights rights) {
        return rights.toString();
    }

    static RoomOutcome outcome(Words words) {
        words.flag("acts");
        return new RoomOutcome.Acts(words.number("invalidations", 0, 1100), words.number("waits", 0, 1100));
    }

    static int invalidations(List<Act> acts) {
        return (int) acts.stream().filter(a -> a instanceof Act.Invalidate || a instanceof Act.InvalidateDeviceTlb).count();
    }

    static int waits(List<Act> acts) {
        return (int) acts.stream().filter(Act.Wait.class::isInstance).count();
    }

    /** For reports. */
    static String text(List<Act> acts) {
        if (acts.isEmpty()) {
            return "nothing";
        }
        Stream<String> told = acts.stream().limit(TOLD).map(DriverWords::text);
        return told.collect(Collectors.joining(", ")) + (acts.size() > TOLD ? ", … (" + acts.size() + " acts)" : "");
    }

    private static String text(Act act) {
        return switch (act) {
            case Act.Store(Gpa at, long value) -> "store " + at + " " + Numbers.hex(value);
            case Act.StoreWhole(Gpa at, var value) -> "store16 " + at + " " + Numbers.hex(value.low()) + " " + Numbers.hex(value.high());
            case Act.Flush(Gpa line) -> "flush " + line;
            case Act.FlushWriteBuffer() -> "flush write buffers";
            case Act.Invalidate(var command) -> "invalidate " + StatementText.of(command);
            case Act.InvalidateDeviceTlb(SourceId source, Iova address, int mask) ->
                "device-tlb " + source + " iova=" + address + " am=" + mask;
            case Act.Wait() -> "wait";
            case Act.Release(Gpa start, long size) -> "release " + start + " " + Numbers.size(size);
        };
    }
}
