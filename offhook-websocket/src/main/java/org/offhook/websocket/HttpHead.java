package org.offhook.websocket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A start line and header fields of HTTP/1.1 (RFC 9112 §2 to §5), as the handshake of RFC 6455 §4
 * uses them.
 *
 * @param startLine without its line end
 * @param fields values by lower-case name, in the order of the message
 */
record HttpHead(String startLine, Map<String, List<String>> fields) {

  /** Reads a head without its last, empty line; null if it is not one. */
  static @Nullable HttpHead parse(String text) {
    var lines = text.split("\r\n", -1);
    var fields = new HashMap<String, List<String>>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0 || !isToken(lines[i].substring(0, colon))) {
        return null;
      }
      var name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
      fields
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(lines[i].substring(colon + 1).trim());
    }
    return new HttpHead(lines[0], fields);
  }

  private static boolean isToken(String name) {
    return name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
  }

  /** The three parts of the start line; fewer where it has fewer. */
  List<String> startParts() {
    return List.of(startLine.split(" ", 3));
  }

  /** The value of a field that may occur once; empty if it occurs never or several times. */
  Optional<String> single(String name) {
    var values = fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** The elements of a comma-separated field, all its rows together. */
  List<String> list(String name) {
    var elements = new ArrayList<String>();
    for (var row : fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of())) {
      for (var element : row.split(",", -1)) {
        if (!element.isBlank()) {
          elements.add(element.trim());
        }
      }
    }
    return elements;
  }

  /** Whether a comma-separated field has an element, in any case. */
  boolean lists(String name, String element) {
    return list(name).stream().anyMatch(element::equalsIgnoreCase);
  }

  /** A peer's text as it may stand in a reason: short, and printable. */
  static String quote(String text) {
    var shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return "'" + shown.replaceAll("[^ -~]", "?") + "'";
  }
}
