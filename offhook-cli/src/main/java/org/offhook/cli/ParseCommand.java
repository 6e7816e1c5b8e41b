package org.offhook.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.offhook.message.MessageVerdict;
import org.offhook.message.ParseResult;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Judges SIP messages in files, as the edge of a user agent would. */
@CommandLine.Command(
    name = "parse",
    description = {
      "Judges SIP messages, one in each file: valid, tolerated (with what was forgiven) or",
      "invalid (with the status that the edge would answer with, the byte offset and the reason).",
      "Exit code 1 if one is invalid."
    })
final class ParseCommand extends Command {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files with one message each; - is standard input.")
  List<String> files = new ArrayList<>();

  @Override
  int run() {
    int code = ExitCode.DONE;
    int unread = 0;
    for (var file : files) {
      if (place().stop().isAsked()) {
        throw Failure.refused("stopped before it was done");
      }
      try {
        var verdict = MessageVerdict.of(bytes(file));
        tell(file, verdict);
        if (verdict.outcome() == MessageVerdict.Outcome.INVALID) {
          code = ExitCode.REFUSED;
        }
      } catch (IOException e) {
        unread++;
        report().flush();
        report().err().print("offhook parse: cannot read " + file + ": " + Input.why(e) + "\n");
      }
    }
    return unread > 0 ? ExitCode.USAGE : code;
  }

  private byte[] bytes(String file) throws IOException {
    if (file.equals("-")) {
      return place().in().readAllBytes();
    }
    var path = Path.of(file);
    if (Files.isDirectory(path)) {
      throw new IOException("it is a folder; name the files in it");
    }
    return Files.readAllBytes(path);
  }

  private void tell(String file, MessageVerdict verdict) {
    if (!report().isJson()) {
      report().result(new Json(), file + ": " + verdict);
      return;
    }
    var line =
        new Json()
            .put("file", file)
            .put("verdict", verdict.outcome().name().toLowerCase(Locale.ROOT));
    if (verdict.kind() != ParseResult.Kind.UNKNOWN) {
      line.put("kind", verdict.kind().name().toLowerCase(Locale.ROOT));
      boolean request = verdict.kind() == ParseResult.Kind.REQUEST;
      verdict.methodOrStatus().ifPresent(text -> subject(line, request, text));
    }
    if (!verdict.forgiven().isEmpty()) {
      line.put("forgiven", verdict.forgiven());
      line.put("reason", String.join("; ", verdict.forgiven()));
    }
    verdict.reason().ifPresent(reason -> line.put("reason", reason));
    verdict.offset().ifPresent(offset -> line.put("offset", offset));
    if (verdict.outcome() == MessageVerdict.Outcome.INVALID) {
      verdict
          .status()
          .ifPresentOrElse(status -> line.put("answer", status), () -> line.put("answer", "none"));
    }
    report().result(line, "");
  }

  private static void subject(Json line, boolean request, String text) {
    if (request) {
      line.put("method", text);
    } else {
      line.put("status", Long.parseLong(text));
    }
  }
}
