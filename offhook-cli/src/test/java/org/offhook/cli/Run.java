package org.offhook.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A command that ran in this process and is over.
 *
 * @param code the exit code
 * @param out standard output
 * @param err standard error
 */
record Run(int code, String out, String err) {

  static Run of(String... words) {
    return with(Map.of(), "", words);
  }

  static Run with(Map<String, String> environment, String in, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code =
        Main.run(
            words,
            new Surroundings(
                new Report(stream(out), stream(err)),
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                environment::get,
                new Stop()));
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
