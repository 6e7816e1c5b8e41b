package org.offhook.cli;

import java.io.PrintStream;

/**
 * What a command tells: lines for people, or one JSON object per event and line, on standard
 * output; errors on standard error.
 */
final class Report {

  private final PrintStream out;
  private final PrintStream err;
  private boolean json;
  private boolean quiet;

  Report(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Chooses the form of events. */
  void form(boolean asJson, boolean withoutEvents) {
    json = asJson;
    quiet = withoutEvents;
  }

  boolean isJson() {
    return json;
  }

  /** Whether events of single calls are to be told at all. */
  boolean tellsEvents() {
    return json || !quiet;
  }

  PrintStream err() {
    return err;
  }

  PrintStream out() {
    return out;
  }

  /** One event: the object in JSON, the text for people. */
  void event(Json event, String text) {
    if (json) {
      line(event.toString());
    } else if (!quiet) {
      line(clean(text));
    }
  }

  /** What is told even when events are not. */
  void result(Json event, String text) {
    line(json ? event.toString() : clean(text));
  }

  private void line(String text) {
    out.print(text + "\n");
  }

  /** What was told so far becomes visible. */
  void flush() {
    out.flush();
  }

  /** Peers' text must not steer the terminal. */
  static String clean(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        var cleaned = new StringBuilder(text.length());
        text.chars().forEach(c -> cleaned.append(isControl(c) ? '?' : (char) c));
        return cleaned.toString();
      }
    }
    return text;
  }

  private static boolean isControl(int c) {
    return (c < ' ' && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0);
  }
}
