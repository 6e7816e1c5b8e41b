package org.offhook.eventpackage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;

/** Reads the text of a message summary: RFC 3842 §5.2. */
final class SummaryReader {

  private static final int MOST_BYTES = 1 << 16;
  private static final int MOST_LINES = 2000;

  /** Tolerance: blanks anywhere between the numbers, as voice mail systems write them. */
  private static final Pattern COUNTS =
      Pattern.compile(
          "([0-9]{1,18})\\s*/\\s*([0-9]{1,18})"
              + "(?:\\s*\\(\\s*([0-9]{1,18})\\s*/\\s*([0-9]{1,18})\\s*\\))?");

  private final Map<MessageClass, MessageCounts> counts = new LinkedHashMap<>();
  private final List<List<HeaderField>> messages = new ArrayList<>();
  private final List<HeaderField> others = new ArrayList<>();
  private @Nullable Boolean waiting;
  private @Nullable String account;

  private SummaryReader() {}

  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || "-.!%*_+`'~".indexOf(c) >= 0);
  }

  static BodyResult<MessageSummary> read(byte[] body) {
    if (body.length > MOST_BYTES) {
      return new BodyResult.Invalid<>("more than " + MOST_BYTES + " bytes are not read", 0);
    }
    var lines = unfolded(new String(body, StandardCharsets.UTF_8).split("\\r?\\n|\\r", -1));
    if (lines.size() > MOST_LINES) {
      return new BodyResult.Invalid<>("more than " + MOST_LINES + " lines are not read", 0);
    }
    return new SummaryReader().summary(lines);
  }

  private static List<String> unfolded(String[] lines) {
    var found = new ArrayList<String>();
    for (var line : lines) {
      boolean folded = !line.isBlank() && Character.isWhitespace(line.charAt(0));
      if (folded && !found.isEmpty() && !found.getLast().isBlank()) {
        found.add(found.removeLast() + " " + line.strip());
      } else {
        found.add(line);
      }
    }
    return found;
  }

  private BodyResult<MessageSummary> summary(List<String> lines) {
    boolean begun = false;
    List<HeaderField> group = null;
    int number = 0;
    for (var line : lines) {
      number++;
      if (line.isBlank()) {
        // Tolerance: empty lines at the beginning, where the status line should be.
        group = begun ? new ArrayList<>() : null;
        continue;
      }
      int colon = line.indexOf(':');
      if (colon <= 0 || !isToken(line.substring(0, colon).strip())) {
        return new BodyResult.Invalid<>("'Name: value' is expected", number);
      }
      var row =
          new HeaderField(
              line.substring(0, colon).strip(), printable(line.substring(colon + 1).strip()));
      if (group != null) {
        if (group.isEmpty()) {
          messages.add(group);
        }
        group.add(row);
      } else {
        begun = true;
        var fault = line(row);
        if (fault.isPresent()) {
          return new BodyResult.Invalid<>(fault.get(), number);
        }
      }
    }
    if (waiting == null) {
      return new BodyResult.Invalid<>("there is no Messages-Waiting", 0);
    }
    return new BodyResult.Parsed<>(new MessageSummary(waiting, account, counts, others, messages));
  }

  /** Tolerance: the lines in any order; Messages-Waiting need not be the first. */
  private Optional<String> line(HeaderField row) {
    switch (row.name().toLowerCase(Locale.ROOT)) {
      case "messages-waiting" -> {
        return status(row.value());
      }
      case "message-account" -> account = row.value();
      default -> {
        var match = COUNTS.matcher(row.value());
        if (match.matches()) {
          counts.put(
              MessageClass.of(row.name()),
              new MessageCounts(
                  number(match.group(1)),
                  number(match.group(2)),
                  number(match.group(3)),
                  number(match.group(4))));
        } else {
          others.add(row);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> status(String value) {
    if (!value.equalsIgnoreCase("yes") && !value.equalsIgnoreCase("no")) {
      return Optional.of("Messages-Waiting is neither yes nor no");
    }
    waiting = value.equalsIgnoreCase("yes");
    return Optional.empty();
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  /** Without control characters, so that what was read can be written. */
  static String printable(String value) {
    return value.replaceAll("\\p{Cntrl}", " ").strip();
  }
}
