package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/** Watches one endpoint's wire: each INVITE that arrives gets one final answer, and no other. */
final class FinalAnswers implements WireTap {

  private static final String BRANCH = "branch=";

  private final String whose;
  private final Map<String, Integer> given = new HashMap<>();
  private final List<String> others = new ArrayList<>();

  FinalAnswers(String whose) {
    this.whose = whose;
  }

  @Override
  public void received(Flow flow, byte[] message, long nanos) {
    if (message[0] == 'I' && message[3] == 'I') {
      var text = text(message);
      if (text.startsWith("INVITE ")) {
        given.putIfAbsent(branch(text), 0);
      }
    }
  }

  @Override
  public void sent(Flow flow, byte[] message, long nanos) {
    if (message[0] == 'S' && message[8] > '1') {
      var text = text(message);
      if (text.startsWith("SIP/2.0 ") && text.contains(" INVITE\r\n")) {
        int code = Integer.parseInt(text.substring(8, 11));
        int before = given.merge(branch(text), code, (old, now) -> old == 0 ? now : old);
        if (code != before) {
          others.add("%d after %d: %s".formatted(code, before, text));
        }
      }
    }
  }

  private static String text(byte[] message) {
    return new String(message, StandardCharsets.ISO_8859_1);
  }

  private static String branch(String text) {
    int from = text.indexOf(BRANCH) + BRANCH.length();
    int to = from;
    while (text.charAt(to) != ';' && text.charAt(to) != '\r' && text.charAt(to) != ',') {
      to++;
    }
    return text.substring(from, to);
  }

  /** Fails if an INVITE had no final answer, or several; returns how many there were. */
  int complete() {
    assertThat(others).as("further final answers of %s", whose).isEmpty();
    assertThat(given).as("INVITEs that %s never answered", whose).doesNotContainValue(0);
    return given.size();
  }
}
