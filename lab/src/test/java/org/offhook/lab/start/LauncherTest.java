package org.offhook.lab.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offhook.architecture.Project;

/** The start script says what is wrong with the machine before it builds anything. */
class LauncherTest {

  @TempDir Path folder;

  @Test
  void namesTheJdkThatIsTooOld() throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
    Files.createFile(
        folder.resolve("bin/java"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

    var start =
        Processes.run(
            List.of(Project.root().resolve("offhook").toString(), "--version"),
            Map.of("OFFHOOK_JAVA_HOME", folder.toString()));

    assertThat(start.output())
        .isEqualTo(
            "offhook: needs Java 21 or newer; found %s (Java 17). Install a JDK or set OFFHOOK_JAVA_HOME.%n"
                .formatted(folder));
    assertThat(start.code()).isEqualTo(3);
  }
}
