package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParseCommandTest {

  private static final String VALID =
      """
      OPTIONS sip:bob@example.com SIP/2.0
      Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
      Max-Forwards: 70
      From: <sip:alice@example.com>;tag=1
      To: <sip:bob@example.com>
      Call-ID: 1@192.0.2.1
      CSeq: 1 OPTIONS
      Content-Length: 0

      """
          .replace("\n", "\r\n");

  private static final String TOLERATED = VALID.replace("\r\n", "\n");
  private static final String INVALID = VALID.replace("CSeq: 1 OPTIONS", "CSeq: x OPTIONS");
  private static final String RESPONSE =
      VALID.replace("OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 486 Busy Here");

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void oneLineForEachFile() throws IOException {
    var valid = file("valid", VALID);
    var response = file("response", RESPONSE);
    var tolerated = file("tolerated", TOLERATED);
    var run = Run.of("parse", valid, response, tolerated);
    assertThat(run.code()).isZero();
    assertThat(run.lines()).hasSize(3);
    assertThat(run.lines().get(0)).isEqualTo(valid + ": valid request OPTIONS");
    assertThat(run.lines().get(1)).isEqualTo(response + ": valid response 486");
    assertThat(run.lines().get(2)).startsWith(tolerated + ": tolerated request OPTIONS (");
  }

  @Test
  void oneInvalidFileEndsWithOneAndIsExplained() throws IOException {
    var invalid = file("invalid", INVALID);
    var run = Run.of("parse", file("valid", VALID), invalid, file("other", VALID));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.lines()).hasSize(3);
    assertThat(run.lines().get(1))
        .startsWith(invalid + ": invalid request OPTIONS: 400 at byte ")
        .contains("CSeq");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void jsonHasTheFieldsThatApply() throws IOException {
    var valid = file("valid", VALID);
    var response = file("response", RESPONSE);
    var invalid = file("invalid", INVALID);
    var run = Run.of("parse", "--json", valid, response, invalid);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.lines().get(0))
        .isEqualTo(
            "{\"file\":\""
                + valid
                + "\",\"verdict\":\"valid\",\"kind\":\"request\",\"method\":\"OPTIONS\"}");
    assertThat(run.lines().get(1)).contains("\"kind\":\"response\",\"status\":486");
    assertThat(run.lines().get(2))
        .contains("\"verdict\":\"invalid\"")
        .containsPattern("\"reason\":\"[^\"]+\",\"offset\":\\d+,\"answer\":400");
  }

  @Test
  void jsonTellsWhatWasForgiven() throws IOException {
    var run = Run.of("parse", "--json", file("tolerated", TOLERATED));
    assertThat(run.out())
        .contains("\"verdict\":\"tolerated\"")
        .containsPattern("\"forgiven\":\\[\"[^\"]+\"")
        .contains("\"reason\":\"");
  }

  @Test
  void whatGetsNoAnswerIsDropped() throws IOException {
    var run = Run.of("parse", file("noise", "\u0000\u0001 noise"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).contains(": invalid").contains("drop at byte");
    assertThat(Run.of("parse", "--json", folder.resolve("noise").toString()).out())
        .contains("\"answer\":\"none\"")
        .doesNotContain("\"kind\"");
  }

  @Test
  void aHyphenIsStandardInput() {
    var run = Run.with(Map.of(), VALID, "parse", "-");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("-: valid request OPTIONS\n");
  }

  @Test
  void aFileThatCannotBeReadEndsWithTwoAndTheOthersAreJudged() throws IOException {
    var run =
        Run.of("parse", folder.resolve("none").toString(), folder.toString(), file("v", VALID));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.lines()).hasSize(1);
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err()).contains("there is no such file").contains("is a folder");
  }
}
