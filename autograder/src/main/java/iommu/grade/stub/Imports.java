package iommu.grade.stub;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The imports that a cut source still needs. */
final class Imports {

    private static final Pattern JAVADOC_REFERENCE =
            Pattern.compile("(?:\\{@link(?:plain)?|@see|@throws)\\s+(\\w+)");

    private Imports() {
    }

    /** The source without the imports that nothing in it names, and with {@code wanted}. */
    static String prune(String name, String text, String wanted) throws StubException {
        ParsedSource source = ParsedSource.parse(name, text);
        CompilationUnitTree unit = source.unit();
        Set<String> used = usedNames(source);
        Set<String> plain = new TreeSet<>(Set.of(wanted));
        List<String> fixed = new ArrayList<>();
        for (ImportTree each : unit.getImports()) {
            String target = each.getQualifiedIdentifier().toString();
            String simple = target.substring(target.lastIndexOf('.') + 1);
            if (!used.contains(simple) && !simple.equals("*")) {
                continue;
            }
            if (each.isStatic()) {
                fixed.add("import static " + target + ";\n");
            } else {
                plain.add(target);
            }
        }
        StringBuilder block = new StringBuilder();
        fixed.forEach(block::append);
        if (!fixed.isEmpty()) {
            block.append('\n');
        }
        plain.forEach(target -> block.append("import ").append(target).append(";\n"));
        if (unit.getImports().isEmpty()) {
            int at = source.end(unit.getPackage());
            return text.substring(0, at) + "\n\n" + block.toString().stripTrailing() + text.substring(at);
        }
        int from = source.start(unit.getImports().getFirst());
        int to = source.end(unit.getImports().getLast());
        return text.substring(0, from) + block.toString().stripTrailing() + text.substring(to);
    }

    private static Set<String> usedNames(ParsedSource source) {
        Set<String> used = new TreeSet<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitImport(ImportTree node, Void nothing) {
                return null;
            }

            @Override
            public Void visitIdentifier(IdentifierTree node, Void nothing) {
                used.add(node.getName().toString());
                return null;
            }
        }.scan(source.unit(), null);
        Matcher reference = JAVADOC_REFERENCE.matcher(source.text());
        while (reference.find()) {
            used.add(reference.group(1));
        }
        return used;
    }
}
