package iommu.grade.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a Java file declares at its top level.
 *
 * @param packageName such as {@code lab02}; empty if it declares none
 * @param types       the top-level types, in order
 * @param mainType    the public one, or else the first: what the file must be called after
 */
record JavaHeader(Optional<String> packageName, List<String> types, Optional<String> mainType) {

    static JavaHeader of(String source) {
        JavaTokens tokens = new JavaTokens(source);
        skipAnnotations(tokens);
        Optional<String> packageName = Optional.empty();
        if (tokens.is("package")) {
            tokens.advance();
            packageName = Optional.of(qualifiedName(tokens));
        }
        return withTypes(packageName, tokens);
    }

    private static void skipAnnotations(JavaTokens tokens) {
        while (tokens.is("@")) {
            tokens.advance();
            if (tokens.is("interface")) {
                return;
            }
            qualifiedName(tokens);
            if (tokens.is("(")) {
                skipParentheses(tokens);
            }
        }
    }

    private static void skipParentheses(JavaTokens tokens) {
        int depth = 0;
        do {
            depth += tokens.is("(") ? 1 : tokens.is(")") ? -1 : 0;
            tokens.advance();
        } while (depth > 0 && !tokens.isEnd());
    }

    private static String qualifiedName(JavaTokens tokens) {
        StringBuilder name = new StringBuilder();
        while (tokens.isIdentifier() || tokens.is(".")) {
            name.append(tokens.token());
            tokens.advance();
        }
        return name.toString();
    }

    private static JavaHeader withTypes(Optional<String> packageName, JavaTokens tokens) {
        List<String> types = new ArrayList<>();
        Optional<String> publicType = Optional.empty();
        boolean isPublic = false;
        int depth = 0;
        while (!tokens.isEnd()) {
            String token = tokens.token();
            tokens.advance();
            switch (token) {
                case "{", "(", "[" -> depth++;
                case "}", ")", "]" -> depth = Math.max(0, depth - 1);
                default -> { }
            }
            if (depth > 0) {
                continue;
            }
            Optional<String> type = declaredType(token, tokens);
            if (type.isPresent()) {
                types.add(type.get());
                publicType = publicType.isEmpty() && isPublic ? type : publicType;
            }
            boolean declarationEnds = type.isPresent() || token.equals(";") || token.equals("}");
            isPublic = !declarationEnds && (isPublic || token.equals("public"));
        }
        return new JavaHeader(packageName, List.copyOf(types), publicType.or(() -> types.stream().findFirst()));
    }

    /** The type whose declaration {@code keyword}, just passed, begins. */
    private static Optional<String> declaredType(String keyword, JavaTokens tokens) {
        boolean declares = switch (keyword) {
            case "class", "interface", "enum", "record" -> tokens.isIdentifier();
            default -> false;
        };
        if (!declares) {
            return Optional.empty();
        }
        String name = tokens.token();
        tokens.advance();
        // "record" is a keyword only before a name and its components.
        boolean isType = !keyword.equals("record") || tokens.is("(") || tokens.is("<");
        return isType ? Optional.of(name) : Optional.empty();
    }
}
