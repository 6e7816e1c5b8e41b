package org.offhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Edits the lines of one level and puts them into the order of RFC 8866 section 5. */
final class LineEditor {

  private static final String SESSION_ORDER = "vosiuepcbtka";
  private static final String MEDIA_ORDER = "micbka";

  private final String order;
  private final List<SdpLine> lines;

  private LineEditor(String order, List<SdpLine> lines) {
    this.order = order;
    this.lines = new ArrayList<>(lines);
  }

  static LineEditor session(List<SdpLine> lines) {
    return new LineEditor(SESSION_ORDER, lines);
  }

  static LineEditor media(List<SdpLine> lines) {
    return new LineEditor(MEDIA_ORDER, lines);
  }

  /** The place of a type in the order; -1 for an unknown one. */
  static int rank(String order, char type) {
    return order.indexOf(type == 'r' || type == 'z' ? 't' : type);
  }

  static int sessionRank(char type) {
    return rank(SESSION_ORDER, type);
  }

  static int mediaRank(char type) {
    return type == 'r' || type == 'z' ? -1 : rank(MEDIA_ORDER, type);
  }

  /** Puts a line behind the last one that may stand before it; unknown types go to the end. */
  void add(char type, String value) {
    int rank = rank(order, type);
    int at = rank < 0 ? lines.size() : 0;
    for (int i = 0; rank >= 0 && i < lines.size(); i++) {
      int other = rank(order, lines.get(i).type());
      if (other >= 0 && other <= rank) {
        at = i + 1;
      }
    }
    lines.add(at, new SdpLine(type, value));
  }

  /** Puts a value in the place of the first such line and drops the others, or adds it. */
  void set(char type, String value) {
    replace(l -> l.type() == type, new SdpLine(type, value));
  }

  /** Puts a line in the place of the first that matches and drops the others, or adds it. */
  void replace(Predicate<SdpLine> which, SdpLine line) {
    int at = -1;
    for (int i = 0; i < lines.size() && at < 0; i++) {
      at = which.test(lines.get(i)) ? i : -1;
    }
    if (at < 0) {
      add(line.type(), line.value());
      return;
    }
    lines.set(at, line);
    int first = at;
    var rest = lines.subList(first + 1, lines.size());
    rest.removeIf(which);
  }

  void removeIf(Predicate<SdpLine> which) {
    lines.removeIf(which);
  }

  /** The lines in order; unknown ones stay behind the line that they follow. k= is left out. */
  List<SdpLine> sorted() {
    var buckets = new ArrayList<List<SdpLine>>();
    for (int i = 0; i < order.length(); i++) {
      buckets.add(new ArrayList<>());
    }
    int current = 0;
    for (var line : lines) {
      int rank = rank(order, line.type());
      current = rank < 0 ? current : rank;
      if (line.type() != 'k') {
        buckets.get(current).add(line);
      }
    }
    var sorted = new ArrayList<SdpLine>(lines.size());
    buckets.forEach(sorted::addAll);
    return List.copyOf(sorted);
  }

  static boolean isAttribute(SdpLine line, String name) {
    return line.type() == 'a'
        && line.value().startsWith(name)
        && (line.value().length() == name.length() || line.value().charAt(name.length()) == ':');
  }
}
