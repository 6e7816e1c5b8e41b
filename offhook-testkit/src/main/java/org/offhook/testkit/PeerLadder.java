package org.offhook.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a script has done so far, as a ladder. */
final class PeerLadder {

  private final List<String> rungs = new ArrayList<>();

  void received(long nanos, String what) {
    add(nanos, "<---", what);
  }

  void sent(long nanos, String what) {
    add(nanos, "--->", what);
  }

  void note(long nanos, String what) {
    add(nanos, "    ", what);
  }

  private void add(long nanos, String arrow, String what) {
    rungs.add(String.format(Locale.ROOT, "%10.3f s  %s %s", nanos / 1e9, arrow, what));
  }

  AssertionError failure(String who, String why) {
    return new AssertionError(who + " " + why + "\n" + this + "  => this step failed: " + why);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    rungs.forEach(rung -> text.append(rung).append('\n'));
    return text.toString();
  }
}
