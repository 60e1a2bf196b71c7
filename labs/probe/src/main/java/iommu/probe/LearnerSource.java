package iommu.probe;

import java.net.URI;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/** A source that javac reads from memory, under a name that means nothing to it: no option, no path. */
final class LearnerSource extends SimpleJavaFileObject {

    private static final int SHOWN = 60;
    private static final String ENDING = ".java";

    private final String baseName;
    private final String text;

    /** @param index sets apart files whose names look alike */
    LearnerSource(int index, Order.Source source) {
        super(URI.create("learner:///" + index + "/" + shown(source.name())), Kind.SOURCE);
        baseName = source.name().endsWith(ENDING) ? source.name().substring(0, source.name().length() - ENDING.length())
                : source.name();
        text = source.text();
    }

    @Override
    public String getName() {
        String path = toUri().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isNameCompatible(String simpleName, JavaFileObject.Kind kind) {
        return kind == Kind.SOURCE && simpleName.equals(baseName);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }

    private static String shown(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_$.-]", "_");
        return plain.length() <= SHOWN ? plain : plain.substring(0, SHOWN - ENDING.length()) + ENDING;
    }
}
