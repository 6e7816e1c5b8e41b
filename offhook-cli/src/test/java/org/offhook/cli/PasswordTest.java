package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the password may come from; each proven by a registrar that asks for it. */
class PasswordTest {

  @TempDir Path folder;
  private Server registrar;
  private String address;

  @BeforeEach
  void start() throws InterruptedException {
    registrar = Server.start("registrar", "--listen", "udp:127.0.0.1:0", "--account", "alice:s3:c");
    address = registrar.address();
  }

  @AfterEach
  void stop() {
    registrar.close();
  }

  private Run register(Map<String, String> environment, String... more) {
    var words = new ArrayList<>(List.of("register", "sip:" + address, "--once"));
    words.addAll(List.of(more));
    return Run.with(environment, "", words.toArray(String[]::new));
  }

  private String file(String text) throws java.io.IOException {
    return Files.writeString(folder.resolve("password"), text).toString();
  }

  @Test
  void fromTheOption() {
    assertThat(register(Map.of(), "--user", "alice", "--password", "s3:c").code()).isZero();
  }

  @Test
  void fromTheFirstLineOfAFile() throws Exception {
    var file = file("s3:c\nnot this\n");
    assertThat(register(Map.of(), "--user", "alice", "--password-file", file).code()).isZero();
  }

  @Test
  void fromTheEnvironment() {
    var run = register(Map.of("OFFHOOK_PASSWORD", "s3:c"), "--aor", "sip:alice@" + address);
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void theOptionComesBeforeTheFileAndTheFileBeforeTheEnvironment() throws Exception {
    var wrong = Map.of("OFFHOOK_PASSWORD", "wrong");
    var bad = file("wrong");
    assertThat(
            register(wrong, "--user", "alice", "--password", "s3:c", "--password-file", bad).code())
        .isZero();
    var good = file("s3:c");
    assertThat(register(wrong, "--user", "alice", "--password-file", good).code()).isZero();
  }

  @Test
  void aWrongOneIsRefusedWithAWordWhatToDo() {
    var run = register(Map.of(), "--user", "alice", "--password", "wrong");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("password").doesNotContain("wrong");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void noneIsRefusedWithAWordWhatToDo() {
    var run = register(Map.of(), "--aor", "sip:alice@" + address);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("401").contains("--user");
  }

  @Test
  void anEmptyFileIsWrongUsage() throws Exception {
    var run = register(Map.of(), "--user", "alice", "--password-file", file(""));
    assertThat(run.code()).isEqualTo(2);
  }
}
