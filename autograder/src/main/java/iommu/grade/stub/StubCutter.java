package iommu.grade.stub;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * Makes a lab's stub from the reference's plain class.
 *
 * <p>Works on the text, with the JDK's syntax tree to tell where things are, so that Javadoc, signatures and layout stay
 * the reference's. Of the class remain: everything that isn't private; the fields that the constructor sets to its own
 * parameters; what the plan keeps by name. What is given something that only the reference has does not. A constructor keeps just those assignments, a blanked method throws
 * {@link iommu.arch.Todo}.
 */
public final class StubCutter {

    private static final String JAVA = ".java";
    private static final String REFERENCE = "iommu.emulator.";
    private static final String MARKER = "iommu.arch.Todo";

    private final String fileName;
    private final ParsedSource source;
    private final StubPlan plan;
    private final Set<String> siblings;
    private final ClassTree type;
    private final Set<String> storedFields = new TreeSet<>();

    private StubCutter(String fileName, ParsedSource source, StubPlan plan, Set<String> siblings) throws StubException {
        this.fileName = fileName;
        this.source = source;
        this.plan = plan;
        this.siblings = siblings;
        this.type = source.type();
        type.getMembers().stream().filter(StubCutter::isConstructor).map(MethodTree.class::cast).filter(c -> !isOfReference(c))
                .flatMap(constructor -> constructor.getBody().getStatements().stream()
                        .flatMap(statement -> storedField(constructor, statement).stream()))
                .forEach(storedFields::add);
    }

    /**
     * The stub of a class.
     *
     * @param referenceSource the file with the reference's plain class
     * @return the text of the stub, which belongs in a file of the same name
     * @throws StubException if the file can't be read, isn't one Java class, or lacks a name of the plan
     */
    public static String cut(Path referenceSource, StubPlan plan) throws StubException {
        String fileName = referenceSource.getFileName().toString();
        try {
            return cut(fileName, Files.readString(referenceSource), plan, siblings(referenceSource));
        } catch (IOException e) {
            throw new StubException(fileName + ": cannot be read: " + e.getMessage());
        }
    }

    /** The other classes of its package. */
    private static Set<String> siblings(Path referenceSource) throws IOException {
        try (Stream<Path> files = Files.list(referenceSource.getParent())) {
            return files.filter(file -> !file.equals(referenceSource)).map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(JAVA)).map(name -> name.substring(0, name.length() - JAVA.length()))
                    .collect(Collectors.toSet());
        }
    }

    static String cut(String fileName, String text, StubPlan plan) throws StubException {
        return cut(fileName, text, plan, Set.of());
    }

    private static String cut(String fileName, String text, StubPlan plan, Set<String> siblings) throws StubException {
        StubCutter cutter = new StubCutter(fileName, ParsedSource.parse(fileName, text), plan, siblings);
        cutter.checkNames();
        return Imports.prune(fileName, cutter.cutMembers(), MARKER);
    }

    private void checkNames() throws StubException {
        Set<String> blankable = type.getMembers().stream().filter(this::isBlanked)
                .map(StubCutter::nameOf).collect(Collectors.toSet());
        Set<String> members = type.getMembers().stream().map(StubCutter::nameOf).collect(Collectors.toSet());
        for (String name : plan.blank()) {
            if (!blankable.contains(name)) {
                throw new StubException(fileName + ": there is no public method " + name + " to blank");
            }
        }
        for (String name : plan.keep()) {
            if (!members.contains(name)) {
                throw new StubException(fileName + ": there is no member " + name + " to keep");
            }
        }
    }

    private String cutMembers() {
        String text = source.text();
        StringBuilder stub = new StringBuilder();
        Tree packageName = source.unit().getPackage().getPackageName();
        stub.append(text, 0, source.start(packageName)).append(plan.packageName());
        int done = source.end(packageName);
        for (Tree member : membersInText()) {
            int end = source.withTrailingComment(source.end(member));
            if (stays(member)) {
                stub.append(text, done, source.start(member)).append(cutMember(member, end));
            } else if (done <= source.start(type)) {
                stub.append(text, done, bodyStart());
            }
            done = end;
        }
        return stub.append(text, done, text.length()).toString();
    }

    /** The members that are written down, in their order; the compiler's tree may hold a constructor that isn't. */
    private List<Tree> membersInText() {
        List<Tree> members = new ArrayList<>(type.getMembers());
        members.removeIf(member -> source.end(member) < 0 || source.start(member) <= source.start(type));
        return members;
    }

    private int bodyStart() {
        List<Tree> before = new ArrayList<>(type.getImplementsClause());
        before.addAll(type.getTypeParameters());
        before.add(type.getModifiers());
        int from = before.stream().mapToInt(source::end).max().orElseThrow();
        return source.text().indexOf('{', from) + 1;
    }

    /** Whether a parameter is of a type that only the reference has. */
    private boolean isOfReference(MethodTree method) {
        Set<String> named = method.getParameters().stream().flatMap(parameter -> Stream.of(parameter.getType().toString().split("\\W+")))
                .collect(Collectors.toSet());
        return named.stream().anyMatch(siblings::contains) || source.unit().getImports().stream()
                .map(each -> each.getQualifiedIdentifier().toString()).filter(name -> name.startsWith(REFERENCE))
                .anyMatch(name -> named.contains(name.substring(name.lastIndexOf('.') + 1)));
    }

    private boolean stays(Tree member) {
        if (plan.keep().contains(nameOf(member))) {
            return true;
        }
        if (member instanceof VariableTree field) {
            return storedFields.contains(nameOf(field)) || !isPrivate(field.getModifiers());
        }
        return switch (member) {
            case MethodTree method -> !isPrivate(method.getModifiers()) && !isOfReference(method);
            case ClassTree nested -> !isPrivate(nested.getModifiers());
            default -> false;
        };
    }

    private String cutMember(Tree member, int end) {
        String text = source.text();
        if (isConstructor(member)) {
            MethodTree constructor = (MethodTree) member;
            return text.substring(source.start(member), source.start(constructor.getBody())) + storing(constructor);
        }
        if (isBlanked(member)) {
            BlockTree body = ((MethodTree) member).getBody();
            return text.substring(source.start(member), source.start(body))
                    + "{\n        throw new Todo(\"" + plan.lab() + "\");\n    }";
        }
        return text.substring(source.start(member), end);
    }

    private String storing(MethodTree constructor) {
        String assignments = constructor.getBody().getStatements().stream()
                .filter(statement -> storedField(constructor, statement).isPresent() || callsAnother(statement))
                .map(statement -> "        " + source.text().substring(source.start(statement), source.end(statement)) + "\n")
                .collect(Collectors.joining());
        return "{\n" + assignments + "    }";
    }

    private static boolean callsAnother(StatementTree statement) {
        return statement instanceof ExpressionStatementTree expression
                && expression.getExpression() instanceof MethodInvocationTree call
                && call.getMethodSelect() instanceof IdentifierTree name && name.getName().contentEquals("this");
    }

    private boolean isBlanked(Tree member) {
        return member instanceof MethodTree method && !isConstructor(method) && method.getBody() != null
                && method.getModifiers().getFlags().contains(Modifier.PUBLIC)
                && plan.blank().contains(nameOf(method));
    }

    /** The field that a constructor's statement sets to one of the constructor's parameters. */
    private static Optional<String> storedField(MethodTree constructor, StatementTree statement) {
        if (statement instanceof ExpressionStatementTree expression
                && expression.getExpression() instanceof AssignmentTree assignment
                && assignment.getExpression() instanceof IdentifierTree value
                && constructor.getParameters().stream().anyMatch(p -> p.getName().equals(value.getName()))) {
            return fieldName(assignment.getVariable());
        }
        return Optional.empty();
    }

    private static Optional<String> fieldName(ExpressionTree variable) {
        return switch (variable) {
            case IdentifierTree plain -> Optional.of(plain.getName().toString());
            case MemberSelectTree select when select.getExpression().toString().equals("this") ->
                Optional.of(select.getIdentifier().toString());
            default -> Optional.empty();
        };
    }

    private static boolean isConstructor(Tree member) {
        return member instanceof MethodTree method && method.getReturnType() == null;
    }

    private static boolean isPrivate(ModifiersTree modifiers) {
        return modifiers.getFlags().contains(Modifier.PRIVATE);
    }

    private static String nameOf(Tree member) {
        return switch (member) {
            case MethodTree method -> method.getName().toString();
            case VariableTree field -> field.getName().toString();
            case ClassTree nested -> nested.getSimpleName().toString();
            default -> "";
        };
    }
}
