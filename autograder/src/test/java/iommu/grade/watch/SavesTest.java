package iommu.grade.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SavesTest {

    @TempDir
    private Path folder;

    /** Waits for a save in another thread. */
    private static CompletableFuture<Void> awaited(Saves saves) {
        return CompletableFuture.runAsync(() -> {
            try {
                saves.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void aSaveARenameOverItAndANewFileInANewFolderAreEachTold() throws Exception {
        Path room = write("a/Room.java", "class Room {}");
        try (Saves saves = new Saves(folder)) {
            CompletableFuture<Void> edit = awaited(saves);
            write("a/Room.java", "class Room { }");
            edit.get(30, TimeUnit.SECONDS);
            CompletableFuture<Void> rename = awaited(saves);
            Files.move(write("a/Room.java~", "class Room {  }"), room, StandardCopyOption.REPLACE_EXISTING);
            rename.get(30, TimeUnit.SECONDS);
            CompletableFuture<Void> another = awaited(saves);
            write("b/c/Other.java", "class Other {}");
            another.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatIsNoJavaFileIsNoSave() throws Exception {
        write("Room.java", "class Room {}");
        try (Saves saves = new Saves(folder)) {
            CompletableFuture<Void> save = awaited(saves);
            write("notes.txt", "to do");
            assertThat(save).isNotDone();
            write("Room.java", "class Room { }");
            save.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void anEditorThatEmptiesTheFileFirstIsWaitedFor() throws Exception {
        Path room = write("Room.java", "class Room {}");
        try (Saves saves = new Saves(folder)) {
            CompletableFuture<Void> save = awaited(saves);
            Files.writeString(room, "");
            Files.writeString(room, "class Room { int late; }");
            save.get(30, TimeUnit.SECONDS);
            assertThat(room).isNotEmptyFile();
        }
    }

    @Test
    void aSaveBeforeAnybodyWaitsIsNotLost() throws Exception {
        write("Room.java", "class Room {}");
        try (Saves saves = new Saves(folder)) {
            write("Room.java", "class Room { int early; }");
            awaited(saves).get(30, TimeUnit.SECONDS);
        }
    }
}
